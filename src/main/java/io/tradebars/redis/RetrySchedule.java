package io.tradebars.redis;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * When to try a failed request again: exponential backoff, half of it fixed and half random, never sooner than the server
 * asked for.
 *
 * <p>After attempt {@code n}, which starts at 1:
 *
 * <pre>{@code
 * step  = min(maxBackoff, initialBackoff * 2^(n-1))
 * delay = max(step/2 + random[0, step/2], min(maxBackoff, retryAfter))
 * }</pre>
 *
 * <p>So the delay lies in {@code [step/2, step]} when the server asks for nothing, and never beyond {@code maxBackoff}.
 * Half of it is random because the subtasks of a job see an outage at the same moment and must not come back at the same
 * moment; half is fixed so that a retry is never immediate.
 *
 * <p>As safe for use by several threads as its random source.
 */
public final class RetrySchedule {

    private final int attempts;
    private final long initialNanos;
    private final long maxNanos;
    private final RandomGenerator random;

    /**
     * @param attempts how often a request is tried in all, the first time included; at least 1
     * @param initialBackoff {@code step} after the first attempt; positive
     * @param maxBackoff the longest delay; not shorter than {@code initialBackoff}
     * @param random where the random half comes from
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public RetrySchedule(int attempts, Duration initialBackoff, Duration maxBackoff, RandomGenerator random) {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
        }
        if (initialBackoff.isZero() || initialBackoff.isNegative()) {
            throw new IllegalArgumentException("initial backoff must be positive, was " + initialBackoff);
        }
        if (maxBackoff.compareTo(initialBackoff) < 0) {
            throw new IllegalArgumentException("max backoff must not be shorter than the initial backoff "
                    + initialBackoff + ", was " + maxBackoff);
        }
        this.attempts = attempts;
        this.initialNanos = saturatedNanos(initialBackoff);
        this.maxNanos = saturatedNanos(maxBackoff);
        this.random = Objects.requireNonNull(random, "random");
    }

    /** How often a request is tried in all, the first time included. */
    public int attempts() {
        return attempts;
    }

    /**
     * How long to wait between a failed attempt and the next.
     *
     * @param attempt the attempt that failed; starts at 1, and may exceed {@link #attempts()} (then the delay stays at its
     *     longest)
     * @param retryAfter what the server asked for, or {@code null}; a longer one than {@code maxBackoff} counts as
     *     {@code maxBackoff}, a negative one as none
     * @throws IllegalArgumentException if {@code attempt} is less than 1
     */
    public Duration delayAfter(int attempt, Duration retryAfter) {
        return delayAfter(attempt, retryAfter, Duration.ofNanos(maxNanos));
    }

    /**
     * As {@link #delayAfter(int, Duration)}, with steps that grow no longer than {@code longestStep}; what the server asks for
     * is bounded by {@code maxBackoff} still.
     *
     * @param longestStep not negative
     */
    public Duration delayAfter(int attempt, Duration retryAfter, Duration longestStep) {
        if (attempt < 1) {
            throw new IllegalArgumentException("attempt starts at 1, was " + attempt);
        }
        long step = Math.min(step(attempt), saturatedNanos(longestStep));
        long fixed = step - step / 2;
        long jittered = fixed + random.nextLong(step / 2 + 1);
        long asked = retryAfter == null ? 0 : Math.min(maxNanos, saturatedNanos(retryAfter));
        return Duration.ofNanos(Math.max(jittered, asked));
    }

    /** {@code min(maxBackoff, initialBackoff * 2^(attempt-1))} in nanoseconds, without overflow. */
    private long step(int attempt) {
        int doublings = attempt - 1;
        // initial << doublings exceeds max exactly when initial exceeds max >> doublings; only the latter can't
        // overflow.
        if (doublings >= Long.SIZE - 1 || initialNanos > maxNanos >> doublings) {
            return maxNanos;
        }
        return initialNanos << doublings;
    }

    /** The length in nanoseconds, or the longest that a long holds (292 years) if it is longer; negative counts as 0. */
    private static long saturatedNanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE - 1)) >= 0 ? Long.MAX_VALUE - 1 : duration.toNanos();
    }
}
