package io.tradebars.sink;

import io.tradebars.redis.RetrySchedule;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;

/**
 * A spell in which Redis does not do what it is told, from the first failure to the first request without one: when to try
 * again, when to give up, and what to say about it. Owned by the mailbox thread; times are milliseconds since the epoch.
 *
 * <p>First come the attempts of the schedule. Once these are used up the bars are <em>held</em>: Redis is only probed, at
 * the pace that the schedule has reached but at least every {@link #LONGEST_PROBE_WAIT}, until {@link #deadlineMillis()}.
 */
final class Outage {

    /**
     * The longest wait between two probes, unless the server asks for a longer one: how old a reader's bars may still be after
     * Redis is back. A probe carries one bar, so the short wait burdens nobody.
     */
    static final Duration LONGEST_PROBE_WAIT = Duration.ofSeconds(5);

    private final RetrySchedule schedule;
    private final Duration longest;
    private final String address;
    private final Logger log;
    private int failures;
    private long sinceMillis;
    private long retryAtMillis;
    private String fault = "";

    /** @param address of Redis, for messages */
    Outage(RetrySchedule schedule, Duration longest, String address, Logger log) {
        this.schedule = schedule;
        this.longest = longest;
        this.address = address;
        this.log = log;
    }

    /** Whether a request failed, and none that was sent after it has gone through. */
    boolean isOn() {
        return failures > 0;
    }

    /** Whether the attempts are used up and only a probe may be sent. */
    boolean holds() {
        return failures >= schedule.attempts();
    }

    /** When the next request may be sent; call only while it is on. */
    long retryAtMillis() {
        return retryAtMillis;
    }

    /** When to give up; call only while it is on. */
    long deadlineMillis() {
        return sinceMillis + longest.toMillis();
    }

    /**
     * A request failed; logs what happens next.
     *
     * @param word the fault, for the log
     * @param detail more about it, or {@code null}
     * @param retryAfter how long the server asked to wait, or {@code null}
     * @param bars how many wait
     */
    void failed(String word, String detail, Duration retryAfter, long nowMillis, int bars) {
        if (failures == 0) {
            sinceMillis = nowMillis;
        }
        failures++;
        fault = detail == null ? word : word + ": " + detail;
        Duration delay = holds()
                ? schedule.delayAfter(failures, retryAfter, LONGEST_PROBE_WAIT)
                : schedule.delayAfter(failures, retryAfter);
        retryAtMillis = nowMillis + delay.toMillis();
        if (failures < schedule.attempts()) {
            log.warn(
                    "Redis {} (attempt {}/{}), retrying in {}...",
                    word,
                    failures,
                    schedule.attempts(),
                    Durations.seconds(delay));
        } else if (failures == schedule.attempts()) {
            log.warn(
                    "Redis {} (attempt {}/{}): {} cannot be reached ({}). {} bars are held and Redis is probed until {};"
                            + " after that the job fails over to its last checkpoint (redis.outage.max is {})",
                    word,
                    failures,
                    failures,
                    address,
                    fault,
                    bars,
                    Instant.ofEpochMilli(deadlineMillis()),
                    Durations.text(longest));
        }
    }

    /** The server asks, in another reply, to be left alone for so long; call only while it is on. */
    void waitFor(Duration retryAfter, long nowMillis) {
        retryAtMillis = Math.max(retryAtMillis, nowMillis + retryAfter.toMillis());
    }

    /** A request went through; logs the end of it if bars were held. */
    void ended(long nowMillis, int bars) {
        if (holds()) {
            log.info(
                    "Redis can be reached again after {}; {} held bars are being sent",
                    Durations.seconds(Duration.ofMillis(nowMillis - sinceMillis)),
                    bars);
        }
        failures = 0;
    }

    /** Why the job fails when it has lasted too long. */
    String reasonToGiveUp(int bars) {
        return "Redis at " + address + " could not be reached for " + Durations.text(longest)
                + " (redis.outage.max): " + fault + ". " + bars
                + " bars are not in Redis; the job goes back to its last checkpoint and writes them again";
    }
}
