package io.tradebars.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a figure has grown. Of its samples, evenly in time, a quarter is warm-up; of what follows, the median of the last third must not
 * be above that of the first third by more than the figure allows.
 *
 * @param of whose figure it is
 * @param first median of the first third after warm-up
 * @param last median of the last third
 * @param start the very first sample
 * @param end the very last one
 */
record Flatness(String of, Figure figure, double first, double last, double start, double end) {

    private static final int WARM_UP_OF = 4;
    private static final int THIRDS = 3;

    /** The fewest samples that say anything: three for each third. */
    static final int FEWEST_SAMPLES = 12;

    /** @throws IllegalArgumentException if there are fewer than {@value #FEWEST_SAMPLES} samples */
    static Flatness of(String of, Figure figure, List<Double> samples) {
        if (samples.size() < FEWEST_SAMPLES) {
            throw new IllegalArgumentException("of " + of + ", " + figure.title + " there must be " + FEWEST_SAMPLES
                    + " samples or more, were " + samples.size() + ": let it run for longer");
        }
        List<Double> warm = samples.subList(samples.size() / WARM_UP_OF, samples.size());
        int third = warm.size() / THIRDS;
        return new Flatness(
                of,
                figure,
                median(warm.subList(0, third)),
                median(warm.subList(warm.size() - third, warm.size())),
                samples.get(0),
                samples.get(samples.size() - 1));
    }

    boolean isFlat() {
        return last <= figure.allowedAbove(first);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        sorted.sort(null);
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** The first line of a table of {@link #row}s. */
    static String header() {
        return String.format(
                Locale.ROOT,
                "%-14s %-14s %12s %12s %12s %12s %12s",
                "",
                "",
                "at the start",
                "first third",
                "last third",
                "allowed",
                "at the end");
    }

    /** A line with its values, and whether it is flat. */
    String row() {
        return String.format(
                Locale.ROOT,
                "%-14s %-14s %12s %12s %12s %12s %12s %s",
                of,
                figure.title,
                figure.text(start),
                figure.text(first),
                figure.text(last),
                figure.text(figure.allowedAbove(first)),
                figure.text(end),
                isFlat() ? "flat" : "GROWS");
    }
}
