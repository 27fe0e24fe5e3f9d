package io.tradebars.deadletter;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs what may happen a million times in a row: one line at the most in a period, with the number of those left out since
 * the line before. Owned by one thread.
 */
public final class BoundedLog {

    private final Logger log;
    private final long periodNanos;
    private final LongSupplier nanoTime;
    private boolean lineWritten;
    private long lastLineNanos;
    private long leftOut;

    /** At most one line in ten seconds. */
    public BoundedLog(Logger log) {
        this(log, Duration.ofSeconds(10), System::nanoTime);
    }

    /**
     * @param period the least time between two lines
     * @param nanoTime a clock like {@link System#nanoTime()}
     */
    BoundedLog(Logger log, Duration period, LongSupplier nanoTime) {
        this.log = Objects.requireNonNull(log, "log");
        this.periodNanos = period.toNanos();
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    }

    /** Logs the message as a warning, or counts it when a line was written a moment ago. */
    public void warn(String message) {
        long now = nanoTime.getAsLong();
        if (lineWritten && now - lastLineNanos < periodNanos) {
            leftOut++;
            return;
        }
        if (leftOut == 0) {
            log.warn("{}", message);
        } else {
            log.warn("{} ({} more since the last such line)", message, leftOut);
        }
        lineWritten = true;
        lastLineNanos = now;
        leftOut = 0;
    }
}
