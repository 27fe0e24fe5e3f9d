package io.tradebars.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.apache.flink.metrics.HistogramStatistics;
import org.junit.jupiter.api.Test;

class RecentHistogramTest {

    @Test
    void keepsTheLastValuesOnlyButCountsAll() {
        RecentHistogram histogram = new RecentHistogram(3);
        LongStream.rangeClosed(1, 5).forEach(histogram::update);

        assertThat(histogram.getStatistics().getValues()).containsExactly(3, 4, 5);
        assertThat(histogram.getCount()).isEqualTo(5);
    }

    @Test
    void statisticsAreThoseOfTheValues() {
        RecentHistogram histogram = new RecentHistogram(100);
        LongStream.rangeClosed(1, 100).forEach(histogram::update);
        HistogramStatistics statistics = histogram.getStatistics();

        assertThat(statistics.getQuantile(0)).isEqualTo(1);
        assertThat(statistics.getQuantile(0.5)).isEqualTo(50);
        assertThat(statistics.getQuantile(0.99)).isEqualTo(99);
        assertThat(statistics.getQuantile(1)).isEqualTo(100);
        assertThat(statistics.getMean()).isEqualTo(50.5);
        assertThat(statistics.getMin()).isEqualTo(1);
        assertThat(statistics.getMax()).isEqualTo(100);
        assertThat(statistics.size()).isEqualTo(100);
        assertThat(statistics.getStdDev()).isBetween(28.86, 28.87);
    }

    @Test
    void isAllZeroesBeforeTheFirstValue() {
        HistogramStatistics statistics = new RecentHistogram(3).getStatistics();

        assertThat(statistics.getQuantile(0.99)).isZero();
        assertThat(statistics.getMean()).isZero();
        assertThat(statistics.getStdDev()).isZero();
        assertThat(statistics.getMax()).isZero();
        assertThat(statistics.getMin()).isZero();
        assertThat(statistics.size()).isZero();
    }
}
