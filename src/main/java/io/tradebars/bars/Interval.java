package io.tradebars.bars;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * How long a bar is. Each interval is a whole number of minutes, so that longer bars are made of minutes. Their order is part of the
 * state's format.
 */
public enum Interval {
    ONE_MINUTE("1m", Duration.ofMinutes(1)),
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    FIFTEEN_MINUTES("15m", Duration.ofMinutes(15)),
    THIRTY_MINUTES("30m", Duration.ofMinutes(30)),
    ONE_HOUR("1h", Duration.ofHours(1)),
    FOUR_HOURS("4h", Duration.ofHours(4)),
    ONE_DAY("1d", Duration.ofDays(1));

    /** {@link #millis} of {@link #ONE_MINUTE}, as a constant: by that the compiler divides without a division. */
    static final long MINUTE_MILLIS = 60_000;

    private final String label;
    private final long millis;

    Interval(String label, Duration length) {
        this.label = label;
        this.millis = length.toMillis();
    }

    /** Its name in options, keys and exports: {@code 1m}. */
    public String label() {
        return label;
    }

    /** Its nominal length, in milliseconds; a day with a change of clocks may be longer or shorter. */
    public long millis() {
        return millis;
    }

    /**
     * The interval of that label.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Interval ofLabel(String label) {
        for (Interval interval : values()) {
            if (interval.label.equals(label)) {
                return interval;
            }
        }
        throw new IllegalArgumentException("no interval '" + label + "': use 1m, 5m, 15m, 30m, 1h, 4h or 1d");
    }

    /**
     * Start of the interval that holds an instant, both in milliseconds since the epoch. Intervals are half-open: an
     * instant on a boundary begins the new one.
     *
     * @param dayZone where {@code 4h} and {@code 1d} begin their count, at midnight; shorter ones are counted from the epoch
     */
    public long startOf(long instantMillis, ZoneId dayZone) {
        if (this != FOUR_HOURS && this != ONE_DAY) {
            return instantMillis - Math.floorMod(instantMillis, millis);
        }
        ZonedDateTime midnight = midnightBefore(instantMillis, dayZone);
        long dayStart = midnight.toInstant().toEpochMilli();
        if (this == ONE_DAY) {
            return dayStart;
        }
        return dayStart + (instantMillis - dayStart) / millis * millis;
    }

    /** {@link #startOf} of {@link #ONE_MINUTE}, which is asked of each trade. */
    static long startOfMinute(long instantMillis) {
        return instantMillis - Math.floorMod(instantMillis, MINUTE_MILLIS);
    }

    /** End (first instant after it) of the interval that begins at {@code startMillis}; never beyond its day's end. */
    public long endOf(long startMillis, ZoneId dayZone) {
        if (this != FOUR_HOURS && this != ONE_DAY) {
            return startMillis + millis;
        }
        ZonedDateTime midnight = midnightBefore(startMillis, dayZone);
        long nextDay = midnight.toLocalDate()
                .plusDays(1)
                .atStartOfDay(dayZone)
                .toInstant()
                .toEpochMilli();
        return this == ONE_DAY ? nextDay : Math.min(nextDay, startMillis + millis);
    }

    private static ZonedDateTime midnightBefore(long instantMillis, ZoneId dayZone) {
        return Instant.ofEpochMilli(instantMillis).atZone(dayZone).toLocalDate().atStartOfDay(dayZone);
    }
}
