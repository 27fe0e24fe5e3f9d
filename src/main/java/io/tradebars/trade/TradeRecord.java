package io.tradebars.trade;

import io.tradebars.deadletter.SourceRecord;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What a Kafka record held: one of its trades, what it says of an earlier trade, or the reason why something in it could not be
 * read; with the record itself, so that it can still be set aside whole.
 *
 * <p>Mutable and used again for the next one, as its trade is: who is handed one may look at it until the call returns.
 */
public final class TradeRecord {

    private final Trade trade;
    private final Amendment amendment;
    private final String rejection;
    private final Supplier<SourceRecord> source;
    private boolean fromTheMiddle;

    private TradeRecord(
            Trade trade, Amendment amendment, String rejection, Supplier<SourceRecord> source, boolean fromTheMiddle) {
        this.trade = trade;
        this.amendment = amendment;
        this.rejection = rejection;
        this.source = Objects.requireNonNull(source, "source");
        this.fromTheMiddle = fromTheMiddle;
    }

    /** A trade of the record, whose partition is read from its first record. */
    public static TradeRecord of(Trade trade, SourceRecord source) {
        return of(trade, source, false);
    }

    /** A trade of the record. */
    public static TradeRecord of(Trade trade, SourceRecord source, boolean fromTheMiddle) {
        return new TradeRecord(Objects.requireNonNull(trade, "trade"), null, null, () -> source, fromTheMiddle);
    }

    /** A trade of a record of which an object is made only if it is asked for. */
    public static TradeRecord of(Trade trade, Supplier<SourceRecord> source) {
        return new TradeRecord(Objects.requireNonNull(trade, "trade"), null, null, source, false);
    }

    /** What the record says of an earlier trade. */
    public static TradeRecord of(Amendment amendment, SourceRecord source) {
        return new TradeRecord(null, Objects.requireNonNull(amendment, "amendment"), null, () -> source, false);
    }

    /** Something in the record that could not be read. */
    public static TradeRecord rejected(String reason, SourceRecord source) {
        return new TradeRecord(null, null, Objects.requireNonNull(reason, "reason"), () -> source, false);
    }

    /** One of its own, that stays as this is now. */
    public TradeRecord copy() {
        SourceRecord kept = source();
        return new TradeRecord(trade == null ? null : trade.copy(), amendment, rejection, () -> kept, fromTheMiddle);
    }

    /** Says whether the job began to read the record's partition behind its first record. */
    public void setFromTheMiddle(boolean isFromTheMiddle) {
        fromTheMiddle = isFromTheMiddle;
    }

    /** The trade, or {@code null}. */
    public Trade trade() {
        return trade;
    }

    /** What it says of an earlier trade, or {@code null}. */
    public Amendment amendment() {
        return amendment;
    }

    /** Why the record was rejected, for a person, or {@code null}. */
    public String rejection() {
        return rejection;
    }

    /** The record. */
    public SourceRecord source() {
        return source.get();
    }

    /** Whether the job began to read the record's partition behind its first record. */
    public boolean fromTheMiddle() {
        return fromTheMiddle;
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
