package io.tradebars.bars;

/**
 * Which bars a minute belongs to, and when they end: as {@link Interval} and {@link BarSettings} say, but what was asked for last is kept in
 * mind. The trades of a moment are of few minutes, and where a day begins is a matter of calendars. All times in milliseconds since the epoch. For
 * one thread.
 */
final class BarSlots {

    private final BarSettings settings;

    /** By the interval; one object for the bars of all instruments. */
    private final BarSlot[] latest = new BarSlot[Interval.values().length];

    private final long[] latestEnds = new long[latest.length];
    private long latestMinute;
    private long expiryOfLatestMinute;

    BarSlots(BarSettings settings) {
        this.settings = settings;
        this.expiryOfLatestMinute = settings.expiryOfMinute(latestMinute);
    }

    /** The bar that holds a minute. */
    BarSlot of(Interval interval, long minuteMillis) {
        int place = interval.ordinal();
        BarSlot slot = latest[place];
        if (slot == null || minuteMillis < slot.startMillis() || minuteMillis >= latestEnds[place]) {
            slot = new BarSlot(interval, interval.startOf(minuteMillis, settings.dayZone()));
            latest[place] = slot;
            latestEnds[place] = settings.endOf(slot);
        }
        return slot;
    }

    /** {@link BarSettings#endOf}. */
    long endOf(BarSlot slot) {
        int place = slot.interval().ordinal();
        boolean isLatest = latest[place] != null && latest[place].startMillis() == slot.startMillis();
        return isLatest ? latestEnds[place] : settings.endOf(slot);
    }

    /** {@link BarSettings#isTooLate}. */
    boolean isTooLate(long minuteMillis, long watermark) {
        if (minuteMillis != latestMinute) {
            latestMinute = minuteMillis;
            expiryOfLatestMinute = settings.expiryOfMinute(minuteMillis);
        }
        return expiryOfLatestMinute <= watermark;
    }
}
