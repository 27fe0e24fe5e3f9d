package io.tradebars.local;

import io.tradebars.bars.Bar;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Which bars a job in this JVM has made: what to ask Redis for. It is a sink beside the one for Redis, and keeps keys, not bars.
 * Safe for use by several threads; one job at a time, since a sink's copies find it through a static field.
 */
final class SeenBars implements Sink<Bar>, BarDirectory {

    private static final long serialVersionUID = 1L;

    private static final Map<Series, NavigableSet<Long>> SEEN = new ConcurrentHashMap<>();

    private final int keptOfEach;

    /** The bars of one instrument and interval. */
    record Series(Interval interval, String venue, String symbol) {
        static final Comparator<Series> ORDER = Comparator.comparing(Series::interval)
                .thenComparing(Series::venue, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Series::symbol);

        BarKey at(long startMillis) {
            return new BarKey(interval, venue, symbol, startMillis);
        }
    }

    /** @param keptOfEach how many of the latest bars of a series are kept in mind */
    SeenBars(int keptOfEach) {
        this.keptOfEach = keptOfEach;
        SEEN.clear();
    }

    @Override
    public List<Series> series() {
        return SEEN.keySet().stream().sorted(Series.ORDER).toList();
    }

    @Override
    public Found last(ChartRedis redis, Series series, int count) {
        return Found.read(redis, last(series, count));
    }

    @Override
    public Found recent(ChartRedis redis, Series series, int back) {
        return Found.read(redis, last(series, back));
    }

    /** The latest bars of the series, at most so many, the oldest first. */
    List<BarKey> last(Series series, int count) {
        NavigableSet<Long> starts = SEEN.getOrDefault(series, new ConcurrentSkipListSet<>());
        List<BarKey> keys = new ArrayList<>();
        for (long start : starts.descendingSet()) {
            if (keys.size() == count) {
                break;
            }
            keys.add(series.at(start));
        }
        Collections.reverse(keys);
        return keys;
    }

    /** All bars, by interval, venue, symbol and start. */
    List<BarKey> all() {
        List<BarKey> keys = new ArrayList<>();
        for (Series series : series()) {
            for (long start : SEEN.get(series)) {
                keys.add(series.at(start));
            }
        }
        return keys;
    }

    @Override
    public SinkWriter<Bar> createWriter(WriterInitContext context) {
        return new Writer(keptOfEach);
    }

    private static final class Writer implements SinkWriter<Bar> {
        private final int keptOfEach;

        Writer(int keptOfEach) {
            this.keptOfEach = keptOfEach;
        }

        @Override
        public void write(Bar bar, Context context) {
            if (bar.endsOnly()) {
                return;
            }
            BarKey key = bar.key();
            NavigableSet<Long> starts = SEEN.computeIfAbsent(
                    new Series(key.interval(), key.venue(), key.symbol()), series -> new ConcurrentSkipListSet<>());
            if (bar.isGone()) {
                starts.remove(key.startMillis());
            } else if (starts.add(key.startMillis()) && keptOfEach != Integer.MAX_VALUE && starts.size() > keptOfEach) {
                starts.pollFirst();
            }
        }

        @Override
        public void flush(boolean endOfInput) {}

        @Override
        public void close() {}
    }
}
