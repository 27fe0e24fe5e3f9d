package io.tradebars.bars;

import io.tradebars.bars.BarDetails.Cause;
import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Amendment;
import io.tradebars.trade.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        implements OneInputStreamOperator<BarInput, Bar>, Triggerable<Instrument, VoidNamespace> {

    /** How often the closing clock is read, in milliseconds. */
    static final long CLOSING_CLOCK_MILLIS = 500;

    private static final long serialVersionUID = 1L;

    private final BarSettings settings;
    private final OutputTag<DeadLetter> deadLetters;

    private transient MapState<BarSlot, BarState> bars;
    private transient Ledgers ledgers;
    private transient Gaps gaps;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ClosingClock closingClock;
    private transient Counter closedBars;
    private transient Counter correctedBars;
    private transient Counter lateTrades;
    private transient Counter duplicateTrades;
    private transient Counter amendedTrades;
    private transient Counter lateAmendments;

    /** By which bars close, in milliseconds since the epoch; the least number before the first trade. Read by reporters. */
    private transient volatile long eventTimeMillis;

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
        ledgers = new Ledgers(settings, getRuntimeContext());
        gaps = new Gaps(bars, getRuntimeContext());
        timers = getInternalTimerService("bars", VoidNamespaceSerializer.INSTANCE, this);
        closingClock = new ClosingClock(settings.idleTimeout(), settings.outOfOrderness());
        closedBars = getMetricGroup().counter("closedBars");
        correctedBars = getMetricGroup().counter("correctedBars");
        lateTrades = getMetricGroup().counter("lateTrades");
        duplicateTrades = getMetricGroup().counter("duplicateTrades");
        amendedTrades = getMetricGroup().counter("amendedTrades");
        lateAmendments = getMetricGroup().counter("lateAmendments");
        eventTimeMillis = Long.MIN_VALUE;
        getMetricGroup().gauge("eventTimeDelayMillis", this::eventTimeDelayMillis);
    }

    @Override
    public void processElement(StreamRecord<BarInput> element) throws Exception {
        if (element.getValue() instanceof AmendedTrade amended) {
            amend(amended);
        } else {
            add((PartialBar) element.getValue());
        }
    }

    private void add(PartialBar partial) throws Exception {
        if (settings.isTooLate(partial.minuteMillis(), timers.currentWatermark())) {
            setAside(partial);
            return;
        }
        BarContent content = partial.content();
        long duplicates = 0;
        if (content == null) {
            Ledgers.Added added = ledgers.add(partial);
            content = added.content();
            duplicates = added.duplicates();
            duplicateTrades.inc(duplicates);
            if (added.isNewMinute()) {
                timers.registerEventTimeTimer(VoidNamespace.INSTANCE, settings.expiryOfMinute(partial.minuteMillis()));
            }
        }
        if (content.trades() > 0) {
            closingClock.sawTrade(content.lastEventMillis());
        }
        for (Interval interval : settings.intervals()) {
            BarSlot slot = slotOf(interval, partial.minuteMillis());
            if (content.trades() > 0) {
                add(partial.instrument(), slot, content);
            }
            if (duplicates > 0) {
                addDuplicates(slot, duplicates);
            }
        }
        for (AmendedTrade amended : ledgers.takeWaitingFor(partial.trades())) {
            amend(amended);
        }
    }

    private void add(Instrument instrument, BarSlot slot, BarContent content) throws Exception {
        long end = endOf(slot);
        BarState bar = bars.get(slot);
        if (bar == null) {
            // Copied: the partial bar's content may be shared with the bars of other intervals.
            bar = BarState.of(content.copy());
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, end - 1);
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, settings.expiryOf(end));
        } else {
            bar.content().merge(content);
        }
        changed(instrument, slot, bar, Cause.LATE);
    }

    /** How many were left out is told with the bar's next state, and is no reason for one. */
    private void addDuplicates(BarSlot slot, long duplicates) throws Exception {
        BarState bar = bars.get(slot);
        if (bar != null) {
            bar.content().addDuplicates(duplicates);
            bars.put(slot, bar);
        }
    }

    /** Sends a bar on that has changed, at once if it is closed, and keeps it. */
    private void changed(Instrument instrument, BarSlot slot, BarState bar, Cause cause) throws Exception {
        if (bar.isClosed() || endOf(slot) - 1 <= timers.currentWatermark()) {
            closeAndSend(instrument, slot, bar, cause);
        } else if (!settings.updateInterval().isZero()) {
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, nextUpdate());
        }
        bars.put(slot, bar);
        if (settings.full()) {
            sendNextIfItsGapChanged(instrument, slot);
        }
    }

    private void sendNextIfItsGapChanged(Instrument instrument, BarSlot slot) throws Exception {
        BarSlot next = gaps.next(slot);
        if (next == null) {
            return;
        }
        BarState bar = bars.get(next);
        Long gap = gaps.gapOf(next, bar);
        if (bar.isClosed()
                && gap != null
                && gap != bar.writtenGap()
                && bar.content().makesABar()) {
            output.collect(new StreamRecord<>(bar.send(next.of(instrument), gap, Cause.LATE), endOf(next) - 1));
            bars.put(next, bar);
        }
    }

    /** Amends a trade, if it is here and its bar may still change; else waits for it. */
    private void amend(AmendedTrade amended) throws Exception {
        Amendment amendment = amended.amendment();
        Optional<Ledgers.Amended> done = ledgers.amend(amendment);
        if (done.isEmpty()) {
            long until = Math.max(amendment.timeMillis(), timers.currentWatermark())
                    + settings.allowedLateness().toMillis();
            ledgers.await(until, amended);
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, until);
            return;
        }
        amendedTrades.inc();
        long minute = done.get().minuteMillis();
        for (Interval interval : settings.intervals()) {
            BarSlot slot = slotOf(interval, minute);
            BarState bar = bars.get(slot);
            if (bar == null) {
                // Of an interval that was added when the job was restored.
                continue;
            }
            BarContent content = bar.settled().copy();
            content.merge(ledgers.contentOf(slot));
            bar.replaceContent(content);
            changed(amended.instrument(), slot, bar, amendment.isCancel() ? Cause.CANCEL : Cause.CORRECTION);
        }
        if (done.get().moved().isPresent()) {
            Trade moved = done.get().moved().get();
            add(new PartialBar(
                    amended.instrument(),
                    Interval.ONE_MINUTE.startOf(moved.eventTimeMillis(), settings.dayZone()),
                    null,
                    List.of(moved),
                    Completeness.FROM_THE_BEGINNING,
                    List.of(amended.source())));
        }
    }

    /** The same for all trades of an update interval, so that Flink keeps one timer for them. */
    private long nextUpdate() {
        long interval = settings.updateInterval().toMillis();
        return timers.currentProcessingTime() / interval * interval + interval;
    }

    @Override
    public void onEventTime(InternalTimer<Instrument, VoidNamespace> timer) throws Exception {
        long eventTime = timer.getTimestamp();
        if (settings.needsSingleTrades()) {
            expireTrades(eventTime);
        }
        List<BarSlot> expired = new ArrayList<>();
        for (Map.Entry<BarSlot, BarState> entry : bars.entries()) {
            closeIfEnded(timer.getKey(), entry, eventTime);
            if (settings.isExpired(endOf(entry.getKey()), eventTime)) {
                expired.add(entry.getKey());
                gaps.expired(entry.getKey(), entry.getValue());
            }
        }
        for (BarSlot slot : expired) {
            bars.remove(slot);
        }
    }

    private void expireTrades(long eventTime) throws Exception {
        ledgers.expire(eventTime, (minute, content) -> {
            for (Interval interval : settings.intervals()) {
                BarSlot slot = slotOf(interval, minute);
                BarState bar = bars.get(slot);
                if (bar != null && settings.amendable()) {
                    bar.settled().merge(content);
                    bars.put(slot, bar);
                }
            }
        });
        for (AmendedTrade amended : ledgers.takeExpiredAmendments(eventTime)) {
            setAside(amended);
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<Instrument, VoidNamespace> timer) throws Exception {
        for (Map.Entry<BarSlot, BarState> entry : bars.entries()) {
            BarState bar = entry.getValue();
            if (!bar.isClosed() && send(timer.getKey(), entry.getKey(), bar, null)) {
                entry.setValue(bar);
            }
        }
    }

    private void closeIfEnded(Instrument instrument, Map.Entry<BarSlot, BarState> entry, long eventTime)
            throws Exception {
        BarState bar = entry.getValue();
        if (endOf(entry.getKey()) - 1 <= eventTime && !bar.isClosed()) {
            closeAndSend(instrument, entry.getKey(), bar, null);
            entry.setValue(bar);
        }
    }

    private void closeAndSend(Instrument instrument, BarSlot slot, BarState bar, Cause cause) throws Exception {
        boolean correction = bar.isClosed();
        bar.close();
        if (send(instrument, slot, bar, cause)) {
            (correction ? correctedBars : closedBars).inc();
        }
    }

    private boolean send(Instrument instrument, BarSlot slot, BarState bar, Cause cause) throws Exception {
        if (!bar.isNews()) {
            return false;
        }
        BarKey key = slot.of(instrument);
        Bar sent = settings.full() ? bar.send(key, gaps.gapOf(slot, bar), cause) : bar.send(key);
        output.collect(new StreamRecord<>(sent, endOf(slot) - 1));
        return true;
    }

    private void setAside(AmendedTrade amended) {
        lateAmendments.inc();
        Amendment amendment = amended.amendment();
        String reason = (amendment.isCancel() ? "cancel" : "correction") + " of trade '"
                + amendment.identity().replace('\u0000', ' ') + "' of " + amendment.symbol()
                + ", which never came, or whose bar can no longer change (bar.allowed-lateness is "
                + settings.allowedLateness() + ")";
        DeadLetter letter = amended.source().toDeadLetter(reason, timers.currentProcessingTime());
        output.collect(deadLetters, new StreamRecord<>(letter));
    }

    private void setAside(PartialBar partial) {
        lateTrades.inc(partial.count());
        String reason = LateTrade.reason(partial.minuteMillis(), settings, timers.currentWatermark());
        for (SourceRecord record : partial.records()) {
            DeadLetter letter = record.toDeadLetter(reason, timers.currentProcessingTime());
            output.collect(deadLetters, new StreamRecord<>(letter));
        }
    }

    private BarSlot slotOf(Interval interval, long minuteMillis) {
        return new BarSlot(interval, interval.startOf(minuteMillis, settings.dayZone()));
    }

    private long endOf(BarSlot slot) {
        return slot.interval().endOf(slot.startMillis(), settings.dayZone());
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        closingClock.sawWatermark(mark.getTimestamp());
        if (mark.getTimestamp() != Long.MAX_VALUE) {
            eventTimeMillis = mark.getTimestamp();
        }
        super.processWatermark(mark);
    }

    /**
     * How far the time by which bars close is behind the wall clock, be it that of the watermarks or, while all partitions are quiet,
     * that of the closing clock; 0 before the first trade.
     */
    private long eventTimeDelayMillis() {
        long eventTime = eventTimeMillis;
        return eventTime == Long.MIN_VALUE ? 0 : getProcessingTimeService().getCurrentProcessingTime() - eventTime;
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
                eventTimeMillis = closingClock.eventTime(timers.currentProcessingTime());
                closeWhatEnded(eventTimeMillis);
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
