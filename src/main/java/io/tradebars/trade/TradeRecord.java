package io.tradebars.trade;

import io.tradebars.deadletter.SourceRecord;
import java.util.Objects;

/**
 * What a Kafka record held: one of its trades, or the reason why something in it could not be read; with the record
 * itself, so that it can still be set aside whole.
 *
 * @param trade the trade, or {@code null} if {@code rejection} says why there is none
 * @param rejection why the record was rejected, for a person; {@code null} if there is a trade
 * @param source the record
 */
public record TradeRecord(Trade trade, String rejection, SourceRecord source) {

    /** @throws IllegalArgumentException unless exactly one of {@code trade} and {@code rejection} is given */
    public TradeRecord {
        Objects.requireNonNull(source, "source");
        if ((trade == null) == (rejection == null)) {
            throw new IllegalArgumentException("a record holds either a trade or a rejection");
        }
    }

    /** A trade of the record. */
    public static TradeRecord of(Trade trade, SourceRecord source) {
        return new TradeRecord(trade, null, source);
    }

    /** Something in the record that could not be read. */
    public static TradeRecord rejected(String reason, SourceRecord source) {
        return new TradeRecord(null, reason, source);
    }

    /** Whether it holds no trade. */
    public boolean isRejected() {
        return trade == null;
    }
}
