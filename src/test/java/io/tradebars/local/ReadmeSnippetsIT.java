package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README's ways to read the last 60 bars, run as they stand there. */
class ReadmeSnippetsIT {

    private static final String REDIS_PY = "redis==8.1.0";
    private static final Path PYTHON_PACKAGES = Path.of("target", "pip").toAbsolutePath();

    @TempDir
    private static Path folder;

    private static RestBench bench;

    @BeforeAll
    static void start() throws Exception {
        bench = new RestBench();
        try (RedisClient client = RedisClient.create(redisUrl());
                StatefulRedisConnection<String, String> redis = client.connect()) {
            long minute = System.currentTimeMillis() / JobBench.MINUTE * JobBench.MINUTE;
            // With room on both sides for the time until they are read.
            for (int i = 10; i < 13; i++) {
                redis.sync().set("bars:1m:BTC-USD:" + (minute - i * JobBench.MINUTE), bar(i));
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    private static String redisUrl() {
        return "redis://127.0.0.1:" + bench.redisPort;
    }

    private static String bar(int number) {
        return "{\"t\":" + number + ",\"o\":61837.63,\"n\":" + number + "}";
    }

    /** The block of code whose first line is that comment. */
    private static String snippet(String comment) throws Exception {
        Matcher block = Pattern.compile("```\\w+\\n(" + Pattern.quote(comment) + "\\n.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")));
        assertThat(block.find())
                .as("README has a block that begins with %s", comment)
                .isTrue();
        return block.group(1);
    }

    private static void assertReadsTheBars(Tool.Ended ended) {
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output().lines()).containsExactly(bar(10), bar(11), bar(12));
    }

    @Test
    void theOneForUpstashRedisReadsThem() throws Exception {
        Tool.assumeOfficialClient(folder);
        Path script = Files.createTempFile(Tool.NODE_MODULES, "readme", ".mjs");
        try {
            Files.writeString(
                    script,
                    snippet("// @upstash/redis") + "for (const bar of bars) console.log(JSON.stringify(bar));\n");

            assertReadsTheBars(Tool.run(
                    folder,
                    Map.of(
                            "UPSTASH_REDIS_REST_URL",
                            bench.endpoint.httpUrl(),
                            "UPSTASH_REDIS_REST_TOKEN",
                            RestBench.TOKEN),
                    "node",
                    script.toString()));
        } finally {
            Files.delete(script);
        }
    }

    @Test
    void theOneForLettuceReadsThem() throws Exception {
        Path source = Files.writeString(folder.resolve("Snippet.java"), """
                import io.lettuce.core.KeyValue;
                import io.lettuce.core.RedisClient;
                import io.lettuce.core.api.StatefulRedisConnection;
                import java.util.stream.LongStream;

                class Snippet {
                    public static void main(String[] args) {
                %s
                    }
                }
                """.formatted(snippet("// Lettuce")));

        assertReadsTheBars(Tool.run(
                folder,
                Map.of("REDIS_URL", redisUrl()),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dlog4j2.configurationFile=io/tradebars/local/log4j2.properties",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString()));
    }

    @Test
    void theOneForRedisPyReadsThem() throws Exception {
        Path script = Files.writeString(folder.resolve("readme.py"), snippet("# redis-py") + """
                for bar in bars:
                    print(json.dumps(bar, default=float, separators=(",", ":")))
                """);

        assertReadsTheBars(Tool.run(
                folder,
                Map.of("REDIS_URL", redisUrl(), "PYTHONPATH", PYTHON_PACKAGES.toString()),
                pythonWithRedis(),
                script.toString()));
    }

    /** A Python that has redis-py already (Debian's own has it from python3-redis), else one that pip can install it for. */
    private static String pythonWithRedis() throws Exception {
        for (String python : List.of("python3", "/usr/bin/python3")) {
            Map<String, String> environment = Map.of("PYTHONPATH", PYTHON_PACKAGES.toString());
            if (Tool.run(folder, environment, python, "-c", "import redis").status() == 0) {
                return python;
            }
        }
        Tool.assumeInstalled(folder, "python3");
        String[] install = {
            "python3", "-m", "pip", "install", "--quiet", "--target", PYTHON_PACKAGES.toString(), REDIS_PY
        };
        Tool.Ended pip = Tool.run(folder, Map.of(), install);
        assumeTrue(
                pip.status() == 0,
                "no Python has redis-py (Debian: apt-get install python3-redis), and pip cannot install " + REDIS_PY
                        + ": " + pip.output());
        return "python3";
    }
}
