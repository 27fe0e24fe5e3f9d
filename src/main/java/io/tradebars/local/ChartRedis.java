package io.tradebars.local;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.tradebars.bars.BarKey;
import io.tradebars.redis.CommandOutcome;
import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RedisConnector.ConnectorStats;
import io.tradebars.redis.RedisSettings;
import io.tradebars.sink.LayoutSettings;
import io.tradebars.sink.RecentHistogram;
import io.tradebars.sink.StoredBars;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.flink.metrics.HistogramStatistics;

/**
 * The one connection that all viewers of the chart share, made when it is first needed and again after it could not be made. Used by
 * one thread, but for its figures.
 */
final class ChartRedis implements AutoCloseable {

    /** A reader that waits longer should be told that Redis does not answer. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

    private static final int TIMES_KEPT = 512;

    private final RedisConnector connector;
    private final LayoutSettings layout;
    private final Duration timeout;
    private final RecentHistogram readMillis = new RecentHistogram(TIMES_KEPT);
    private StatefulRedisConnection<String, String> connection;
    private StoredBars bars;

    /** @throws IllegalArgumentException if a file of the settings cannot be read; the message says which */
    ChartRedis(RedisSettings settings, LayoutSettings layout) {
        this.connector = RedisConnector.create(settings);
        this.layout = layout;
        this.timeout = settings.callTimeout().compareTo(LONGEST_CALL) < 0 ? settings.callTimeout() : LONGEST_CALL;
    }

    /** What is wrong with Redis, as far as a reader of the chart can be told: without secrets. */
    static String wordsFor(RedisException failure) {
        CommandOutcome outcome = CommandOutcome.of(failure);
        if (outcome instanceof CommandOutcome.Transient passing) {
            return passing.word();
        }
        if (outcome instanceof CommandOutcome.Unauthorized unauthorized) {
            return "access refused: " + unauthorized.message();
        }
        if (outcome instanceof CommandOutcome.Refused refused) {
            return refused.message();
        }
        return String.valueOf(failure.getMessage());
    }

    /**
     * Reads bars.
     *
     * @param keys of one series
     * @return those that are there: their JSON by their start
     * @throws RedisException if Redis doesn't answer, or a key holds something else
     */
    Map<Long, String> read(List<BarKey> keys) {
        return timed(() -> {
            Map<Long, String> found = new TreeMap<>();
            bars.read(keys, (key, json) -> found.put(key.startMillis(), json));
            return found;
        });
    }

    /** See {@link StoredBars#knowsLast}. */
    boolean knowsLast() {
        connect();
        return bars.knowsLast();
    }

    /** See {@link StoredBars#last}. */
    Map<Long, String> last(BarKey newest, ZoneId dayZone, int count) {
        return timed(() -> bars.last(newest, dayZone, count));
    }

    /** See {@link StoredBars#recent}. */
    Map<Long, String> recent(BarKey series, int count) {
        return timed(() -> bars.recent(series, count));
    }

    private Map<Long, String> timed(Supplier<Map<Long, String>> reading) {
        connect();
        long start = System.nanoTime();
        Map<Long, String> found = reading.get();
        readMillis.update((System.nanoTime() - start) / 1_000_000);
        return found;
    }

    /** For other commands. */
    RedisCommands<String, String> commands() {
        connect();
        return connection.sync();
    }

    LayoutSettings layout() {
        return layout;
    }

    /** How long the last reads took, in milliseconds; for any thread. */
    HistogramStatistics readMillis() {
        return readMillis.getStatistics();
    }

    /** For any thread. */
    ConnectorStats stats() {
        return connector.stats();
    }

    private void connect() {
        if (connection == null) {
            connection = connector.connect(StringCodec.UTF8);
            connection.setTimeout(timeout);
            bars = new StoredBars(layout, connection);
        }
    }

    @Override
    public void close() {
        connector.close();
    }
}
