package io.tradebars.bars;

import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;

/**
 * Finds the trades that are missing, by ids that count on by one: within a bar and since the bar before, also if that one can no
 * longer change. Remembers, for the instrument at hand and each interval, the highest id of the last such bar. In keyed state; for the
 * task thread of its operator.
 */
final class Gaps {

    private final MapState<String, Long> highestIds;

    Gaps(RuntimeContext context) {
        this.highestIds = context.getMapState(
                new MapStateDescriptor<>("highest-ids", StringSerializer.INSTANCE, LongSerializer.INSTANCE));
    }

    /**
     * Trades missing in a bar and since the one before; {@code null} if its ids are no numbers.
     *
     * @param bars those of the instrument at hand that may still change
     */
    Long gapOf(BarState bar, InstrumentBars bars) throws Exception {
        Completeness completeness = bar.content().completeness();
        if (completeness == null || !completeness.isNumbered()) {
            return null;
        }
        long gap = completeness.missingWithin(bar.content().trades());
        Long before = highestIdBefore(bar.slot(), bars);
        return before == null ? gap : gap + Math.max(0, completeness.lowest() - before - 1);
    }

    private Long highestIdBefore(BarSlot slot, InstrumentBars bars) throws Exception {
        BarState before = bars.lastNumberedBefore(slot);
        return before == null
                ? highestIds.get(slot.interval().label())
                : (Long) before.content().completeness().highest();
    }

    /** Remembers a bar that can no longer change. */
    void expired(BarState bar) throws Exception {
        Completeness completeness = bar.content().completeness();
        if (completeness != null && completeness.isNumbered()) {
            highestIds.put(bar.slot().interval().label(), completeness.highest());
        }
    }
}
