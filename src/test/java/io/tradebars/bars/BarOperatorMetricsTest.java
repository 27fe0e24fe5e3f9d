package io.tradebars.bars;

import static io.tradebars.bars.Trades.TEN;
import static io.tradebars.bars.Trades.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetterElementSerializer;
import io.tradebars.trade.Amendment;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradePacker;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.metrics.groups.InternalOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingOperatorMetricGroup;
import org.apache.flink.runtime.metrics.util.InterceptingTaskMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator of bars tells about itself. */
class BarOperatorMetricsTest {

    private static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", DeadLetterElementSerializer.TYPE);

    private final InterceptingOperatorMetricGroup metrics = new InterceptingOperatorMetricGroup();
    private KeyedOneInputStreamOperatorTestHarness<Instrument, BarInput, Bar> harness;

    @BeforeEach
    void open() throws Exception {
        MockEnvironment environment = new MockEnvironmentBuilder()
                .setMetricGroup(new InterceptingTaskMetricGroup() {
                    @Override
                    public InternalOperatorMetricGroup getOrAddOperator(
                            OperatorID id, String name, Map<String, String> variables) {
                        return metrics;
                    }
                })
                .build();
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new BarOperator(Trades.settings(false, true, false), DEAD_LETTERS),
                BarInput::instrument,
                InstrumentSerializer.TYPE,
                environment);
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void process(Trade trade) throws Exception {
        harness.processElement(new StreamRecord<>(new PartialBar(
                new Instrument(trade.venue(), trade.symbol()),
                trade.eventTimeMillis() / 60_000 * 60_000,
                null,
                new TradePacker().pack(trade),
                Completeness.FROM_THE_BEGINNING,
                List.of())));
    }

    private long eventTimeDelayMillis() {
        return (Long) ((Gauge<?>) metrics.get("eventTimeDelayMillis")).getValue();
    }

    @Test
    void eventTimeIsBehindTheClockByTheWatermark() throws Exception {
        harness.setProcessingTime(TEN + 70_000);
        assertThat(eventTimeDelayMillis()).isZero();
        harness.processWatermark(TEN + 60_000);
        assertThat(eventTimeDelayMillis()).isEqualTo(10_000);
        harness.setProcessingTime(TEN + 100_000);
        assertThat(eventTimeDelayMillis()).isEqualTo(40_000);
    }

    @Test
    void eventTimeFallsNoFurtherBehindWhileAllIsQuiet() throws Exception {
        harness.setProcessingTime(TEN + 40_000);
        process(trade("A", "10:00:30.000", "5", "1", 1).trade());
        harness.processWatermark(TEN + 24_999);
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        // Trades were 10 s old before the 10 s of quiet, and the watermark is 5 s behind.
        harness.setProcessingTime(TEN + 50_000);
        assertThat(eventTimeDelayMillis()).isEqualTo(5_000);
        harness.setProcessingTime(TEN + 3_600_000);
        assertThat(eventTimeDelayMillis()).isEqualTo(5_000);
    }

    @Test
    void theEndOfTheInputIsNoEventTime() throws Exception {
        harness.setProcessingTime(TEN + 70_000);
        harness.processWatermark(TEN + 60_000);
        harness.processWatermark(Watermark.MAX_WATERMARK);
        assertThat(eventTimeDelayMillis()).isEqualTo(10_000);
    }

    @Test
    void aCancelThatIsSetAsideIsCounted() throws Exception {
        Amendment cancel = new Amendment(null, "A", "77", TEN, null, false);
        harness.processElement(new StreamRecord<>(new AmendedTrade(cancel, Trades.source(900))));
        assertThat(((Counter) metrics.get("lateAmendments")).getCount()).isZero();
        harness.processWatermark(TEN + 3_600_000);
        assertThat(((Counter) metrics.get("lateAmendments")).getCount()).isEqualTo(1);
    }
}
