package io.tradebars.sink;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time as people write them. */
final class Durations {

    private Durations() {}

    /** In seconds with one decimal: {@code 1.0 s}. */
    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** In its largest whole unit, as options are written: {@code 5 min}, {@code 90 s}, {@code 20 ms}. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis + " ms";
        }
        long seconds = millis / 1000;
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
