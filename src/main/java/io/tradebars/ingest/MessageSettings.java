package io.tradebars.ingest;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How the messages of the topics are read.
 *
 * @param format their format
 * @param fields where the fields stand, for format {@code json}
 * @param timeUnit how instants are written, for the formats that leave it open
 * @param venue a constant venue for all trades, or {@code null}
 * @param conditions what trades count for, by their conditions
 * @param corrections whether cancels and corrections are wanted, of feeds that send them
 * @param maxAhead how far ahead of the clock a trade may be stamped
 */
public record MessageSettings(
        TradeFormat format,
        JsonFields fields,
        TimestampUnit timeUnit,
        String venue,
        SaleConditions conditions,
        boolean corrections,
        Duration maxAhead)
        implements Serializable {

    public MessageSettings {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(fields, "fields");
        Objects.requireNonNull(timeUnit, "timeUnit");
        Objects.requireNonNull(conditions, "conditions");
        Objects.requireNonNull(maxAhead, "maxAhead");
    }

    /** Settings by which every trade counts for everything, and cancels and corrections are wanted. */
    public MessageSettings(
            TradeFormat format, JsonFields fields, TimestampUnit timeUnit, String venue, Duration maxAhead) {
        this(format, fields, timeUnit, venue, SaleConditions.NONE, true, maxAhead);
    }

    /** Whether cancels and corrections may come, and are to be applied. */
    public boolean amends() {
        boolean maySay = format == TradeFormat.ALPACA || format == TradeFormat.JSON && fields.action() != null;
        return corrections && maySay;
    }

    TradeParser newParser() {
        return switch (format) {
            case JSON -> new JsonTradeParser(fields, timeUnit, venue);
            case BINANCE -> new BinanceTradeParser(timeUnit, venue);
            case POLYGON -> new PolygonTradeParser(timeUnit, venue);
            case ALPACA -> new AlpacaTradeParser(venue);
            case COINBASE -> new CoinbaseTradeParser(venue);
            case KRAKEN -> new KrakenTradeParser(venue);
            case FINNHUB -> new FinnhubTradeParser(venue);
            case BYBIT -> new BybitTradeParser(venue);
            case DATABENTO -> new DatabentoTradeParser(venue);
        };
    }
}
