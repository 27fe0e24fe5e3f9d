package io.tradebars.ingest;

import io.tradebars.trade.TradeRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.util.clock.RelativeClock;

/**
 * Watermarks of one partition: the latest trade's time less the out-of-orderness. Without a trade for the idle time-out, the
 * partition is idle and stops holding back the others.
 *
 * <p>Only trades count: a partition that brings rejected records, cancels and corrections alone has no event time of its own, so it is idle, too (which
 * is why Flink's own {@code withIdleness} isn't used). Idle time is counted on a clock that stands still under
 * back-pressure.
 */
final class TradeWatermarks implements WatermarkGenerator<TradeRecord> {

    private static final long NO_TRADE = Long.MIN_VALUE;

    private final long outOfOrdernessMillis;
    private final long idleTimeoutMillis;
    private final RelativeClock clock;

    private long latestEventMillis = NO_TRADE;
    private long quietSinceMillis;
    private boolean tradeSeen;
    private boolean idle;

    TradeWatermarks(Duration outOfOrderness, Duration idleTimeout, RelativeClock clock) {
        this.outOfOrdernessMillis = outOfOrderness.toMillis();
        this.idleTimeoutMillis = idleTimeout.toMillis();
        this.clock = clock;
        this.quietSinceMillis = clock.relativeTimeMillis();
    }

    @Override
    public void onEvent(TradeRecord event, long eventTimestamp, WatermarkOutput output) {
        if (!event.isTrade()) {
            return;
        }
        tradeSeen = true;
        latestEventMillis = Math.max(latestEventMillis, eventTimestamp);
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        if (tradeSeen) {
            tradeSeen = false;
            idle = false;
            quietSinceMillis = clock.relativeTimeMillis();
            // One less: a trade stamped exactly out-of-orderness before the latest is still on time.
            output.emitWatermark(new Watermark(latestEventMillis - outOfOrdernessMillis - 1));
        } else if (!idle && clock.relativeTimeMillis() - quietSinceMillis >= idleTimeoutMillis) {
            idle = true;
            output.markIdle();
        }
    }
}
