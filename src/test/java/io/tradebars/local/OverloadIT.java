package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job on a cluster of its own gets ten times as many bars and more than its sink can write: one request at a time, each of them
 * slow. What it cannot take stays in Kafka, not in its memory; and all of it is there once Redis is fast again.
 */
class OverloadIT {

    private static final int BARS_OF_A_REQUEST = 100;
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final int PARTITIONS = 2;
    private static final SteadyMarket MARKET = new SteadyMarket(200, 1_723_161_240_000L, 500, PARTITIONS);
    private static final Duration LENGTH = Duration.ofSeconds(6);
    private static final int TIMES_THE_CAPACITY = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of a second, in milliseconds, that the task which reads the trades must have been held up. */
    private static final long HELD_UP_MILLIS = 500;

    /** More than a job that keeps up leaves in Kafka. */
    private static final long HELD_UP_TRADES = 10_000;

    /** All trades that come while it is held up would take twice as much and more. */
    private static final long NO_GROWTH_BYTES = 6 << 20;

    @TempDir
    private Path folder;

    private final FaultyHandler handler = new FaultyHandler();
    private ClusterBench bench;
    private FlinkCluster cluster;
    private FlinkProcess taskManager;
    private String job;

    @BeforeEach
    void start() throws Exception {
        bench = new ClusterBench(folder, PARTITIONS, handler);
        cluster = new FlinkCluster(Files.createDirectories(folder.resolve("flink")), Map.of());
        cluster.startJobManager();
        taskManager = cluster.startTaskManager();
        cluster.awaitTaskManagers(1);
        job = cluster.rest()
                .run(
                        cluster.rest().upload(ClusterBench.JAR),
                        bench.arguments(Map.of(
                                "parallelism",
                                "1",
                                // Else what it fetches ahead would be half of all that there is.
                                "kafka.properties.max.partition.fetch.bytes",
                                "65536",
                                "redis.max-connections",
                                "1",
                                "redis.batch.max-commands",
                                Integer.toString(BARS_OF_A_REQUEST))));
        await().atMost(PATIENCE).until(() -> cluster.rest().completedCheckpoints(job) > 0);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        bench.close();
    }

    @Test
    void whatIsBeyondTheSinksCapacityWaitsInKafkaAndComesAsSoonAsItCan() throws Exception {
        Executor later = CompletableFuture.delayedExecutor(SLOW.toMillis(), TimeUnit.MILLISECONDS);
        handler.always("bars:", exchange -> exchange.execute().thenAcceptAsync(exchange::answer, later));
        try (MarketReader reader = new MarketReader(MARKET, bench.redis.redisPort, Duration.ofSeconds(1));
                MarketFeed feed = new MarketFeed(bench.kafka, MARKET, LENGTH.toNanos())) {
            await().atMost(PATIENCE).until(() -> unread(feed) > HELD_UP_TRADES);
            long heap = ProcessFigures.heap(taskManager);
            long sentBefore = feed.trades();

            feed.await();

            long written = bench.redis.keys();
            // It is told every few seconds.
            await().atMost(PATIENCE)
                    .until(() -> cluster.rest().sumOverSubtasks(job, "backPressuredTimeMsPerSecond") > HELD_UP_MILLIS);
            long unread = unread(feed);
            long grown = ProcessFigures.heap(taskManager) - heap;
            System.out.printf(
                    "%,d of %,d bars written; %,d of %,d trades not read, %,d of them sent since it was held up; heap %,d kB, %,d kB more%n",
                    written, MARKET.bars(), unread, feed.trades(), feed.trades() - sentBefore, heap >> 10, grown >> 10);
            assertThat(written).isLessThan(MARKET.bars() / TIMES_THE_CAPACITY);
            assertThat(unread).isGreaterThan(feed.trades() / 2);
            assertThat(feed.trades() - sentBefore).isGreaterThan(feed.trades() / 3);
            assertThat(grown).isLessThan(NO_GROWTH_BYTES);

            handler.relent();
            await().atMost(PATIENCE).until(() -> reader.sightings.missing() == 0);
            assertThat(reader.sightings.wrongs()).isEmpty();
        }
        int checkpoints = cluster.rest().completedCheckpoints(job);
        await().atMost(PATIENCE).until(() -> cluster.rest().completedCheckpoints(job) > checkpoints);
        assertThat(cluster.rest().restores(job)).isZero();
        assertThat(bench.kafka.deadLetters()).isEmpty();
    }

    /** Trades that are in Kafka and no further. */
    private long unread(MarketFeed feed) throws Exception {
        return feed.trades() - cluster.rest().sumOverSubtasks(job, "Source__Trades.deserializer.trades");
    }
}
