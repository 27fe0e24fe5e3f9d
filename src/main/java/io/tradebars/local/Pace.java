package io.tradebars.local;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Sends history on at a multiple of the pace at which it happened. For one thread. */
final class Pace {

    /** Waits for so long; true if the program is to end meanwhile. */
    interface Waiting {
        boolean await(Duration time) throws InterruptedException;
    }

    private final double speed;
    private final LongSupplier nanos;
    private final Waiting waiting;
    private long beginNanos;
    private long beginMillis = Long.MIN_VALUE;

    /**
     * @param speed how much faster than it happened; 0: as fast as can be
     * @param nanos the time, in nanoseconds, as {@link System#nanoTime}
     */
    Pace(double speed, LongSupplier nanos, Waiting waiting) {
        this.speed = speed;
        this.nanos = nanos;
        this.waiting = waiting;
    }

    /** Waits for nothing. */
    static Pace none() {
        return new Pace(0, () -> 0, time -> false);
    }

    boolean isSet() {
        return speed > 0;
    }

    /**
     * Waits until it is the turn of what happened then; one that is older than another before it has its turn at once.
     *
     * @param eventMillis milliseconds since the epoch
     * @return false if the program is to end
     */
    boolean await(long eventMillis) throws InterruptedException {
        if (!isSet()) {
            return true;
        }
        if (beginMillis == Long.MIN_VALUE) {
            beginMillis = eventMillis;
            beginNanos = nanos.getAsLong();
        }
        long dueNanos = beginNanos + (long) ((eventMillis - beginMillis) * 1e6 / speed);
        long waitMillis = (dueNanos - nanos.getAsLong()) / 1_000_000;
        return waitMillis <= 0 || !waiting.await(Duration.ofMillis(waitMillis));
    }
}
