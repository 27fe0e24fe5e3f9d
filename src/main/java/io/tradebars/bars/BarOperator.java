package io.tradebars.bars;

import io.tradebars.bars.BarDetails.Cause;
import io.tradebars.deadletter.DeadLetter;
import io.tradebars.trade.Amendment;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradePacker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
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

    private transient boolean restored;
    private transient ValueState<InstrumentBars> bars;
    private transient DueInstruments dueInstruments;
    private transient LateRecords lateRecords;
    private transient LateMinutes lateMinutes;
    private transient BarContentPacker packer;
    private transient BarSlots slots;
    private transient Ledgers ledgers;
    private transient Gaps gaps;
    private transient BarSender sender;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ClosingClock closingClock;
    private transient Counter duplicateTrades;
    private transient Counter amendedTrades;

    /** By which bars close, in milliseconds since the epoch; the least number before the first trade. Read by reporters. */
    private transient volatile long eventTimeMillis;

    BarOperator(BarSettings settings, OutputTag<DeadLetter> deadLetters) {
        this.settings = settings;
        this.deadLetters = deadLetters;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        restored = context.isRestored();
    }

    @Override
    public void open() throws Exception {
        super.open();
        ValueStateDescriptor<InstrumentBars> descriptor =
                new ValueStateDescriptor<>("instrument-bars", new InstrumentBarsSerializer());
        bars = getRuntimeContext().getState(descriptor);
        dueInstruments = new DueInstruments();
        lateRecords = new LateRecords(settings, output, deadLetters, getMetricGroup());
        lateMinutes = new LateMinutes(settings);
        packer = new BarContentPacker();
        slots = new BarSlots(settings);
        ledgers = new Ledgers(settings, getRuntimeContext());
        boolean followsAnotherRun =
                restored || getRuntimeContext().getTaskInfo().getAttemptNumber() > 0;
        gaps = new Gaps(getRuntimeContext());
        sender = new BarSender(settings, slots, gaps, output, getMetricGroup(), followsAnotherRun);
        timers = getInternalTimerService("bars", VoidNamespaceSerializer.INSTANCE, this);
        closingClock = new ClosingClock(settings.idleTimeout(), settings.outOfOrderness());
        duplicateTrades = getMetricGroup().counter("duplicateTrades");
        amendedTrades = getMetricGroup().counter("amendedTrades");
        eventTimeMillis = Long.MIN_VALUE;
        getMetricGroup().gauge("eventTimeDelayMillis", this::eventTimeDelayMillis);
        if (restored) {
            takeOverFirstForm();
            getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            descriptor,
                            (instrument, state) -> remember((Instrument) instrument, state.value()));
        }
    }

    /** The first release kept a map of bars for each instrument. (Its timers are restored, too; they find nothing to do.) */
    private void takeOverFirstForm() throws Exception {
        MapStateDescriptor<BarSlot, BarStateSerializer.FirstForm> firstForm = new MapStateDescriptor<>(
                "bars", BarSlotSerializer.TYPE.createSerializer(null), new BarStateSerializer());
        getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, firstForm, (instrument, state) -> {
                            InstrumentBars all = InstrumentBars.empty();
                            for (Map.Entry<BarSlot, BarStateSerializer.FirstForm> entry : state.entries()) {
                                all.add(entry.getValue().in(entry.getKey()));
                            }
                            bars.update(all);
                            state.clear();
                        });
    }

    /** What is known of an instrument's bars besides state. */
    private void remember(Instrument instrument, InstrumentBars restoredBars) {
        DueInstruments.Due due = dueInstruments.of(instrument);
        for (BarState bar : restoredBars.all()) {
            schedule(bar, due);
            closingClock.sawTrade(bar.lastEventMillis());
        }
    }

    @Override
    public void processElement(StreamRecord<BarInput> element) throws Exception {
        InstrumentBars all = barsOfInstrument();
        if (element.getValue() instanceof AmendedTrade amended) {
            amend(amended, all);
        } else if (element.getValue() instanceof LateMinute late) {
            endWhatIsUnknown(late, all);
        } else if (element.getValue() instanceof PartialBars partials) {
            partials.forEach(packer, partial -> add(partial, all));
        } else {
            add((PartialBar) element.getValue(), all);
        }
        keep(all);
    }

    private void add(PartialBar partial, InstrumentBars all) throws Exception {
        if (slots.isTooLate(partial.minuteMillis(), timers.currentWatermark())) {
            lateRecords.setAside(partial, timers.currentWatermark(), timers.currentProcessingTime());
            endWhatIsUnknown(new LateMinute(partial.instrument(), partial.minuteMillis()), all);
            return;
        }
        PackableContent content = partial.content();
        long duplicates = 0;
        if (!partial.trades().isEmpty()) {
            Ledgers.Added added = ledgers.add(partial);
            content = added.content();
            duplicates = added.duplicates();
            duplicateTrades.inc(duplicates);
            if (added.isNewMinute()) {
                timers.registerEventTimeTimer(VoidNamespace.INSTANCE, settings.expiryOfMinute(partial.minuteMillis()));
            }
        }
        boolean hasTrades = content.hasTrades();
        if (hasTrades) {
            closingClock.sawTrade(content.lastEventMillis());
        }
        if (hasTrades || duplicates > 0) {
            for (Interval interval : settings.intervals()) {
                BarSlot slot = slots.of(interval, partial.minuteMillis());
                if (hasTrades) {
                    add(partial.instrument(), all, slot, content);
                }
                if (duplicates > 0) {
                    addDuplicates(all, slot, duplicates);
                }
            }
        }
        for (AmendedTrade amended : ledgers.takeWaitingFor(partial)) {
            amend(amended, all);
        }
    }

    private InstrumentBars barsOfInstrument() throws Exception {
        InstrumentBars all = bars.value();
        return all == null ? InstrumentBars.empty() : all;
    }

    private void keep(InstrumentBars all) throws Exception {
        if (all.isEmpty()) {
            bars.clear();
        } else {
            bars.update(all);
        }
    }

    /** Adds trades to a bar, or begins one with a copy of them. */
    private void add(Instrument instrument, InstrumentBars all, BarSlot slot, PackableContent content)
            throws Exception {
        BarState bar = all.find(slot);
        if (bar != null) {
            bar.merge(content);
            changed(instrument, all, bar, Cause.LATE);
            return;
        }
        bar = BarState.of(slot, content.copy());
        all.add(bar);
        changed(instrument, all, bar, Cause.LATE);
        if (all.due() == null) {
            all.setDue(dueInstruments.of(instrument));
        }
        schedule(bar, all.due());
    }

    /** Sees to it that a bar is closed in time, and then forgotten. */
    private void schedule(BarState bar, DueInstruments.Due due) {
        long end = slots.endOf(bar.slot());
        if (bar.isClosed()) {
            dueInstruments.expireAt(due, settings.expiryOf(end));
        } else {
            dueInstruments.closeAt(due, end - 1);
        }
    }

    /** How many were left out is told with the bar's next state, and is no reason for one. */
    private static void addDuplicates(InstrumentBars all, BarSlot slot, long duplicates) {
        BarState bar = all.find(slot);
        if (bar != null) {
            bar.addDuplicates(duplicates);
        }
    }

    /** Sends a bar on that has changed, at once if it is closed. */
    private void changed(Instrument instrument, InstrumentBars all, BarState bar, Cause cause) throws Exception {
        if (bar.isClosed() || slots.endOf(bar.slot()) - 1 <= timers.currentWatermark()) {
            sender.close(instrument, all, bar, cause);
        } else if (settings.tellsOfOpenBars()) {
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, nextUpdate());
        }
        if (settings.full()) {
            sender.sendNextIfItsGapChanged(instrument, all, bar.slot());
        }
    }

    /**
     * A trade of the minute came too late. If nothing is known of a bar of it, a run that failed may have left that open, with trades that all are
     * too late now; so it is told that the bar has ended, as soon as it has.
     */
    private void endWhatIsUnknown(LateMinute late, InstrumentBars all) throws Exception {
        if (!lateMinutes.isNews(late)) {
            return;
        }
        for (Interval interval : settings.intervals()) {
            BarSlot slot = slots.of(interval, late.minuteMillis());
            if (all.find(slot) != null) {
                continue;
            }
            if (settings.expiryOf(slots.endOf(slot)) <= timers.currentWatermark()) {
                sender.sendEnded(late.instrument(), slot);
            } else {
                add(late.instrument(), all, slot, PackableContent.of(BarContent.empty()));
            }
        }
    }

    /** Amends a trade, if it is here and its bar may still change; else waits for it. */
    private void amend(AmendedTrade amended, InstrumentBars all) throws Exception {
        Amendment amendment = amended.amendment();
        Optional<Ledgers.Amended> done = ledgers.amend(amended);
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
            BarSlot slot = slots.of(interval, minute);
            BarState bar = all.find(slot);
            if (bar == null) {
                // Of an interval that was added when the job was restored.
                continue;
            }
            bar.replaceUnsettled(ledgers.contentOf(slot));
            changed(amended.instrument(), all, bar, amendment.isCancel() ? Cause.CANCEL : Cause.CORRECTION);
        }
        if (done.get().moved().isPresent()) {
            Trade moved = done.get().moved().get();
            add(
                    new PartialBar(
                            amended.instrument(),
                            Interval.startOfMinute(moved.eventTimeMillis()),
                            null,
                            new TradePacker().pack(moved),
                            Completeness.FROM_THE_BEGINNING,
                            List.of(amended.source())),
                    all);
        }
    }

    /** The same for all trades of an update interval, so that Flink keeps one timer for them. */
    private long nextUpdate() {
        long interval = settings.updateInterval().toMillis();
        return timers.currentProcessingTime() / interval * interval + interval;
    }

    /** Only single trades have timers of their own; bars end with the watermark. */
    @Override
    public void onEventTime(InternalTimer<Instrument, VoidNamespace> timer) throws Exception {
        if (!settings.needsSingleTrades()) {
            return;
        }
        InstrumentBars all = barsOfInstrument();
        ledgers.expire(timer.getTimestamp(), (minute, content) -> {
            for (Interval interval : settings.intervals()) {
                BarState bar = all.find(slots.of(interval, minute));
                if (bar != null && settings.amendable()) {
                    bar.settle(content);
                }
            }
        });
        keep(all);
        for (AmendedTrade amended : ledgers.takeExpiredAmendments(timer.getTimestamp())) {
            lateRecords.setAside(amended, timers.currentProcessingTime());
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<Instrument, VoidNamespace> timer) throws Exception {
        InstrumentBars all = barsOfInstrument();
        for (BarState bar : all.all()) {
            if (!bar.isClosed()) {
                sender.send(timer.getKey(), all, bar, null);
            }
        }
        keep(all);
    }

    /**
     * Closes the bars of an instrument that have ended, forgets those that can no longer change, and says when to look again.
     *
     * @param eventTime what has ended by then is closed
     * @param watermark decides what can no longer change
     */
    private void look(DueInstruments.Due due, long eventTime, long watermark) throws Exception {
        setCurrentKey(due.instrument());
        InstrumentBars all = barsOfInstrument();
        all.setDue(due);
        for (int i = 0; i < all.size(); i++) {
            if (all.closeTime(i) <= eventTime) {
                BarState bar = all.get(i);
                long end = slots.endOf(bar.slot());
                if (!bar.isClosed() && end - 1 <= eventTime) {
                    sender.close(due.instrument(), all, bar, null);
                }
                all.setTimes(i, bar.isClosed() ? DueInstruments.NEVER : end - 1, settings.expiryOf(end));
                if (bar.isClosed() && !settings.full()) {
                    // Where gaps are asked for, it is looked at with each of its neighbours.
                    bar.pack(packer);
                }
            }
        }
        long firstClose = DueInstruments.NEVER;
        long firstExpiry = DueInstruments.NEVER;
        for (int i = 0; i < all.size(); ) {
            if (all.expiryTime(i) <= watermark) {
                if (settings.full()) {
                    gaps.expired(all.get(i));
                }
                all.remove(i);
            } else {
                firstClose = Math.min(firstClose, all.closeTime(i));
                firstExpiry = Math.min(firstExpiry, all.expiryTime(i));
                i++;
            }
        }
        dueInstruments.closeAt(due, firstClose);
        dueInstruments.expireAt(due, firstExpiry);
        if (all.isEmpty()) {
            dueInstruments.remove(due);
        }
        keep(all);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        long watermark = mark.getTimestamp();
        closingClock.sawWatermark(watermark);
        if (watermark != Long.MAX_VALUE) {
            eventTimeMillis = watermark;
        }
        dueInstruments.visit(watermark, due -> look(due, watermark, watermark));
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
            if (closingClock.start(timers.currentProcessingTime())) {
                scheduleClosingClock();
            }
        } else {
            closingClock.stop();
        }
    }

    private void scheduleClosingClock() {
        long next = timers.currentProcessingTime() + CLOSING_CLOCK_MILLIS;
        getProcessingTimeService().registerTimer(next, scheduled -> {
            if (closingClock.tick()) {
                long eventTime = closingClock.eventTime(timers.currentProcessingTime());
                eventTimeMillis = eventTime;
                dueInstruments.visitToClose(eventTime, due -> look(due, eventTime, timers.currentWatermark()));
                scheduleClosingClock();
            }
        });
    }
}
