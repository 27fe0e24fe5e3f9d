package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tradebars.bars.BarOptions;
import io.tradebars.job.RunOptions;
import io.tradebars.sink.RedisOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real job with {@code bar.max-drift}, at one partition that is hours ahead of the other. */
class AlignmentIT {

    private static final long START = 1_723_161_240_000L;
    private static final long HOUR = 60 * JobBench.MINUTE;
    private static final int SLOW = 0;
    private static final int FAST = 1;
    private static final int MANY = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private RestBench redis;
    private JobBench bench;
    private final long[] sent = new long[2];

    @BeforeEach
    void start() throws Exception {
        redis = new RestBench();
        bench = new JobBench(folder, 2);
        bench.options.set(RedisOptions.URL, "redis://127.0.0.1:" + redis.redisPort);
        bench.options.set(BarOptions.MAX_DRIFT, Duration.ofHours(1));
        bench.options.set(BarOptions.IDLE_TIMEOUT, Duration.ofSeconds(8));
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
        redis.close();
    }

    /** Both partitions in one subtask, or one in each. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aPartitionThatIsAheadWaitsForASlowOneButNotForAnIdleOne(int parallelism) throws Exception {
        bench.options.set(RunOptions.PARALLELISM, parallelism);
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            awaitThatTheFastOneWaits();

            // The slow one catches up.
            send(SLOW, START + 3 * HOUR);
            awaitAllRead();

            // From here on it is idle.
            for (int i = 0; i < MANY; i++) {
                send(FAST, START + (6 + i) * HOUR);
            }
            awaitAllRead();
            String lastButOne = JobBench.key("FAST", START + (4 + MANY) * HOUR);
            await().atMost(PATIENCE)
                    .until(() -> JobBench.strings(redis.redisPort).containsKey(lastButOne));
            assertThat(job.isEnded()).isFalse();
        }
        Map<String, String> bars = JobBench.strings(redis.redisPort);
        assertThat(bars.get(JobBench.key("SLOW", START))).endsWith("\"n\":" + (sent[SLOW] - 1) + "}");
        assertThat(bars.get(JobBench.key("FAST", START + 3 * HOUR))).endsWith("\"n\":" + (sent[FAST] - MANY) + "}");
        assertThat(bench.deadLetters()).isEmpty();
    }

    @Test
    void boundedJobEndsWithEveryBar() throws Exception {
        for (int i = 0; i < 200; i++) {
            send(FAST, START + i * JobBench.MINUTE);
        }
        for (int i = 0; i < 5; i++) {
            send(SLOW, START + i * HOUR);
        }
        try (LocalFlink job = bench.startJob(true, new SeenBars(Integer.MAX_VALUE))) {
            assertThat(job.await(PATIENCE)).isTrue();
        }
        assertThat(JobBench.strings(redis.redisPort)).hasSize(205);
        assertThat(bench.deadLetters()).isEmpty();
    }

    /** Sends to the slow partition what has a beginning, and to the fast one what is 3 hours ahead, until that stays unread. */
    private void awaitThatTheFastOneWaits() {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            send(SLOW, START);
            send(FAST, START + 3 * HOUR);
            return Counters.now().trades() >= sent[SLOW] && Counters.now().trades() + MANY < sent[SLOW] + sent[FAST];
        });
        // And it stays unread while the slow one is read.
        long read = Counters.now().trades();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            send(SLOW, START);
            return Counters.now().trades() >= read + MANY;
        });
        assertThat(Counters.now().trades()).isLessThan(sent[SLOW] + sent[FAST] - MANY / 2);
    }

    private void awaitAllRead() {
        await().atMost(PATIENCE).until(() -> Counters.now().trades() == sent[SLOW] + sent[FAST]);
    }

    private void send(int partition, long time) throws Exception {
        String symbol = partition == SLOW ? "SLOW" : "FAST";
        bench.send(new ProducerRecord<>(
                JobBench.TOPIC,
                partition,
                null,
                JobBench.trade(symbol, 1_000, time).getBytes(StandardCharsets.UTF_8)));
        sent[partition]++;
    }
}
