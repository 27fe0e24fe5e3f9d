package io.tradebars.trade;

import io.tradebars.deadletter.SourceRecord;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What a Kafka record held: one of its trades, what it says of an earlier trade, or the reason why something in it could not be
 * read; with the record itself, so that it can still be set aside whole.
 *
 * @param trade the trade, or {@code null}
 * @param amendment what it says of an earlier trade, or {@code null}
 * @param rejection why the record was rejected, for a person, or {@code null}
 * @param source the record
 * @param fromTheMiddle whether the job began to read the record's partition behind its first record
 */
public record TradeRecord(
        Trade trade, Amendment amendment, String rejection, SourceRecord source, boolean fromTheMiddle) {

    /** @throws IllegalArgumentException unless exactly one of trade, amendment and rejection is given */
    public TradeRecord {
        Objects.requireNonNull(source, "source");
        if (Stream.of(trade, amendment, rejection).filter(Objects::nonNull).count() != 1) {
            throw new IllegalArgumentException("a record holds either a trade, an amendment or a rejection");
        }
    }

    /** A trade of the record, whose partition is read from its first record. */
    public static TradeRecord of(Trade trade, SourceRecord source) {
        return of(trade, source, false);
    }

    /** A trade of the record. */
    public static TradeRecord of(Trade trade, SourceRecord source, boolean fromTheMiddle) {
        return new TradeRecord(trade, null, null, source, fromTheMiddle);
    }

    /** What the record says of an earlier trade. */
    public static TradeRecord of(Amendment amendment, SourceRecord source) {
        return new TradeRecord(null, amendment, null, source, false);
    }

    /** Something in the record that could not be read. */
    public static TradeRecord rejected(String reason, SourceRecord source) {
        return new TradeRecord(null, null, reason, source, false);
    }

    /** Whether it could not be read. */
    public boolean isRejected() {
        return rejection != null;
    }

    /** Whether it holds a trade. */
    public boolean isTrade() {
        return trade != null;
    }
}
