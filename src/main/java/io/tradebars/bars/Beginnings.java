package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Trade;
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

    /** That of the partition of a trade; its event time if it is the first that was ever read of it, and not the topic's first. */
    long of(Trade trade, SourceRecord source) {
        String partition = source.topic() + "-" + source.partition();
        Long known = beginMillis.get(partition);
        if (known == null) {
            boolean whole = unknownAreWhole || source.offset() == 0;
            known = whole ? Completeness.FROM_THE_BEGINNING : (Long) trade.eventTimeMillis();
            beginMillis.put(partition, known);
        }
        return known;
    }

    Map<String, Long> known() {
        return beginMillis;
    }
}
