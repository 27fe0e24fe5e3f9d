package io.tradebars.sink;

import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.event.command.CommandListener;
import io.tradebars.bars.Bar;
import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetters;
import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RedisConnector.ConnectorStats;
import io.tradebars.redis.RedisSettings;
import io.tradebars.redis.RetrySchedule;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A writer with everything around it simulated. The random half of a backoff is 0, so that the first waits 1.0 s. */
final class WriterFixture {

    final SimulatedTask task = new SimulatedTask();
    final SimulatedRedis redis = new SimulatedRedis(task);
    final RecordingMetricGroup metrics = new RecordingMetricGroup();
    final RecordedDeadLetters deadLetters = new RecordedDeadLetters();
    int closings;

    private int maxRequests = BarSink.MAX_REQUESTS;
    private int maxCommands = 100;
    private long maxBytes = 512 * 1024;
    private Duration outageMax = Duration.ofMinutes(5);
    private BarSinkWriter writer;

    WriterFixture maxRequests(int requests) {
        maxRequests = requests;
        return this;
    }

    WriterFixture maxCommands(int commands) {
        maxCommands = commands;
        return this;
    }

    WriterFixture maxBytes(long bytes) {
        maxBytes = bytes;
        return this;
    }

    WriterFixture outageMax(Duration longest) {
        outageMax = longest;
        return this;
    }

    BarSinkWriter writer() {
        if (writer == null) {
            SinkSettings settings = settings("redis://user:secret@cache:6379", maxCommands, maxBytes, outageMax);
            writer = new BarSinkWriter(
                    settings,
                    BarLayout.of(settings.layout()),
                    Collections.nCopies(maxRequests, redis),
                    () -> closings++,
                    schedule(),
                    deadLetters,
                    task,
                    task,
                    task::after,
                    new SinkMetrics(metrics, new IdleConnector()));
        }
        return writer;
    }

    void write(Bar... bars) throws Exception {
        for (Bar bar : bars) {
            writer().write(bar, null);
        }
    }

    void flush() throws Exception {
        writer().flush(false);
    }

    /** Base 2 s without chance: waits 1 s, 2 s, 4 s and so on, up to 15 s. */
    static RetrySchedule schedule() {
        return new RetrySchedule(3, Duration.ofSeconds(2), Duration.ofSeconds(30), () -> 0L);
    }

    static SinkSettings settings(String url, int maxCommands, long maxBytes, Duration outageMax) {
        return new SinkSettings(
                RedisSettings.builder(url)
                        .callTimeout(SimulatedRedis.CALL_TIMEOUT)
                        .build(),
                new LayoutSettings(
                        RedisLayout.STRING,
                        RedisKeyPattern.defaultOf(RedisLayout.STRING),
                        Duration.ofHours(2),
                        10_000,
                        true,
                        false),
                3,
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                maxCommands,
                maxBytes,
                Duration.ofMillis(20),
                outageMax);
    }

    /** Keeps dead letters and whether they were flushed. */
    static final class RecordedDeadLetters implements DeadLetters {
        final List<DeadLetter> letters = new ArrayList<>();
        int flushed;
        boolean closed;
        IOException failure;

        @Override
        public void send(DeadLetter letter) throws IOException {
            if (failure != null) {
                throw failure;
            }
            letters.add(letter);
        }

        @Override
        public void flush() {
            flushed = letters.size();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A connector that nobody connects with; it only has counts. */
    private static final class IdleConnector implements RedisConnector {
        @Override
        public <K, V> StatefulRedisConnection<K, V> connect(RedisCodec<K, V> codec) {
            throw new AssertionError("the writer makes no connection");
        }

        @Override
        public void addListener(CommandListener listener) {}

        @Override
        public void addListener(RedisConnectionStateListener listener) {}

        @Override
        public ConnectorStats stats() {
            return new ConnectorStats(7, 1, 2, 3);
        }

        @Override
        public void close() {}
    }
}
