package io.tradebars.local;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Figures {

    private Figures() {}

    /** {@code 500,000 trades}, {@code 1 trade}. */
    static String count(long number, String what) {
        return count(number, what, what + "s");
    }

    /** {@code 2 TLS handshakes}, {@code 1 TLS handshake}. */
    static String count(long number, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }

    /** A length in its largest whole unit: {@code 2 hours}, {@code 90 minutes}, {@code 1500 milliseconds}. */
    static String length(Duration length) {
        long millis = length.toMillis();
        if (millis % 3_600_000 == 0) {
            return count(millis / 3_600_000, "hour");
        }
        if (millis % 60_000 == 0) {
            return count(millis / 60_000, "minute");
        }
        return millis % 1_000 == 0 ? count(millis / 1_000, "second") : count(millis, "millisecond");
    }

    /** Seconds with one decimal: {@code 3.1 s}. */
    static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1_000.0);
    }
}
