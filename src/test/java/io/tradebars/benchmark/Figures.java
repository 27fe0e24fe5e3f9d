package io.tradebars.benchmark;

import io.tradebars.benchmark.ReferenceBars.Difference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What the runs of an engine on a load gave; each figure is a median. */
final class Figures {

    private final Load load;
    private final List<Meter.Measurement> measurements = new ArrayList<>();
    private Difference difference;

    Figures(Load load) {
        this.load = load;
    }

    /** @param ofItsBars of the last of these runs */
    void add(List<Meter.Measurement> runs, Difference ofItsBars) {
        measurements.addAll(runs);
        if (difference == null || difference.isNone()) {
            difference = ofItsBars;
        }
    }

    double tradesASecond() {
        return median(this::tradesASecond);
    }

    private double tradesASecond(Meter.Measurement run) {
        return load.trades() / run.seconds();
    }

    /** CPU seconds for a million trades. */
    double cpuSeconds() {
        return median(this::cpuSeconds);
    }

    private double cpuSeconds(Meter.Measurement run) {
        return run.cpuSeconds() * 1e6 / load.trades();
    }

    private double median(ToDoubleFunction<Meter.Measurement> figure) {
        double[] sorted = sorted(figure);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private double[] sorted(ToDoubleFunction<Meter.Measurement> figure) {
        return measurements.stream().mapToDouble(figure).sorted().toArray();
    }

    /** Names of the columns of {@link #row}. */
    static String header(String title) {
        return "%-48s %24s %22s %8s %8s  %s"
                .formatted(title, "million trades a second", "CPU s a million", "B/trade", "peak MB", "bars");
    }

    String row(String title) {
        return String.format(
                Locale.ROOT,
                "%-48s %24s %22s %8.0f %8.0f  %s",
                title,
                spread(run -> tradesASecond(run) / 1e6),
                spread(this::cpuSeconds),
                median(run -> (double) run.allocatedBytes() / load.trades()),
                median(run -> run.peakResidentBytes() / 1e6),
                difference);
    }

    private String spread(ToDoubleFunction<Meter.Measurement> figure) {
        double[] sorted = sorted(figure);
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)", median(figure), sorted[0], sorted[sorted.length - 1]);
    }

    /** How this compares with another engine on the same load. */
    String ratio(Figures other) {
        return String.format(
                Locale.ROOT,
                "%.2f times the speed, %.2f times the CPU seconds",
                tradesASecond() / other.tradesASecond(),
                cpuSeconds() / other.cpuSeconds());
    }
}
