package io.tradebars.ingest;

import java.util.List;
import java.util.Locale;

/** The message formats that can be read, by their names in {@code trade.format}. */
public enum TradeFormat {
    /** A flat JSON record, or one whose fields JSON pointers find. */
    JSON(TimestampUnit.MS, TimestampUnit.S, TimestampUnit.US, TimestampUnit.NS, TimestampUnit.ISO),
    /** Binance's websocket frames: {@code trade}, {@code aggTrade}, bare or in a combined stream. */
    BINANCE(TimestampUnit.MS, TimestampUnit.US),
    /** Polygon's (now Massive's) websocket events: {@code T} of stocks, options and futures, {@code XT} of crypto. */
    POLYGON(TimestampUnit.MS, TimestampUnit.NS),
    /** Alpaca's market data websockets: {@code t} of stocks, crypto and options, cancels and corrections. */
    ALPACA(TimestampUnit.ISO),
    /** Coinbase's websocket messages: {@code match} of its Exchange, {@code market_trades} of Advanced Trade. */
    COINBASE(TimestampUnit.ISO),
    /** Kraken's spot websocket messages: channel {@code trade} of v2, and of v1 (where instants are in seconds). */
    KRAKEN(TimestampUnit.ISO, TimestampUnit.S),
    /** Finnhub's websocket: messages of type {@code trade}. */
    FINNHUB(TimestampUnit.MS),
    /** Bybit's v5 websocket messages: topics {@code publicTrade.<symbol>}. */
    BYBIT(TimestampUnit.MS),
    /** Databento's records as JSON: those of action {@code T}. */
    DATABENTO(TimestampUnit.NS, TimestampUnit.ISO);

    private final List<TimestampUnit> timeUnits;

    TradeFormat(TimestampUnit... timeUnits) {
        this.timeUnits = List.of(timeUnits);
    }

    /** How its instants may be written, the usual way first. */
    List<TimestampUnit> timeUnits() {
        return timeUnits;
    }

    /** Its name in options: {@code json}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
