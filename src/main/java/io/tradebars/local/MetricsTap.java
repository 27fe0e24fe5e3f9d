package io.tradebars.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/**
 * The job's metrics as seen in this JVM, over all of its subtasks; what a subtask counted stays counted when it ends. Flink
 * makes it from its class name, so it is found through {@link #TOTALS}; one job at a time. Safe for use by several threads.
 */
public final class MetricsTap implements MetricReporter {

    /** Name by which Flink's configuration calls it. */
    static final String NAME = "tap";

    static final Totals TOTALS = new Totals();

    /** Sums by metric name. */
    static final class Totals {
        private final Map<String, List<Metric>> running = new HashMap<>();
        private final Map<String, Long> ended = new HashMap<>();

        synchronized void reset() {
            running.clear();
            ended.clear();
        }

        /** The sum of the counters, or of the gauges, of that name. */
        synchronized long of(String name) {
            return ended.getOrDefault(name, 0L) + now(name);
        }

        /** The sum of the gauges of that name of subtasks that run now. */
        synchronized long now(String name) {
            return running.getOrDefault(name, List.of()).stream()
                    .mapToLong(Totals::valueOf)
                    .sum();
        }

        /** The highest of the gauges of that name of subtasks that run now; 0 if there is none. */
        synchronized long highest(String name) {
            return running.getOrDefault(name, List.of()).stream()
                    .mapToLong(Totals::valueOf)
                    .max()
                    .orElse(0);
        }

        /** The values that the histograms of that name hold now, of all subtasks, in their order. */
        synchronized long[] values(String name) {
            return running.getOrDefault(name, List.of()).stream()
                    .filter(Histogram.class::isInstance)
                    .flatMapToLong(metric ->
                            Arrays.stream(((Histogram) metric).getStatistics().getValues()))
                    .sorted()
                    .toArray();
        }

        private synchronized void add(String name, Metric metric) {
            running.computeIfAbsent(name, key -> new ArrayList<>()).add(metric);
        }

        private synchronized void remove(String name, Metric metric) {
            List<Metric> metrics = running.getOrDefault(name, List.of());
            if (metrics.removeIf(known -> known == metric)) {
                ended.merge(name, valueOf(metric), Long::sum);
            }
        }

        private static long valueOf(Metric metric) {
            if (metric instanceof Counter counter) {
                return counter.getCount();
            }
            return metric instanceof Gauge<?> gauge && gauge.getValue() instanceof Number number
                    ? number.longValue()
                    : 0;
        }
    }

    /** What Flink loads by name. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new MetricsTap();
        }
    }

    @Override
    public void open(MetricConfig config) {}

    @Override
    public void close() {}

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter || metric instanceof Gauge<?> || metric instanceof Histogram) {
            TOTALS.add(name, metric);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        TOTALS.remove(name, metric);
    }
}
