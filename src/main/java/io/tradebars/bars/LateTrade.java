package io.tradebars.bars;

import java.time.Instant;

/** What is said of a trade that came after its bars could no longer change. */
final class LateTrade {

    private LateTrade() {}

    /**
     * Why it is set aside, for a person.
     *
     * @param minuteMillis start of its minute, in milliseconds since the epoch
     * @param watermark event time when it came
     */
    static String reason(long minuteMillis, BarSettings settings, long watermark) {
        return "trade of the minute " + Instant.ofEpochMilli(minuteMillis) + " is too late: event time is "
                + Instant.ofEpochMilli(watermark) + ", and bar.allowed-lateness is " + settings.allowedLateness();
    }
}
