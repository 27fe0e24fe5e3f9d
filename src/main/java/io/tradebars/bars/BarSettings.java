package io.tradebars.bars;

import java.io.Serializable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * Which bars are made, and when they close.
 *
 * @param intervals lengths of the bars, at least one
 * @param dayZone where days and {@code 4h} begin
 * @param outOfOrderness by how much a trade may be older than one before it and still be on time
 * @param allowedLateness for how long after its end a late trade still corrects a bar
 * @param idleTimeout after how long without a trade a partition is idle
 * @param maxDrift by how much event time of a partition may be ahead of the slowest; zero for any
 * @param updateInterval how often an open bar is sent on; zero for closed bars only
 * @param deduplicate whether trades are left out that were there before, by their identity
 * @param amendable whether trades are kept so that they can be cancelled and corrected
 * @param full whether bars tell of their completeness
 * @param maxAhead how far ahead of the clock a trade may be stamped; bounds how far event time can be
 */
public record BarSettings(
        List<Interval> intervals,
        ZoneId dayZone,
        Duration outOfOrderness,
        Duration allowedLateness,
        Duration idleTimeout,
        Duration maxDrift,
        Duration updateInterval,
        boolean deduplicate,
        boolean amendable,
        boolean full,
        Duration maxAhead)
        implements Serializable {

    /** @throws IllegalArgumentException if there is no interval */
    public BarSettings {
        intervals = List.copyOf(intervals);
        if (intervals.isEmpty()) {
            throw new IllegalArgumentException("bars need an interval");
        }
    }

    /** Whether trades travel one by one, rather than added up. */
    boolean needsSingleTrades() {
        return deduplicate || amendable;
    }

    /** Whether bars are sent on while they are open, so that a run that fails may leave some open. */
    boolean tellsOfOpenBars() {
        return !updateInterval.isZero();
    }

    /** The first instant, in milliseconds since the epoch, after the shortest bar that holds the minute. */
    long shortestEndOf(long minuteMillis) {
        long end = Long.MAX_VALUE;
        for (Interval interval : intervals) {
            end = Math.min(end, interval.endOf(interval.startOf(minuteMillis, dayZone), dayZone));
        }
        return end;
    }

    /**
     * Whether a trade of the minute comes too late at that watermark: the shortest of its bars ended longer ago than the
     * allowed lateness. It is then too late for the longer ones, too, so that they stay the sum of the shorter.
     */
    boolean isTooLate(long minuteMillis, long watermark) {
        return expiryOfMinute(minuteMillis) <= watermark;
    }

    /** The watermark from which on a trade of the minute comes too late. */
    long expiryOfMinute(long minuteMillis) {
        return expiryOf(shortestEndOf(minuteMillis));
    }

    /** End of a bar, in milliseconds since the epoch. */
    long endOf(BarSlot slot) {
        return slot.interval().endOf(slot.startMillis(), dayZone);
    }

    /** The watermark from which on a bar with that end can no longer change. */
    long expiryOf(long endMillis) {
        return endMillis - 1 + allowedLateness.toMillis();
    }
}
