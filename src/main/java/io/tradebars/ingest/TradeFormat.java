package io.tradebars.ingest;

import java.util.Locale;

/** The message formats that can be read, by their names in {@code trade.format}. */
public enum TradeFormat {
    /** A flat JSON record, or one whose fields JSON pointers find. */
    JSON,
    /** Binance's websocket frames: {@code trade}, {@code aggTrade}, bare or in a combined stream. */
    BINANCE;

    /** Whether such a feed takes trades back or corrects them. */
    boolean sendsAmendments() {
        return false;
    }

    /** Its name in options: {@code json}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
