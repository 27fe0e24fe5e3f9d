package io.tradebars.bars;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.OutputTag;

/**
 * Adds up the trades of one source subtask by instrument and minute, so that partial bars cross the network and not trades (but
 * where duplicates are left out or trades amended, which needs them one by one, too); sends rejected records and trades that are too
 * late to the dead letters, while their record is still at hand.
 *
 * <p>Partial bars go on before a watermark that ends their minute, before each checkpoint barrier, when there are {@link
 * #MAX_HELD} of them, and {@link #MAX_HOLD_MILLIS} after the first trade at the latest; so nothing of them is in state. Where somebody waits for them, because a
 * minute has ended already or open bars are told of, they go on after {@link #SHORT_HOLD_MILLIS}. Of very many instruments each has
 * a trade only now and then, so the longer they are held the fewer they are. Those of one instrument go on together, where it is of
 * several minutes, as they are where history is read.
 *
 * <p>What is in state is the watermark: after a restore, event time begins anew, and without it a trade that was too late before
 * would make a bar of its own. And where each partition was begun.
 *
 * <p>A subtask whose input was idle does not hold back the others, so its own watermark may be behind that of the bars: a trade
 * may be too late without its showing here. Then its record travels along with the partial bar, and {@link BarOperator}
 * decides. A trade that is fresh by the clock, however, cannot be too late when it goes on, since no trade moves event time further
 * ahead than {@code trade.max-ahead}.
 */
final class PartialBarOperator extends AbstractStreamOperator<BarInput>
        implements OneInputStreamOperator<TradeRecord, BarInput> {

    /** Longest time that a trade waits here, in milliseconds. */
    static final long MAX_HOLD_MILLIS = 1_000;

    /** Longest time that a trade waits here whose bar is told of as soon as the trade is known. */
    static final long SHORT_HOLD_MILLIS = 100;

    /** Most partial bars held; one takes some 350 bytes. */
    static final int MAX_HELD = 50_000;

    /** Most trades held where they travel one by one. */
    static final int MAX_HELD_TRADES = 50_000;

    private static final long NOT_SCHEDULED = Long.MAX_VALUE;

    private static final long serialVersionUID = 1L;

    private final BarSettings settings;
    private final OutputTag<DeadLetter> deadLetters;

    private transient HeldBars held;
    private transient LateMinutes lateMinutes;
    private transient StreamRecord<BarInput> sent;
    private transient int heldTrades;
    private transient BarSlots slots;
    private transient long earliestEnd;
    private transient long scheduledHoldMillis;
    private transient boolean idle;
    private transient boolean mayBeBehind;
    private transient long watermark;
    private transient ListState<Long> activeWatermarks;
    private transient ListState<Long> idleWatermarks;
    private transient ListState<Tuple2<String, Long>> knownBeginnings;
    private transient Beginnings beginnings;
    private transient Counter lateTrades;

    PartialBarOperator(BarSettings settings, OutputTag<DeadLetter> deadLetters) {
        this.settings = settings;
        this.deadLetters = deadLetters;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        activeWatermarks = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("active-watermarks", LongSerializer.INSTANCE));
        idleWatermarks = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("idle-watermarks", LongSerializer.INSTANCE));
        watermark = restoredWatermark();
        knownBeginnings = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("beginnings", Types.TUPLE(Types.STRING, Types.LONG)));
        Map<String, Long> known = new HashMap<>();
        for (Tuple2<String, Long> beginning : knownBeginnings.get()) {
            known.put(beginning.f0, beginning.f1);
        }
        beginnings = new Beginnings(known, context.isRestored());
    }

    /** Where the bars' event time stood: that of the slowest active subtask, or of the fastest where all were idle. */
    private long restoredWatermark() throws Exception {
        long slowestActive = Long.MAX_VALUE;
        for (long active : activeWatermarks.get()) {
            slowestActive = Math.min(slowestActive, active);
        }
        if (slowestActive != Long.MAX_VALUE) {
            return slowestActive;
        }
        long fastestIdle = Long.MIN_VALUE;
        for (long idleSubtask : idleWatermarks.get()) {
            fastestIdle = Math.max(fastestIdle, idleSubtask);
        }
        return fastestIdle;
    }

    @Override
    public void open() throws Exception {
        super.open();
        held = new HeldBars(!settings.deduplicate(), settings.needsSingleTrades());
        lateMinutes = new LateMinutes(settings);
        sent = new StreamRecord<>(null);
        slots = new BarSlots(settings);
        earliestEnd = Long.MAX_VALUE;
        scheduledHoldMillis = NOT_SCHEDULED;
        lateTrades = getMetricGroup().counter("lateTrades");
    }

    @Override
    public void processElement(StreamRecord<TradeRecord> element) throws IOException {
        TradeRecord record = element.getValue();
        if (record.isRejected()) {
            setAside(record.source(), record.rejection());
            return;
        }
        if (!record.isTrade()) {
            // After its trade, if that came before it.
            sendAll();
            output.collect(new StreamRecord<>(new AmendedTrade(record.amendment(), record.source())));
            return;
        }
        Trade trade = record.trade();
        long minute = Interval.startOfMinute(trade.eventTimeMillis());
        if (slots.isTooLate(minute, watermark)) {
            lateTrades.inc();
            setAside(record.source(), LateTrade.reason(minute, settings, watermark));
            tellThatLate(new LateMinute(new Instrument(trade.venue(), trade.symbol()), minute));
            return;
        }
        add(record, minute);
    }

    private void add(TradeRecord record, long minute) throws IOException {
        HeldBars.Held sum = held.of(record.trade(), minute);
        earliestEnd = Math.min(earliestEnd, minute + Interval.ONE_MINUTE.millis());
        long beginMillis = Completeness.FROM_THE_BEGINNING;
        Completeness completeness = null;
        if (settings.full()) {
            beginMillis = beginnings.of(record);
            completeness = Completeness.of(record.trade(), beginMillis);
        }
        sum.add(record.trade(), beginMillis, completeness);
        heldTrades++;
        if (mayBeBehind && !isFreshByTheClock(minute)) {
            sum.add(record.source());
        }
        if (held.size() >= MAX_HELD || settings.needsSingleTrades() && heldTrades >= MAX_HELD_TRADES) {
            sendAll();
        } else {
            scheduleFlush(settings.tellsOfOpenBars() || hasEnded(minute) ? SHORT_HOLD_MILLIS : MAX_HOLD_MILLIS);
        }
    }

    private boolean hasEnded(long minute) {
        return minute + Interval.ONE_MINUTE.millis() - 1 <= watermark;
    }

    private void scheduleFlush(long holdMillis) {
        if (holdMillis >= scheduledHoldMillis) {
            return;
        }
        scheduledHoldMillis = holdMillis;
        long now = getProcessingTimeService().getCurrentProcessingTime();
        getProcessingTimeService().registerTimer(now + holdMillis, time -> {
            // One that was scheduled before a shorter one comes too early for what is held then, which does no harm.
            scheduledHoldMillis = NOT_SCHEDULED;
            sendAll();
        });
    }

    private boolean isFreshByTheClock(long minute) {
        long latestMillis = getProcessingTimeService().getCurrentProcessingTime() + MAX_HOLD_MILLIS;
        long latestWatermark = latestMillis + settings.maxAhead().toMillis();
        return !slots.isTooLate(minute, latestWatermark);
    }

    private void setAside(SourceRecord source, String reason) {
        DeadLetter letter =
                source.toDeadLetter(reason, getProcessingTimeService().getCurrentProcessingTime());
        output.collect(deadLetters, new StreamRecord<>(letter));
    }

    private void tellThatLate(LateMinute minute) {
        if (lateMinutes.isNews(minute)) {
            output.collect(new StreamRecord<>(minute));
        }
    }

    private void sendAll() throws IOException {
        held.send(input -> output.collect(sent.replace(input)));
        heldTrades = 0;
        earliestEnd = Long.MAX_VALUE;
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (earliestEnd - 1 <= mark.getTimestamp()) {
            sendAll();
        }
        watermark = Math.max(watermark, mark.getTimestamp());
        super.processWatermark(mark);
    }

    @Override
    public void processWatermarkStatus(WatermarkStatus status) throws Exception {
        idle = status.isIdle();
        if (idle) {
            sendAll();
            mayBeBehind = true;
        }
        super.processWatermarkStatus(status);
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws IOException {
        sendAll();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        activeWatermarks.update(idle ? List.of() : List.of(watermark));
        idleWatermarks.update(idle ? List.of(watermark) : List.of());
        List<Tuple2<String, Long>> known = new ArrayList<>();
        beginnings.known().forEach((partition, begin) -> known.add(Tuple2.of(partition, begin)));
        knownBeginnings.update(known);
    }

    @Override
    public void finish() throws Exception {
        sendAll();
        super.finish();
    }
}
