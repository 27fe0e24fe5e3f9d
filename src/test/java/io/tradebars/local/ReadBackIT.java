package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code replay --keep} leaves in Redis, read by those whom the README names, with the addresses that it prints. */
class ReadBackIT {

    private static final long START = 1_723_161_240_000L;
    private static final List<Long> MINUTES =
            LongStream.range(0, 30).mapToObj(i -> START + i * JobBench.MINUTE).toList();

    /** A key a line: key, time to live in seconds, value; read in one request by the URL and token of its environment. */
    private static final String SCRIPT = """
            const { Redis } = require(process.argv[2] + "/node_modules/@upstash/redis");
            const redis = Redis.fromEnv({ automaticDeserialization: false });
            (async () => {
              for (const key of await redis.keys("bars:*")) {
                const [value, ttl] = await redis.pipeline().get(key).ttl(key).exec();
                console.log([key, ttl, value].join("\\t"));
              }
            })().catch((error) => { console.error(error); process.exit(1); });
            """;

    @TempDir
    private static Path folder;

    private static LocalProgram program;

    /** A value and how long it lives, in seconds. */
    private record Kept(String value, long ttl) {}

    @BeforeAll
    static void replay() throws Exception {
        Path trades = Files.write(
                folder.resolve("trades.ndjson"),
                MINUTES.stream()
                        .flatMap(minute -> JobBench.trades("GC", minute).stream())
                        .toList());
        program = LocalProgram.start(
                Files.createDirectories(folder.resolve("tmp")), Map.of(), "replay", trades.toString(), "--keep");
        program.awaitLine("Redis, its REST endpoint and the chart stay up until Ctrl-C.");
    }

    @AfterAll
    static void stop() throws Exception {
        if (program != null) {
            program.interrupt();
            program.awaitExit();
            program.close();
        }
    }

    @Test
    void lettuceReadsTheBars() {
        assertAreTheBars(byLettuce());
    }

    @Test
    void theOfficialClientReadsWhatLettuceReads() throws Exception {
        Tool.assumeOfficialClient(folder);
        Path script = Files.writeString(folder.resolve("read.cjs"), SCRIPT);

        Tool.Ended ended = Tool.run(
                folder,
                Map.of(
                        "UPSTASH_REDIS_REST_URL", program.awaitLine("UPSTASH_REDIS_REST_URL="),
                        "UPSTASH_REDIS_REST_TOKEN", program.awaitLine("UPSTASH_REDIS_REST_TOKEN=")),
                "node",
                script.toString(),
                Tool.NODE_MODULES.toString());

        assertThat(ended.status()).as(ended.output()).isZero();
        Map<String, Kept> read = new TreeMap<>();
        ended.output()
                .lines()
                .map(line -> line.split("\t", 3))
                .forEach(columns -> read.put(columns[0], new Kept(columns[2], Long.parseLong(columns[1]))));
        assertSame(read, byLettuce());
    }

    @Test
    void redisCliReadsWhatLettuceReads() throws Exception {
        Tool.assumeInstalled(folder, "redis-cli");
        String port =
                Integer.toString(URI.create(program.awaitLine("REDIS_URL=")).getPort());
        Map<String, Kept> read = new TreeMap<>();

        for (String key : cli(port, "KEYS", "bars:*").lines().toList()) {
            read.put(key, new Kept(cli(port, "GET", key), Long.parseLong(cli(port, "TTL", key))));
        }

        assertSame(read, byLettuce());
    }

    private static String cli(String port, String... command) throws Exception {
        List<String> words = new ArrayList<>(List.of("redis-cli", "-h", "127.0.0.1", "-p", port));
        words.addAll(List.of(command));
        Tool.Ended ended = Tool.run(folder, Map.of(), words.toArray(String[]::new));
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output();
    }

    private static Map<String, Kept> byLettuce() {
        try (RedisClient client = RedisClient.create(program.awaitLine("REDIS_URL="));
                StatefulRedisConnection<String, String> redis = client.connect()) {
            return redis.sync().keys("bars:*").stream()
                    .collect(Collectors.toMap(
                            Function.identity(),
                            key -> new Kept(redis.sync().get(key), redis.sync().ttl(key)),
                            (a, b) -> b,
                            TreeMap::new));
        }
    }

    private static void assertAreTheBars(Map<String, Kept> read) {
        assertThat(read).hasSize(MINUTES.size());
        for (long minute : MINUTES) {
            Kept kept = read.get(JobBench.key("GC", minute));
            assertThat(kept).as("bar of %d", minute).isNotNull();
            assertThat(kept.value()).isEqualTo(JobBench.bar(minute));
            assertThat(kept.ttl()).isBetween(7_000L, 7_200L);
        }
    }

    /** Values alike, and times to live but for the time between the two readings. */
    private static void assertSame(Map<String, Kept> read, Map<String, Kept> later) {
        assertAreTheBars(read);
        assertThat(read.keySet()).isEqualTo(later.keySet());
        read.forEach((key, kept) -> {
            assertThat(kept.value()).isEqualTo(later.get(key).value());
            assertThat(kept.ttl()).isCloseTo(later.get(key).ttl(), within(10L));
        });
    }
}
