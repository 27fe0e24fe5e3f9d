package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import io.tradebars.trade.TradeRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkAlignmentParams;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.ManualClock;
import org.junit.jupiter.api.Test;

class TradeWatermarksTest {

    private final ManualClock clock = new ManualClock(0);
    private final List<Object> emitted = new ArrayList<>();
    private final TradeWatermarks watermarks =
            new TradeWatermarks(Duration.ofSeconds(5), Duration.ofSeconds(10), clock);

    private final WatermarkOutput output = new WatermarkOutput() {
        @Override
        public void emitWatermark(Watermark watermark) {
            emitted.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            emitted.add("idle");
        }

        @Override
        public void markActive() {
            emitted.add("active");
        }
    };

    private static final SourceRecord SOURCE = new SourceRecord("trades", 0, 0, null, new byte[0], List.of());

    private void trade(long eventMillis) {
        TradeOrder order = new TradeOrder(eventMillis * 1_000_000, null, null, 0, 0, 0);
        Trade trade = new Trade(null, "A", BigDecimal.ONE, BigDecimal.ONE, 1, order, null);
        watermarks.onEvent(TradeRecord.of(trade, SOURCE), eventMillis, output);
    }

    private void junk() {
        watermarks.onEvent(TradeRecord.rejected("junk", SOURCE), 99_000_000, output);
    }

    private void emitAfter(Duration time) {
        clock.advanceTime(time);
        watermarks.onPeriodicEmit(output);
    }

    @Test
    void theWatermarkIsTheLatestTradeLessTheOutOfOrderness() {
        trade(100_000);
        trade(90_000);
        emitAfter(Duration.ofMillis(200));
        assertThat(emitted).containsExactly(94_999L);
    }

    @Test
    void withoutATradeThePartitionIsIdleAfterTheTimeoutAndSaysSoOnce() {
        trade(100_000);
        emitAfter(Duration.ofMillis(200));
        emitAfter(Duration.ofMillis(9_999));
        emitAfter(Duration.ofMillis(1));
        emitAfter(Duration.ofSeconds(60));
        assertThat(emitted).containsExactly(94_999L, "idle");
    }

    @Test
    void aPartitionThatNeverHadATradeIsIdleToo() {
        emitAfter(Duration.ofSeconds(10));
        assertThat(emitted).containsExactly("idle");
    }

    @Test
    void rejectedRecordsNeitherMoveTimeNorKeepAPartitionActive() {
        junk();
        emitAfter(Duration.ofSeconds(5));
        junk();
        emitAfter(Duration.ofSeconds(5));
        assertThat(emitted).containsExactly("idle");
    }

    @Test
    void aTradeAfterIdlenessMakesThePartitionActiveAgain() {
        trade(100_000);
        emitAfter(Duration.ofMillis(200));
        emitAfter(Duration.ofSeconds(10));
        trade(100_000);
        emitAfter(Duration.ofMillis(200));
        assertThat(emitted).containsExactly(94_999L, "idle", 94_999L);
    }

    @Test
    void partitionsAreAlignedOnlyIfTheirDriftIsBounded() {
        assertThat(alignment(Duration.ZERO).isEnabled()).isFalse();
        assertThat(alignment(Duration.ofHours(1)).isEnabled()).isTrue();
        assertThat(alignment(Duration.ofHours(1)).getMaxAllowedWatermarkDrift())
                .isEqualTo(Duration.ofHours(1).toMillis());
    }

    private static WatermarkAlignmentParams alignment(Duration maxDrift) {
        return TradeSource.watermarks(Duration.ofSeconds(5), Duration.ofSeconds(10), maxDrift)
                .getAlignmentParameters();
    }
}
