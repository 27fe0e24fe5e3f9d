package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.tradebars.ingest.MessageReader;
import io.tradebars.job.RunOptions;
import io.tradebars.local.FaultyHandler.Arrival;
import io.tradebars.sink.RedisOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many handshakes and requests many bars cost that close in the same minute, counted where they arrive. */
class RequestCountIT {

    private static final long MINUTE = 1_723_161_240_000L;
    private static final int BATCH = RedisOptions.BATCH_MAX_COMMANDS.defaultValue();
    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+),");

    private final FaultyHandler arrivals = new FaultyHandler();

    @TempDir
    private Path folder;

    private RestBench redis;

    @BeforeEach
    void start() throws Exception {
        redis = new RestBench(arrivals);
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
    }

    @ParameterizedTest(name = "parallelism {0}")
    @ValueSource(ints = {1, 2})
    void each490BarsOfASubtaskCostOneHandshakeAndTwoRequestsAndItsPing(int parallelism) throws Exception {
        run(490, parallelism);

        Map<String, Long> requests =
                arrivals.arrivals().stream().collect(Collectors.groupingBy(Arrival::connection, Collectors.counting()));
        assertThat(redis.endpoint.tlsConnections()).isEqualTo(parallelism);
        assertThat(requests).hasSize(parallelism);
        if (parallelism == 1) {
            assertThat(requests.values()).containsExactly(1L + 2);
        } else {
            // How many of the bars are whose is left to their hashes.
            assertThat(requests.values()).allSatisfy(count -> assertThat(count).isBetween(1L + 1, 1L + 2));
        }
    }

    @Test
    void hundredThousandBarsOfOneMinuteFillTheirRequestsOverOneConnection() throws Exception {
        int bars = 100_000;
        Duration took = run(bars, 1);

        long pipelines = redis.endpoint.requests() - 1;
        List<Arrival> all = arrivals.arrivals();
        System.out.printf(
                Locale.ROOT,
                "%d bars in %d requests over %d connection: the job took %.1f s, from the first request to the last %.1f s%n",
                bars,
                pipelines,
                redis.endpoint.tlsConnections(),
                took.toMillis() / 1e3,
                (all.get(all.size() - 1).nanos() - all.get(1).nanos()) / 1e9);
        long full = (bars + BATCH - 1) / BATCH;
        assertThat(pipelines).isBetween(full, full + 3);
        assertThat(redis.endpoint.tlsConnections()).isEqualTo(1);
    }

    /**
     * Lets the job make a bar of each of so many symbols, each exactly once, and looks at them.
     *
     * @return how long the job took
     */
    private Duration run(int bars, int parallelism) throws Exception {
        Path file = folder.resolve("trades.ndjson");
        Files.write(
                file,
                IntStream.range(0, bars)
                        .mapToObj(i -> JobBench.trade("S" + i, price(i), MINUTE + 1))
                        .toList());
        Duration took;
        try (JobBench bench = new JobBench(folder, parallelism)) {
            bench.writeOverHttps(redis.endpoint.httpsUrl());
            bench.options.set(RunOptions.PARALLELISM, parallelism);
            ReplayLoader.load(
                    List.of(file.toString()),
                    new MessageReader(bench.settings().messages(), Clock.systemUTC()),
                    bench.kafka.bootstrapServers(),
                    JobBench.TOPIC,
                    sent -> {});
            long begin = System.nanoTime();
            try (LocalFlink job = bench.startJob(true, new SeenBars(Integer.MAX_VALUE))) {
                assertThat(job.await(Duration.ofSeconds(120)))
                        .as("the job has ended")
                        .isTrue();
            }
            took = Duration.ofNanos(System.nanoTime() - begin);
        }
        assertBarsAreThereAndWereWrittenOnce(bars, parallelism);
        assertThat(Counters.now().retries()).isZero();
        return took;
    }

    private void assertBarsAreThereAndWereWrittenOnce(int bars, int parallelism) {
        Map<String, String> expected = new HashMap<>();
        IntStream.range(0, bars).forEach(i -> expected.put(JobBench.key("S" + i, MINUTE), bar(i)));
        Map<String, String> stored = new HashMap<>();
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.redisPort);
                var connection = client.connect()) {
            RedisCommands<String, String> commands = connection.sync();
            commands.mget(commands.keys("*").toArray(String[]::new))
                    .forEach(entry -> stored.put(entry.getKey(), entry.getValue()));
            int scripts = SCRIPTS.matcher(commands.info("commandstats"))
                    .results()
                    .mapToInt(calls -> Integer.parseInt(calls.group(1)))
                    .sum();
            // Each subtask asked at its start whether it may write.
            assertThat(scripts).isEqualTo(bars + parallelism);
        }
        assertThat(stored.equals(expected))
                .as("all %d bars are there as they should be", bars)
                .isTrue();
    }

    private static long price(int symbol) {
        return 100 + symbol % 97;
    }

    private static String bar(int symbol) {
        long price = price(symbol);
        return "{\"t\":" + MINUTE + ",\"o\":" + price + ",\"h\":" + price + ",\"l\":" + price + ",\"c\":" + price
                + ",\"v\":1,\"vw\":" + price + ",\"n\":1}";
    }
}
