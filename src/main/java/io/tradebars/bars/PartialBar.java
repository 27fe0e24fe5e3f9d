package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.PackedTrades;
import java.util.List;
import java.util.Objects;

/**
 * Some trades of an instrument in one minute, from one source subtask: what crosses the network. Added up, but where duplicates
 * are to be left out; one by one there, and where trades may be amended.
 *
 * @param instrument what was traded
 * @param minuteMillis start of the minute, in milliseconds since the epoch
 * @param content the trades, added up; its sender's until it has been written, then its reader's, who may change it; {@code null} where duplicates are to be left out, which may be any of them
 * @param trades the trades one by one; empty where nobody asks for that
 * @param beginMillis see {@link Completeness}; of the partition that these trades came in
 * @param records the records that they came in, only where it cannot be known yet whether they are too late; else empty
 */
record PartialBar(
        Instrument instrument,
        long minuteMillis,
        PackableContent content,
        PackedTrades trades,
        long beginMillis,
        List<SourceRecord> records)
        implements BarInput {

    /** Where nobody asks for them one by one. Nothing is added to it. */
    static final PackedTrades NO_TRADES = new PackedTrades();

    PartialBar {
        Objects.requireNonNull(instrument, "instrument");
        records = List.copyOf(records);
        if (content == null && trades.isEmpty()) {
            throw new IllegalArgumentException("trades come added up or one by one, or both");
        }
    }

    /** One of its own, that stays as this is now. */
    PartialBar copy() {
        return new PartialBar(
                instrument, minuteMillis, content == null ? null : content.copy(), trades.copy(), beginMillis, records);
    }

    /** How many venue trades there are in it. */
    long count() {
        return content != null ? content.content().trades() : trades.venueTrades();
    }
}
