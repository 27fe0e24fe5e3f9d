package io.tradebars.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.tradebars.sink.RedisOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bars that the real job could not get into Redis are written by {@code redrive} once Redis takes them. */
class RedriveIT {

    private static final long FIRST = 1_723_161_240_000L;
    private static final String GC = JobBench.key("GC", FIRST);
    private static final String SI = JobBench.key("SI", FIRST);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private RestBench bench;
    private JobBench job;
    private RedisClient client;
    private RedisCommands<String, String> redis;

    @BeforeEach
    void start() throws Exception {
        bench = new RestBench();
        job = new JobBench(folder, 2);
        job.options.set(RedisOptions.URL, "redis://127.0.0.1:" + bench.redisPort);
        client = RedisClient.create("redis://127.0.0.1:" + bench.redisPort);
        StatefulRedisConnection<String, String> connection = client.connect();
        redis = connection.sync();
    }

    @AfterEach
    void stop() throws Exception {
        client.shutdown();
        job.close();
        bench.close();
    }

    @Test
    void refusedBarsAreWrittenOnceRedisTakesThemAndTheOthersAreTriedAgainNextTime() throws Exception {
        redis.hset(GC, "not", "a bar");
        redis.hset(SI, "not", "a bar");
        haveBarsRefused(List.of("GC", "SI"));

        redis.del(GC);
        assertThat(redrive()).isEqualTo(1);
        assertThat(out.toString(UTF_8).lines())
                .containsExactly(
                        "bar SI 23:54 revision 9 rejected by Redis: WRONGTYPE Operation against a key holding the wrong"
                                + " kind of value",
                        "3 dead letters read, 2 refused bars among them: 1 written, 0 older than what Redis has, 1 refused"
                                + " again");
        assertThat(redis.get(GC)).isEqualTo(JobBench.bar(FIRST));
        assertThat(redis.ttl(GC)).isBetween(7100L, 7200L);

        redis.del(SI);
        assertThat(redrive()).isZero();
        assertThat(out.toString(UTF_8)).endsWith(" 0 refused again\n");
        assertThat(redis.get(SI)).isEqualTo(JobBench.bar(FIRST));

        assertThat(redrive()).isZero();
        assertThat(out.toString(UTF_8))
                .isEqualTo(
                        "0 dead letters read, 0 refused bars among them: 0 written, 0 older than what Redis has, 0 refused"
                                + " again\n");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void newerStateOfABarIsLeftAloneEvenIfTheGuardIsOff() throws Exception {
        redis.hset(GC, "not", "a bar");
        haveBarsRefused(List.of("GC"));
        redis.del(GC);
        String newer = JobBench.bar(FIRST).replace("\"n\":4", "\"n\":5");
        redis.set(GC, newer);

        assertThat(redrive("--redis.guard", "false")).isZero();
        assertThat(out.toString(UTF_8)).contains("0 written, 1 older than what Redis has, 0 refused again");
        assertThat(redis.get(GC)).isEqualTo(newer);
    }

    @Test
    void barIsWrittenWhereTheOptionsOfTheDaySay() throws Exception {
        redis.hset(GC, "not", "a bar");
        haveBarsRefused(List.of("GC"));

        assertThat(redrive("--redis.layout", "zset", "--redis.key", "z/{symbol}"))
                .isZero();
        assertThat(redis.zrangebyscore("z/GC", io.lettuce.core.Range.create(FIRST, FIRST)))
                .containsExactly(JobBench.bar(FIRST));
    }

    @Test
    void whatIsMissingIsSaidBeforeAnythingIsRead() {
        assertThat(run("redrive", "--redis.url", "redis://127.0.0.1:" + bench.redisPort))
                .isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("kafka.bootstrap.servers is missing: name a broker");

        assertThat(redrive("--dead-letter.topic", "none")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("dead-letter.topic must name the topic to read, was 'none'");

        assertThat(redrive("--dead-letter.topic", "nowhere")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("dead-letter topic 'nowhere' does not exist at ");
    }

    /** Runs the job until Redis has refused these bars, and something else is among the dead letters. */
    private void haveBarsRefused(List<String> symbols) throws Exception {
        for (String symbol : symbols) {
            job.sendMinute(0, symbol, FIRST);
        }
        job.send(new ProducerRecord<>(JobBench.TOPIC, 1, null, "no trade".getBytes(UTF_8)));
        try (LocalFlink flink = job.startJob(true, new SeenBars(10))) {
            await().atMost(PATIENCE).until(() -> flink.await(Duration.ofMillis(100)));
        }
        assertThat(job.deadLetters()).hasSize(symbols.size() + 1);
    }

    private int redrive(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "redrive",
                "--kafka.bootstrap.servers",
                job.kafka.bootstrapServers(),
                "--redis.url",
                "redis://127.0.0.1:" + bench.redisPort));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return new LocalMain(Map.of(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(List.of(arguments));
    }
}
