package io.tradebars.bars;

import io.tradebars.trade.TradeRecord;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the job began to read each partition, in event time: a bar that starts before is not whole. A partition that it began to
 * read at its very first record has no such instant. For one thread.
 */
final class Beginnings {

    private final Map<String, Long> beginMillis;
    private final boolean unknownAreWhole;

    /**
     * @param beginMillis what is known already, by partition ({@code topic-partition})
     * @param unknownAreWhole whether other partitions count as read from their beginning, because the job was restored by a version
     *     that didn't write it down
     */
    Beginnings(Map<String, Long> beginMillis, boolean unknownAreWhole) {
        this.beginMillis = new HashMap<>(beginMillis);
        this.unknownAreWhole = unknownAreWhole;
    }

    /** That of the partition of a trade; the trade's time if it is the first that was ever read of it, and that in its middle. */
    long of(TradeRecord record) {
        String partition = record.source().topic() + "-" + record.source().partition();
        Long known = beginMillis.get(partition);
        if (known == null) {
            boolean whole = unknownAreWhole || !record.fromTheMiddle();
            known = whole
                    ? Completeness.FROM_THE_BEGINNING
                    : (Long) record.trade().eventTimeMillis();
            beginMillis.put(partition, known);
        }
        return known;
    }

    Map<String, Long> known() {
        return beginMillis;
    }
}
