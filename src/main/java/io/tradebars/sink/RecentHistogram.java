package io.tradebars.sink;

import java.util.Arrays;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;

/** A histogram of the last values, as many as it has room for. Safe for use by several threads. */
public final class RecentHistogram implements Histogram {

    private final long[] values;
    private long count;

    /** @param room how many values it keeps */
    public RecentHistogram(int room) {
        this.values = new long[room];
    }

    @Override
    public synchronized void update(long value) {
        values[(int) (count++ % values.length)] = value;
    }

    @Override
    public synchronized long getCount() {
        return count;
    }

    @Override
    public synchronized HistogramStatistics getStatistics() {
        long[] sorted = Arrays.copyOf(values, (int) Math.min(count, values.length));
        Arrays.sort(sorted);
        return new Snapshot(sorted);
    }

    /** Statistics of sorted values; all are 0 where there is no value. */
    private static final class Snapshot extends HistogramStatistics {

        private final long[] sorted;

        Snapshot(long[] sorted) {
            this.sorted = sorted;
        }

        /** The smallest value that is not less than this share of all. */
        @Override
        public double getQuantile(double quantile) {
            if (sorted.length == 0) {
                return 0;
            }
            int rank = (int) Math.ceil(quantile * sorted.length);
            return sorted[Math.max(0, Math.min(sorted.length, rank) - 1)];
        }

        @Override
        public long[] getValues() {
            return sorted.clone();
        }

        @Override
        public int size() {
            return sorted.length;
        }

        @Override
        public double getMean() {
            return Arrays.stream(sorted).average().orElse(0);
        }

        @Override
        public double getStdDev() {
            double mean = getMean();
            return Math.sqrt(Arrays.stream(sorted)
                    .mapToDouble(value -> (value - mean) * (value - mean))
                    .average()
                    .orElse(0));
        }

        @Override
        public long getMax() {
            return sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        }

        @Override
        public long getMin() {
            return sorted.length == 0 ? 0 : sorted[0];
        }
    }
}
