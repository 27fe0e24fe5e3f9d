package io.tradebars.bars;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.SourceRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Makes the bars of an instrument, of all intervals, from its partial bars; keyed by {@link Instrument}.
 *
 * <p>A bar is sent on when event time passes its end, again whenever a late trade changes it within the allowed lateness, and,
 * where updates are wanted, while it is open, at most once in each update interval. A bar that would say nothing new is not
 * sent.
 *
 * <p>When all partitions are idle, the closing clock goes on from the last trade at the wall clock's pace and closes bars. It
 * only closes them: what is too late is still decided by the watermark alone, so a pause in a replay of history loses nothing;
 * the trades that follow correct the bars. This needs to know of idleness, which no user function of Flink is told: hence an
 * operator.
 */
final class BarOperator extends AbstractStreamOperator<Bar>
        implements OneInputStreamOperator<PartialBar, Bar>, Triggerable<Instrument, VoidNamespace> {

    /** How often the closing clock is read, in milliseconds. */
    static final long CLOSING_CLOCK_MILLIS = 500;

    private static final long serialVersionUID = 1L;

    private final BarSettings settings;
    private final OutputTag<DeadLetter> deadLetters;

    private transient MapState<BarSlot, BarState> bars;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ClosingClock closingClock;
    private transient Counter closedBars;
    private transient Counter correctedBars;
    private transient Counter lateTrades;

    BarOperator(BarSettings settings, OutputTag<DeadLetter> deadLetters) {
        this.settings = settings;
        this.deadLetters = deadLetters;
    }

    @Override
    public void open() throws Exception {
        super.open();
        bars = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "bars",
                        BarSlotSerializer.TYPE.createSerializer(null),
                        BarStateSerializer.TYPE.createSerializer(null)));
        timers = getInternalTimerService("bars", VoidNamespaceSerializer.INSTANCE, this);
        closingClock = new ClosingClock(settings.idleTimeout(), settings.outOfOrderness());
        closedBars = getMetricGroup().counter("closedBars");
        correctedBars = getMetricGroup().counter("correctedBars");
        lateTrades = getMetricGroup().counter("lateTrades");
    }

    @Override
    public void processElement(StreamRecord<PartialBar> element) throws Exception {
        PartialBar partial = element.getValue();
        if (settings.isTooLate(partial.minuteMillis(), timers.currentWatermark())) {
            setAside(partial);
            return;
        }
        closingClock.sawTrade(partial.content().lastEventMillis());
        for (Interval interval : settings.intervals()) {
            add(partial, new BarSlot(interval, interval.startOf(partial.minuteMillis(), settings.dayZone())));
        }
    }

    private void add(PartialBar partial, BarSlot slot) throws Exception {
        long end = endOf(slot);
        BarState bar = bars.get(slot);
        if (bar == null) {
            // Copied: the partial bar's content may be shared with the bars of other intervals.
            bar = new BarState(partial.content().copy(), false, BarState.NOTHING_WRITTEN);
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, end - 1);
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, settings.expiryOf(end));
        } else {
            bar.content().merge(partial.content());
        }
        if (bar.isClosed() || end - 1 <= timers.currentWatermark()) {
            closeAndSend(partial.instrument(), slot, bar);
        } else if (!settings.updateInterval().isZero()) {
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, nextUpdate());
        }
        bars.put(slot, bar);
    }

    /** The same for all trades of an update interval, so that Flink keeps one timer for them. */
    private long nextUpdate() {
        long interval = settings.updateInterval().toMillis();
        return timers.currentProcessingTime() / interval * interval + interval;
    }

    @Override
    public void onEventTime(InternalTimer<Instrument, VoidNamespace> timer) throws Exception {
        List<BarSlot> expired = new ArrayList<>();
        for (Map.Entry<BarSlot, BarState> entry : bars.entries()) {
            closeIfEnded(timer.getKey(), entry, timer.getTimestamp());
            if (settings.isExpired(endOf(entry.getKey()), timer.getTimestamp())) {
                expired.add(entry.getKey());
            }
        }
        for (BarSlot slot : expired) {
            bars.remove(slot);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<Instrument, VoidNamespace> timer) throws Exception {
        for (Map.Entry<BarSlot, BarState> entry : bars.entries()) {
            BarState bar = entry.getValue();
            if (!bar.isClosed() && send(timer.getKey(), entry.getKey(), bar)) {
                entry.setValue(bar);
            }
        }
    }

    private void closeIfEnded(Instrument instrument, Map.Entry<BarSlot, BarState> entry, long eventTime) {
        BarState bar = entry.getValue();
        if (endOf(entry.getKey()) - 1 <= eventTime && !bar.isClosed()) {
            closeAndSend(instrument, entry.getKey(), bar);
            entry.setValue(bar);
        }
    }

    private void closeAndSend(Instrument instrument, BarSlot slot, BarState bar) {
        boolean correction = bar.isClosed();
        bar.close();
        if (send(instrument, slot, bar)) {
            (correction ? correctedBars : closedBars).inc();
        }
    }

    private boolean send(Instrument instrument, BarSlot slot, BarState state) {
        Bar bar = state.toBarIfChanged(slot.of(instrument));
        if (bar == null) {
            return false;
        }
        output.collect(new StreamRecord<>(bar, endOf(slot) - 1));
        return true;
    }

    private void setAside(PartialBar partial) {
        lateTrades.inc(partial.content().trades());
        String reason = LateTrade.reason(partial.minuteMillis(), settings, timers.currentWatermark());
        for (SourceRecord record : partial.records()) {
            DeadLetter letter = record.toDeadLetter(reason, timers.currentProcessingTime());
            output.collect(deadLetters, new StreamRecord<>(letter));
        }
    }

    private long endOf(BarSlot slot) {
        return slot.interval().endOf(slot.startMillis(), settings.dayZone());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        closingClock.sawWatermark(mark.getTimestamp());
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        super.processWatermarkStatus(status);
        if (status.isIdle()) {
            sawTradesInState();
            if (closingClock.start(timers.currentProcessingTime())) {
                scheduleClosingClock();
            }
        } else {
            closingClock.stop();
        }
    }

    /** After a restore the last trade is known from state alone. */
    private void sawTradesInState() throws Exception {
        timers.forEachEventTimeTimer((namespace, time) -> {
            for (BarState bar : bars.values()) {
                closingClock.sawTrade(bar.content().lastEventMillis());
            }
        });
    }

    private void scheduleClosingClock() {
        long next = timers.currentProcessingTime() + CLOSING_CLOCK_MILLIS;
        getProcessingTimeService().registerTimer(next, scheduled -> {
            if (closingClock.tick()) {
                closeWhatEnded(closingClock.eventTime(timers.currentProcessingTime()));
                scheduleClosingClock();
            }
        });
    }

    /** Closes each bar whose end the closing clock has passed; which they are is told by their timers. */
    private void closeWhatEnded(long eventTime) throws Exception {
        timers.forEachEventTimeTimer((namespace, time) -> {
            if (time > eventTime) {
                return;
            }
            for (Map.Entry<BarSlot, BarState> entry : bars.entries()) {
                closeIfEnded((Instrument) getCurrentKey(), entry, eventTime);
            }
        });
    }
}
