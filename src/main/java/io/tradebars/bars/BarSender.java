package io.tradebars.bars;

import io.tradebars.bars.BarDetails.Cause;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sends bars on, if there is something new to tell of them, and counts those that are closed. For the task thread of its operator.
 */
final class BarSender {

    private final BarSettings settings;
    private final BarSlots slots;
    private final Gaps gaps;
    private final Output<StreamRecord<Bar>> output;
    private final boolean followsAnotherRun;
    private final Counter closedBars;
    private final Counter correctedBars;

    /** Used again for each bar. */
    private final StreamRecord<Bar> sent = new StreamRecord<>(null);

    /** @param followsAnotherRun whether a run before this one may have told of open bars that are not in state */
    BarSender(
            BarSettings settings,
            BarSlots slots,
            Gaps gaps,
            Output<StreamRecord<Bar>> output,
            MetricGroup metrics,
            boolean followsAnotherRun) {
        this.settings = settings;
        this.slots = slots;
        this.gaps = gaps;
        this.output = output;
        this.followsAnotherRun = followsAnotherRun;
        this.closedBars = metrics.counter("closedBars");
        this.correctedBars = metrics.counter("correctedBars");
    }

    /**
     * Closes a bar, if it is open, and sends it, if there is something new to tell of it.
     *
     * @param all the bars of its instrument
     * @param cause why it is sent again, if it is
     */
    void close(Instrument instrument, InstrumentBars all, BarState bar, Cause cause) throws Exception {
        boolean wasClosed = bar.isClosed();
        boolean correction = bar.closedWrites() > 0;
        bar.close();
        if (send(instrument, all, bar, cause)) {
            if (bar.closedWrites() > 0) {
                (correction ? correctedBars : closedBars).inc();
            }
        } else if (!wasClosed && followsAnotherRun && bar.isUntold()) {
            takeBackWhatAnotherRunTold(instrument, bar);
        }
    }

    /** For a bar that closes with nothing to tell of it; a run before this one may have told of it and failed. */
    private void takeBackWhatAnotherRunTold(Instrument instrument, BarState bar) {
        if (bar.content().trades() == 0) {
            collect(bar.send(bar.slot().of(instrument)), bar.slot());
        } else if (settings.tellsOfOpenBars()) {
            // It has trades, but none with a price: what the other run left open is not taken away for that.
            sendEnded(instrument, bar.slot());
        }
    }

    /** Sends a bar as it stands; {@code false} if there is nothing new to tell of it. See {@link #close}. */
    boolean send(Instrument instrument, InstrumentBars all, BarState bar, Cause cause) throws Exception {
        if (!bar.isNews()) {
            return false;
        }
        BarKey key = bar.slot().of(instrument);
        collect(settings.full() ? bar.send(key, gaps.gapOf(bar, all), cause) : bar.send(key), bar.slot());
        return true;
    }

    /** Tells of a bar of which nothing is known but that it has ended. */
    void sendEnded(Instrument instrument, BarSlot slot) {
        collect(Bar.ended(slot.of(instrument)), slot);
    }

    /** Where gaps are asked for, after a change of the bar of that slot: the one after it may have another gap now. */
    void sendNextIfItsGapChanged(Instrument instrument, InstrumentBars all, BarSlot slot) throws Exception {
        BarState next = all.firstAfter(slot);
        if (next == null) {
            return;
        }
        Long gap = gaps.gapOf(next, all);
        if (next.isClosed()
                && gap != null
                && gap != next.writtenGap()
                && next.content().makesABar()) {
            collect(next.send(next.slot().of(instrument), gap, Cause.LATE), next.slot());
        }
    }

    private void collect(Bar bar, BarSlot slot) {
        output.collect(sent.replace(bar, slots.endOf(slot) - 1));
    }
}
