package io.tradebars.local;

import java.time.Duration;
import java.util.Locale;

/** Differences between this machine's clock and another. */
final class Clocks {

    /** What a machine whose clock is kept by NTP does not reach. */
    private static final Duration SUSPICIOUS = Duration.ofSeconds(2);

    private Clocks() {}

    /**
     * Judges a difference.
     *
     * @param aheadMillis by how much the other clock is ahead of this machine's; negative if it is behind
     * @param precisionMillis how wrong that may be
     * @param maxAhead {@code trade.max-ahead}
     */
    static Finding compare(String subject, long aheadMillis, long precisionMillis, Duration maxAhead) {
        String text = difference(aheadMillis) + " this machine's (to " + precisionMillis + " ms)";
        long least = Math.abs(aheadMillis) - precisionMillis;
        if (least <= SUSPICIOUS.toMillis()) {
            return Finding.ok(subject, text);
        }
        String advice =
                ": set the clock that is wrong, best by NTP. Bars of quiet markets close by this machine's clock";
        return least > maxAhead.toMillis()
                ? Finding.failed(
                        subject,
                        text + advice + ", and trades that are stamped more than trade.max-ahead ("
                                + maxAhead.toSeconds() + " s) ahead of it are rejected")
                : Finding.warning(subject, text + advice);
    }

    /** {@code 3.2 s behind}, {@code 40 ms ahead of}. */
    static String difference(long aheadMillis) {
        return length(Math.abs(aheadMillis)) + (aheadMillis < 0 ? " behind" : " ahead of");
    }

    /** {@code 40 ms}, {@code 3.2 s}, {@code 5 min}, {@code 3 h}, {@code 471 days}. */
    static String length(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        Duration length = Duration.ofMillis(millis);
        if (length.toMinutes() < 120) {
            return length.toMinutes() + " min";
        }
        return length.toHours() < 48 ? length.toHours() + " h" : length.toDays() + " days";
    }
}
