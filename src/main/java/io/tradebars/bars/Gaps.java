package io.tradebars.bars;

import java.util.Map;
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

    private final MapState<BarSlot, BarState> bars;
    private final MapState<String, Long> highestIds;

    /** @param bars those of the instrument at hand that may still change */
    Gaps(MapState<BarSlot, BarState> bars, RuntimeContext context) {
        this.bars = bars;
        this.highestIds = context.getMapState(
                new MapStateDescriptor<>("highest-ids", StringSerializer.INSTANCE, LongSerializer.INSTANCE));
    }

    /** Trades missing in a bar and since the one before; {@code null} if its ids are no numbers. */
    Long gapOf(BarSlot slot, BarState bar) throws Exception {
        Completeness completeness = bar.content().completeness();
        if (completeness == null || !completeness.isNumbered()) {
            return null;
        }
        long gap = completeness.missingWithin(bar.content().trades());
        Long before = highestIdBefore(slot);
        return before == null ? gap : gap + Math.max(0, completeness.lowest() - before - 1);
    }

    private Long highestIdBefore(BarSlot slot) throws Exception {
        BarSlot latest = null;
        Long highest = null;
        for (Map.Entry<BarSlot, BarState> entry : bars.entries()) {
            BarSlot other = entry.getKey();
            Completeness completeness = entry.getValue().content().completeness();
            boolean isBefore = other.interval() == slot.interval() && other.startMillis() < slot.startMillis();
            if (isBefore
                    && completeness != null
                    && completeness.isNumbered()
                    && (latest == null || other.startMillis() > latest.startMillis())) {
                latest = other;
                highest = completeness.highest();
            }
        }
        return latest == null ? highestIds.get(slot.interval().label()) : highest;
    }

    /** The first bar after that one of the same interval, or {@code null}: its gap may have changed with that one. */
    BarSlot next(BarSlot slot) throws Exception {
        BarSlot next = null;
        for (BarSlot other : bars.keys()) {
            if (other.interval() == slot.interval()
                    && other.startMillis() > slot.startMillis()
                    && (next == null || other.startMillis() < next.startMillis())) {
                next = other;
            }
        }
        return next;
    }

    /** Remembers a bar that can no longer change. */
    void expired(BarSlot slot, BarState bar) throws Exception {
        Completeness completeness = bar.content().completeness();
        if (completeness != null && completeness.isNumbered()) {
            highestIds.put(slot.interval().label(), completeness.highest());
        }
    }
}
