package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.ingest.MessageOptions;
import io.tradebars.job.RunOptions;
import io.tradebars.sink.RedisOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded trades and the bars that must come out, where the recordings are at hand: they are not part of the project. */
class SharedDataIT {

    private static final Path DATA = Path.of("..", "shared", "data");
    private static final BigDecimal VWAP_TOLERANCE = new BigDecimal("1e-8");
    private static final Pattern SYMBOL = Pattern.compile("\"symbol\":\"([^\"]+)\"");
    private static final Pattern STAMP = Pattern.compile("\"(?:timestamp|T)\":(\\d{13})");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0} at parallelism {1}")
    @CsvSource({"comex_gc/trades, comex_gc/bars_1m, 1", "comex_gc/trades, comex_gc/bars_1m, 4"})
    void goldFuturesGiveTheirBars(String trades, String bars, int parallelism) throws Exception {
        replay(trades, bars, null, parallelism, "--trade.json.sequence", "seq");
    }

    @ParameterizedTest(name = "{0} at parallelism {1}")
    @CsvSource({
        "binance/spot, binance/spot_bars_1m, 1",
        "binance/usdm, binance/usdm_bars_1m, 2",
        "binance/cm, binance/cm_bars_1m, 4"
    })
    void binanceFramesGiveTheirBars(String trades, String bars, int parallelism) throws Exception {
        replay(trades, bars, null, parallelism, "--trade.format", "binance", "--trade.venue", "binance");
    }

    /** What happens to the lines on their way. */
    private enum Disturbance {
        SHUFFLED,
        DUPLICATED,
        WITH_JUNK,
        ALL
    }

    @ParameterizedTest(name = "{0} {2}")
    @CsvSource({
        "comex_gc/trades, comex_gc/bars_1m, SHUFFLED",
        "binance/usdm, binance/usdm_bars_1m, SHUFFLED",
        "comex_gc/trades, comex_gc/bars_1m, DUPLICATED",
        "binance/usdm, binance/usdm_bars_1m, DUPLICATED",
        "comex_gc/trades, comex_gc/bars_1m, WITH_JUNK",
        "comex_gc/trades, comex_gc/bars_1m, ALL",
        "binance/spot, binance/spot_bars_1m, ALL"
    })
    void noDisturbanceChangesTheBars(String trades, String bars, Disturbance disturbance) throws Exception {
        List<String> options = new ArrayList<>(List.of("--local.kafka.partitions", "8"));
        if (trades.startsWith("comex")) {
            // Its sequence is as good as an id here.
            options.addAll(List.of("--trade.json.sequence", "seq", "--trade.json.id", "seq"));
        } else {
            options.addAll(List.of("--trade.format", "binance", "--trade.venue", "binance"));
        }
        if (disturbance == Disturbance.DUPLICATED || disturbance == Disturbance.ALL) {
            options.addAll(List.of("--trade.deduplicate", "true"));
        }
        replay(trades, bars, disturbance, 2, options.toArray(String[]::new));
    }

    /** Answers some requests, then 503 until it is told to stop. */
    private static final class Breakdown extends Handler.Wrapper {
        private static final int REQUESTS_BEFORE = 4;

        private final AtomicInteger requests = new AtomicInteger();
        private volatile boolean over;

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            if (over || requests.incrementAndGet() <= REQUESTS_BEFORE) {
                return super.handle(request, response, callback);
            }
            response.setStatus(503);
            Content.Source.consumeAll(request, callback);
            return true;
        }
    }

    @Test
    void failingOverAgainAndAgainInTheMiddleChangesNothing() throws Exception {
        Path file = DATA.resolve("comex_gc/trades.ndjson.gz");
        assumeTrue(Files.exists(file), "the recordings are not at hand: " + file);
        Breakdown breakdown = new Breakdown();
        try (RestBench redis = new RestBench(breakdown);
                JobBench bench = new JobBench(folder, 8)) {
            List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
            for (String line : lines(file)) {
                Matcher symbol = SYMBOL.matcher(line);
                assertThat(symbol.find()).isTrue();
                int partition = Math.floorMod(symbol.group(1).hashCode(), 8);
                records.add(
                        new ProducerRecord<>(JobBench.TOPIC, partition, null, line.getBytes(StandardCharsets.UTF_8)));
            }
            bench.sendAll(records);
            bench.writeOverHttps(redis.endpoint.httpsUrl());
            bench.options.set(RedisOptions.RETRY_INITIAL_BACKOFF, Duration.ofMillis(100));
            bench.options.set(RedisOptions.OUTAGE_MAX, Duration.ofSeconds(1));
            bench.options.set(MessageOptions.JSON_SEQUENCE, "seq");
            bench.options.set(RunOptions.PARALLELISM, 2);
            bench.flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
            bench.flink.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
            bench.flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
            bench.flink.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
            try (LocalFlink job = bench.startJob(true, new SeenBars(Integer.MAX_VALUE))) {
                await().atMost(Duration.ofMinutes(1)).until(() -> MetricsTap.TOTALS.of("numRestarts") >= 3);
                breakdown.over = true;
                await().atMost(Duration.ofMinutes(2)).until(() -> job.await(Duration.ofMillis(100)));
            }
            List<String> bars = new ArrayList<>();
            JobBench.strings(redis.redisPort)
                    .forEach((key, bar) -> bars.add("{\"symbol\":\"" + key.split(":")[2] + "\"," + bar.substring(1)));
            assertBars(DATA.resolve("comex_gc/bars_1m.csv"), Files.write(folder.resolve("bars.ndjson"), bars));
        }
    }

    private void replay(String trades, String bars, Disturbance disturbance, int parallelism, String... options)
            throws Exception {
        Path file = DATA.resolve(trades + ".ndjson.gz");
        assumeTrue(Files.exists(file), "the recordings are not at hand: " + file);
        Path export = folder.resolve("bars.ndjson");
        List<String> arguments = new ArrayList<>(List.of(
                "replay",
                (disturbance == null ? file : disturbed(file, disturbance)).toString(),
                "--export",
                export.toString(),
                "--parallelism",
                Integer.toString(parallelism)));
        arguments.addAll(List.of(options));
        try (LocalProgram program = LocalProgram.start(folder, Map.of(), arguments.toArray(String[]::new))) {
            assertThat(program.awaitExit()).as(program.output()).isZero();
        }
        assertBars(DATA.resolve(bars + ".csv"), export);
    }

    private static void assertBars(Path csv, Path export) throws IOException {
        Map<String, Map<String, BigDecimal>> expected = expected(csv);
        Map<String, Map<String, BigDecimal>> actual = exported(export);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((key, values) -> values.forEach((field, value) -> {
            BigDecimal found = actual.get(key).get(field);
            if (value == null || !field.equals("vw")) {
                assertThat(found)
                        .as("%s of %s", field, key)
                        .usingComparator(Comparator.nullsFirst(Comparator.naturalOrder()))
                        .isEqualTo(value);
            } else {
                assertThat(found.subtract(value).abs())
                        .as("%s of %s", field, key)
                        .isLessThanOrEqualTo(VWAP_TOLERANCE);
            }
        }));
    }

    private Path disturbed(Path file, Disturbance disturbance) throws IOException {
        Random random = new Random(9);
        List<String> lines = lines(file);
        boolean all = disturbance == Disturbance.ALL;
        if (all || disturbance == Disturbance.DUPLICATED) {
            List<String> again =
                    lines.stream().filter(line -> random.nextInt(4) == 0).toList();
            lines.addAll(again);
        }
        Map<String, Long> arrival = new HashMap<>();
        for (String line : lines) {
            Matcher stamp = STAMP.matcher(line);
            assertThat(stamp.find()).isTrue();
            // Binance's lines hold E before T in some markets; both are within a second of each other.
            long delay = all || disturbance == Disturbance.SHUFFLED ? random.nextInt(3_500) : 0;
            arrival.put(line, Long.parseLong(stamp.group(1)) + delay);
        }
        lines.sort(Comparator.comparing(arrival::get));
        List<String> sent = new ArrayList<>();
        for (String line : lines) {
            if ((all || disturbance == Disturbance.WITH_JUNK) && random.nextInt(20) == 0) {
                sent.add(junk(line, random));
            }
            sent.add(line);
        }
        return Files.write(folder.resolve("disturbed.ndjson"), sent);
    }

    /** What looks like a trade, more or less. */
    private static String junk(String line, Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> line.substring(0, 1 + random.nextInt(line.length() - 1));
            case 1 -> "x".repeat(1 + random.nextInt(100));
            case 2 -> line.replace(":", "");
            default -> "[" + line;
        };
    }

    private static List<String> lines(Path file) throws IOException {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return new ArrayList<>(in.lines().toList());
        }
    }

    private static Map<String, Map<String, BigDecimal>> expected(Path csv) throws IOException {
        String[] fields = {"o", "h", "l", "c", "v", "vw", "n"};
        Map<String, Map<String, BigDecimal>> bars = new TreeMap<>();
        for (String line : Files.readAllLines(csv).stream().skip(1).toList()) {
            String[] columns = line.split(",", -1);
            Map<String, BigDecimal> bar = new HashMap<>();
            for (int i = 0; i < fields.length; i++) {
                String value = columns[i + 2];
                bar.put(fields[i], value.isEmpty() ? null : new BigDecimal(value));
            }
            bars.put(columns[0] + " " + columns[1], bar);
        }
        return bars;
    }

    private static Map<String, Map<String, BigDecimal>> exported(Path file) throws IOException {
        Map<String, Map<String, BigDecimal>> bars = new TreeMap<>();
        for (String line : Files.readAllLines(file)) {
            Map<String, BigDecimal> bar = new HashMap<>();
            String symbol = null;
            try (JsonParser parser = new JsonFactory().createParser(line)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    JsonToken token = parser.nextToken();
                    if (name.equals("symbol")) {
                        symbol = parser.getText();
                    }
                    bar.put(name, token.isNumeric() ? parser.getDecimalValue() : null);
                }
            }
            bars.put(symbol + " " + bar.get("t"), bar);
        }
        return bars;
    }
}
