package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code replay --keep} leaves in Redis, read by those whom the README names, with the addresses that it prints. */
class ReadBackIT {

    private static final String CLIENT = "@upstash/redis@1.39.0";
    private static final Path MODULES = Path.of("target", "npm").toAbsolutePath();
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

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

    private record Ended(int status, String output) {}

    @BeforeAll
    static void replay() throws Exception {
        Path trades = Files.write(
                folder.resolve("trades.ndjson"),
                MINUTES.stream()
                        .flatMap(minute -> JobBench.trades("GC", minute).stream())
                        .toList());
        program = LocalProgram.start(
                Files.createDirectories(folder.resolve("tmp")), Map.of(), "replay", trades.toString(), "--keep");
        program.awaitLine("Redis and its REST endpoint stay up until Ctrl-C.");
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
        Ended node = run(Map.of(), "node", "--version");
        assumeTrue(node.status() == 0, "node is not there: " + node.output());
        Files.createDirectories(MODULES);
        Ended npm = run(
                Map.of(),
                WINDOWS ? "npm.cmd" : "npm",
                "install",
                "--prefix",
                MODULES.toString(),
                "--no-audit",
                "--no-fund",
                "--silent",
                CLIENT);
        assumeTrue(npm.status() == 0, "npm cannot install " + CLIENT + ": " + npm.output());
        Path script = Files.writeString(folder.resolve("read.cjs"), SCRIPT);

        Ended ended = run(
                Map.of(
                        "UPSTASH_REDIS_REST_URL", program.awaitLine("UPSTASH_REDIS_REST_URL="),
                        "UPSTASH_REDIS_REST_TOKEN", program.awaitLine("UPSTASH_REDIS_REST_TOKEN=")),
                "node",
                script.toString(),
                MODULES.toString());

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
        Ended version = run(Map.of(), "redis-cli", "--version");
        assumeTrue(version.status() == 0, "redis-cli is not there: " + version.output());
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
        Ended ended = run(Map.of(), words.toArray(String[]::new));
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

    /** Status -1 if there is no such program, or it does not end within two minutes. */
    private static Ended run(Map<String, String> environment, String... command) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("UPSTASH_DISABLE_TELEMETRY", "1");
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Ended(-1, e.getMessage());
        }
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Ended(
                ended ? process.exitValue() : -1,
                Files.readString(output, StandardCharsets.UTF_8).strip());
    }
}
