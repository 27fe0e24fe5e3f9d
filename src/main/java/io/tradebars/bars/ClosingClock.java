package io.tradebars.bars;

import java.time.Duration;

/**
 * Event time while all partitions are quiet: from the last trade on, at the wall clock's pace. All times in milliseconds since
 * the epoch. For one thread.
 *
 * <p>With a last trade at event time {@code t}, and input quiet since the idle time-out before wall-clock time {@code w}, event
 * time at wall-clock time {@code now} is {@code t + idle time-out + (now − w) − out-of-orderness}: what a watermark would be
 * had a trade come just now.
 */
final class ClosingClock {

    private final long idleTimeoutMillis;
    private final long outOfOrdernessMillis;

    private long lastTradeMillis = Long.MIN_VALUE;
    private long startedAtMillis;
    private boolean running;
    private boolean ticking;

    ClosingClock(Duration idleTimeout, Duration outOfOrderness) {
        this.idleTimeoutMillis = idleTimeout.toMillis();
        this.outOfOrdernessMillis = outOfOrderness.toMillis();
    }

    void sawTrade(long eventMillis) {
        lastTradeMillis = Math.max(lastTradeMillis, eventMillis);
    }

    /** A watermark tells of the trade that moved it. */
    void sawWatermark(long watermark) {
        // Long.MAX_VALUE ends bounded input and tells of no trade.
        if (watermark != Long.MAX_VALUE) {
            lastTradeMillis = Math.max(lastTradeMillis, watermark + outOfOrdernessMillis + 1);
        }
    }

    /**
     * All input is quiet from now on.
     *
     * @return whether a tick has to be scheduled; not if one is under way still
     */
    boolean start(long nowMillis) {
        if (!running) {
            running = true;
            startedAtMillis = nowMillis;
        }
        boolean schedule = !ticking;
        ticking = true;
        return schedule;
    }

    void stop() {
        running = false;
    }

    /** A scheduled tick has come; false if it was the last, because input is no longer quiet. */
    boolean tick() {
        ticking = running;
        return running;
    }

    /** Event time now; nothing has ended while no trade was seen. */
    long eventTime(long nowMillis) {
        return lastTradeMillis == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : lastTradeMillis + idleTimeoutMillis + (nowMillis - startedAtMillis) - outOfOrdernessMillis;
    }
}
