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
 * @param maxAhead how far ahead of the clock a trade may be stamped
 */
public record MessageSettings(
        TradeFormat format, JsonFields fields, TimestampUnit timeUnit, String venue, Duration maxAhead)
        implements Serializable {

    public MessageSettings {
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(fields, "fields");
        Objects.requireNonNull(timeUnit, "timeUnit");
        Objects.requireNonNull(maxAhead, "maxAhead");
    }

    TradeParser newParser() {
        return switch (format) {
            case JSON -> new JsonTradeParser(fields, timeUnit, venue);
            case BINANCE -> new BinanceTradeParser(timeUnit, venue);
        };
    }
}
