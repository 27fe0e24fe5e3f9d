package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tradebars.job.RunOptions;
import io.tradebars.sink.RedisOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real job, fed live over HTTPS, while Redis goes away and comes back: checkpoints wait, and no bar is missed. All that waits
 * and retries is as it is by default. The system property {@code tradebars.test.outage-seconds} says how long the longest outage
 * lasts.
 */
class RedisOutageIT {

    private static final long START = 1_723_161_240_000L;
    private static final Duration LONG_OUTAGE = Duration.ofSeconds(Long.getLong("tradebars.test.outage-seconds", 25));
    private static final List<String> SYMBOLS = List.of("GC", "SI", "PL");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Overload overload = new Overload();
    private RestBench redis;
    private FaultyLink link;
    private JobBench bench;
    private Feed feed;

    /** Answers 503 while it is on. */
    private static final class Overload extends Handler.Wrapper {
        volatile boolean isOn;

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (!isOn) {
                return super.handle(request, response, callback);
            }
            response.setStatus(503);
            Content.Source.consumeAll(request, callback);
            return true;
        }
    }

    /** Sends a minute of event time of each symbol, each in a partition of its own, several times a second. */
    private final class Feed implements AutoCloseable {
        private static final long PACE_MILLIS = 250;

        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private volatile long latest = START;
        private volatile boolean broken;

        void start() {
            thread.scheduleAtFixedRate(this::sendNext, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void sendNext() {
            try {
                latest += JobBench.MINUTE;
                for (int i = 0; i < SYMBOLS.size(); i++) {
                    bench.sendMinute(i, SYMBOLS.get(i), latest);
                }
            } catch (Exception e) {
                broken = true;
                throw new IllegalStateException("Kafka takes no trades", e);
            }
        }

        /** The minute being sent: trades after this moment will close its bars. */
        long latest() {
            return latest;
        }

        @Override
        public void close() throws InterruptedException {
            thread.shutdown();
            assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(broken).isFalse();
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = new RestBench(overload);
        link = new FaultyLink(redis.endpoint.httpsUrl());
        bench = new JobBench(folder, SYMBOLS.size());
        bench.writeOverHttps(link.httpsUrl());
        bench.options.set(RunOptions.PARALLELISM, 2);
        bench.flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(2));
        feed = new Feed();
    }

    @AfterEach
    void stop() throws Exception {
        feed.thread.shutdownNow();
        bench.close();
        link.close();
        redis.close();
    }

    @Test
    void everyBarThatClosesWhileRedisIsStoppedIsThereExactlyAfterItsReturn() throws Exception {
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            feed.start();
            awaitInRedis(START + JobBench.MINUTE, START + 4 * JobBench.MINUTE);
            awaitCheckpoint();
            long failedBefore = MetricsTap.TOTALS.of("numberOfFailedCheckpoints");

            redis.stopRedis();
            long firstHeld = feed.latest();
            outlast(Duration.ofSeconds(20), job, firstHeld);
            // Empty: what was acknowledged before has gone with the old server.
            redis.startRedis();
            long firstAfter = feed.latest();
            await().atMost(PATIENCE).until(() -> feed.latest() > firstAfter + 5 * JobBench.MINUTE);
            feed.close();

            awaitInRedis(firstHeld, feed.latest() - JobBench.MINUTE);
            assertThat(JobBench.strings(redis.redisPort)).allSatisfy(RedisOutageIT::isExact);
            assertHealthy(job, failedBefore);
        }
    }

    @Test
    void noBarIsLostOrOverwrittenWhileTheEndpointAnswers503() throws Exception {
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            feed.start();
            awaitInRedis(START + JobBench.MINUTE, START + 4 * JobBench.MINUTE);
            awaitCheckpoint();
            long failedBefore = MetricsTap.TOTALS.of("numberOfFailedCheckpoints");

            overload.isOn = true;
            outlast(Duration.ofSeconds(8), job, feed.latest());
            overload.isOn = false;
            long firstAfter = feed.latest();
            await().atMost(PATIENCE).until(() -> feed.latest() > firstAfter + 5 * JobBench.MINUTE);
            feed.close();

            awaitInRedis(START + JobBench.MINUTE, feed.latest() - JobBench.MINUTE);
            assertThat(JobBench.strings(redis.redisPort)).allSatisfy(RedisOutageIT::isExact);
            assertHealthy(job, failedBefore);
        }
    }

    @Test
    void barsAreWholeTenSecondsAfterARedisThatRefusedConnectionsIsBack() throws Exception {
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            feed.start();
            awaitInRedis(START + JobBench.MINUTE, START + 4 * JobBench.MINUTE);
            awaitCheckpoint();
            long failedBefore = MetricsTap.TOTALS.of("numberOfFailedCheckpoints");

            link.refuse();
            // By then the backoff alone would have grown to 16 s.
            outlast(Duration.ofSeconds(20), job, feed.latest());
            link.listen();
            Duration took = awaitWhole();
            feed.close();

            assertThat(took).isLessThan(Duration.ofSeconds(10));
            assertThat(JobBench.strings(redis.redisPort)).allSatisfy(RedisOutageIT::isExact);
            assertHealthy(job, failedBefore);
        }
    }

    @Test
    void outageLongerThanItsMaximumRestartsTheJobFromItsCheckpointAndLosesNothing() throws Exception {
        bench.options.set(RedisOptions.OUTAGE_MAX, LONG_OUTAGE.dividedBy(3));
        bench.flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        bench.flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        bench.flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofSeconds(1));
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            feed.start();
            awaitInRedis(START + JobBench.MINUTE, START + 4 * JobBench.MINUTE);
            awaitCheckpoint();

            link.refuse();
            outlast(LONG_OUTAGE, job, feed.latest());
            assertThat(MetricsTap.TOTALS.of("numRestarts")).isPositive();
            link.listen();
            awaitWhole();
            feed.close();

            awaitInRedis(START + JobBench.MINUTE, feed.latest() - JobBench.MINUTE);
            assertThat(JobBench.strings(redis.redisPort)).allSatisfy(RedisOutageIT::isExact);
            awaitCheckpoint();
            assertThat(job.isEnded()).isFalse();
            assertThat(bench.deadLetters()).isEmpty();
        }
    }

    @Test
    void connectionThatFallsSilentIsGivenUpByItsPingLongBeforeTheCallTimeout() throws Exception {
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            feed.start();
            awaitInRedis(START + JobBench.MINUTE, START + 4 * JobBench.MINUTE);
            awaitCheckpoint();
            long failedBefore = MetricsTap.TOTALS.of("numberOfFailedCheckpoints");

            link.freeze();
            long firstHeld = feed.latest();
            await().atMost(PATIENCE).until(() -> feed.latest() > firstHeld + 4 * JobBench.MINUTE);
            Duration took = awaitWhole();
            feed.close();

            // A ping every 5 s finds it at the second; then comes the first backoff.
            assertThat(took).isLessThan(Duration.ofSeconds(15));
            assertHealthy(job, failedBefore);
        }
    }

    /** Until all bars that have closed by now are in Redis; how long that takes. */
    private Duration awaitWhole() {
        long begin = System.nanoTime();
        // Of the minute before the last, the bar may be about to close.
        awaitInRedis(START + JobBench.MINUTE, feed.latest() - 2 * JobBench.MINUTE);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        System.out.printf(
                "Bars were whole %d ms after the fault, with %d restarts%n",
                took.toMillis(), MetricsTap.TOTALS.of("numRestarts"));
        return took;
    }

    /** Until so much time has passed, the sink has tried in vain, and trades have come whose bars Redis cannot have. */
    private void outlast(Duration length, LocalFlink job, long firstHeld) {
        long begin = System.nanoTime();
        long retries = Counters.now().retries();
        await().atMost(length.plus(PATIENCE))
                .until(() -> System.nanoTime() - begin >= length.toNanos()
                        && Counters.now().retries() >= retries + 3
                        && feed.latest() >= firstHeld + 10 * JobBench.MINUTE);
        assertThat(job.isEnded()).as("the job has failed").isFalse();
    }

    /** All bars from one minute to another, the latter included, for each symbol. */
    private void awaitInRedis(long first, long last) {
        Map<String, String> expected = new HashMap<>();
        LongStream.iterate(first, minute -> minute <= last, minute -> minute + JobBench.MINUTE)
                .forEach(minute ->
                        SYMBOLS.forEach(symbol -> expected.put(JobBench.key(symbol, minute), JobBench.bar(minute))));
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> assertThat(
                        JobBench.strings(redis.redisPort))
                .containsAllEntriesOf(expected));
    }

    private static void isExact(String key, String value) {
        assertThat(value).isEqualTo(JobBench.bar(Long.parseLong(key.substring(key.lastIndexOf(':') + 1))));
    }

    private static void awaitCheckpoint() {
        long completed = MetricsTap.TOTALS.of("numberOfCompletedCheckpoints");
        await().atMost(PATIENCE).until(() -> MetricsTap.TOTALS.of("numberOfCompletedCheckpoints") > completed);
    }

    /**
     * Checkpoints complete again, none failed, and the job was never started anew.
     *
     * @param failedBefore Flink also counts those that it asks for while the tasks are still starting
     */
    private static void assertHealthy(LocalFlink job, long failedBefore) {
        awaitCheckpoint();
        assertThat(MetricsTap.TOTALS.of("numberOfFailedCheckpoints")).isEqualTo(failedBefore);
        assertThat(MetricsTap.TOTALS.of("numRestarts")).isZero();
        assertThat(job.isEnded()).isFalse();
        assertThat(Counters.now().refused()).isZero();
    }
}
