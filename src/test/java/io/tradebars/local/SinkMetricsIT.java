package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.RedisClient;
import io.tradebars.bars.BarOptions;
import io.tradebars.job.RunOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.flink.configuration.MetricOptions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flink's REST interface, and so its web UI and every reporter, tells of the sink agrees with what the run did. */
class SinkMetricsIT {

    private static final List<String> SYMBOLS = List.of("GC", "SI", "PL");
    private static final int MINUTES_OF_EACH = 20;
    private static final int BARS = SYMBOLS.size() * MINUTES_OF_EACH;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Half an hour ago, so that the time from the end of a bar until it is visible is known. */
    private final long first = System.currentTimeMillis() / JobBench.MINUTE * JobBench.MINUTE - 30 * JobBench.MINUTE;

    private final FaultyHandler handler = new FaultyHandler();

    @TempDir
    private Path folder;

    private RestBench redis;
    private JobBench bench;

    @BeforeEach
    void start() throws Exception {
        redis = new RestBench(handler);
        bench = new JobBench(folder, SYMBOLS.size());
        bench.writeOverHttps(redis.endpoint.httpsUrl());
        bench.options.set(RunOptions.PARALLELISM, 1);
        // So that no bar closes but by the trades of a later minute.
        bench.options.set(BarOptions.IDLE_TIMEOUT, Duration.ofMinutes(5));
        bench.flink.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofMillis(100));
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
        redis.close();
    }

    @Test
    void flinkShowsOfEachMetricWhatTheRunDid() throws Exception {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.redisPort);
                var connection = client.connect()) {
            connection.sync().lpush(JobBench.key("SI", first), "someone else's");
        }
        handler.next(1, "bars:1m:GC:", exchange -> exchange.answer(503, "text/plain", "try again"));
        sendTrades();
        Map<String, String> expected = expected();

        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(JobBench.strings(redis.redisPort))
                    .isEqualTo(expected));
            FlinkRest flink = new FlinkRest(job.webUrl());
            String metrics = metricsPath(flink);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(read(flink, metrics, "numRecordsSend"))
                    .containsEntry("numRecordsSend", BARS - 1.0));

            Map<String, Double> values = read(
                    flink,
                    metrics,
                    "numRecordsSend",
                    "numBytesSend",
                    "numRecordsSendErrors",
                    "currentSendTime",
                    "requests",
                    "retries",
                    "coalescedBars",
                    "barsWritten",
                    "staleBars",
                    "refusedBars",
                    "unauthorizedRequests",
                    "requestsInFlight",
                    "barsWaiting",
                    "tlsHandshakes",
                    "connectionsActive",
                    "connectionsIdle",
                    "requestMillis_p99",
                    "requestMillis_max",
                    "batchCommands_max",
                    "batchCommands_min",
                    "closeToVisibleMillis_median",
                    "closeToVisibleMillis_max");

            assertThat(values)
                    .containsEntry("numRecordsSend", BARS - 1.0)
                    .containsEntry("numBytesSend", (double) bytes(expected))
                    .containsEntry("numRecordsSendErrors", 1.0)
                    .containsEntry("barsWritten", BARS - 1.0)
                    .containsEntry("staleBars", 0.0)
                    .containsEntry("refusedBars", 1.0)
                    .containsEntry("unauthorizedRequests", 0.0)
                    .containsEntry("coalescedBars", 0.0)
                    .containsEntry("retries", 1.0)
                    // Without the PING at the start.
                    .containsEntry("requests", redis.endpoint.requests() - 1.0)
                    .containsEntry("requestsInFlight", 0.0)
                    .containsEntry("barsWaiting", 0.0)
                    .containsEntry("tlsHandshakes", 1.0)
                    .containsEntry("connectionsActive", 0.0)
                    .containsEntry("connectionsIdle", 1.0);
            assertThat(values.get("requestMillis_p99")).isBetween(0.0, values.get("requestMillis_max"));
            assertThat(values.get("currentSendTime")).isBetween(0.0, values.get("requestMillis_max"));
            assertThat(values.get("batchCommands_min")).isPositive();
            assertThat(values.get("batchCommands_max")).isLessThanOrEqualTo(BARS);
            assertThat(values.get("closeToVisibleMillis_max"))
                    .isCloseTo(29.0 * JobBench.MINUTE, within(1.0 * JobBench.MINUTE + PATIENCE.toMillis()));
            assertThat(values.get("closeToVisibleMillis_median"))
                    .isCloseTo(19.0 * JobBench.MINUTE, within(2.0 * JobBench.MINUTE + PATIENCE.toMillis()));
        }
    }

    private void sendTrades() throws Exception {
        long after = first + MINUTES_OF_EACH * JobBench.MINUTE;
        for (int i = 0; i < SYMBOLS.size(); i++) {
            String symbol = SYMBOLS.get(i);
            for (long minute = first; minute < after; minute += JobBench.MINUTE) {
                bench.sendMinute(i, symbol, minute);
            }
            // Closes the last minute and leaves its own open.
            byte[] last = JobBench.trade(symbol, 1, after + 10_000).getBytes(StandardCharsets.UTF_8);
            bench.send(new ProducerRecord<>(JobBench.TOPIC, i, null, last));
        }
    }

    private Map<String, String> expected() {
        Map<String, String> expected = new HashMap<>();
        LongStream.range(0, MINUTES_OF_EACH)
                .map(i -> first + i * JobBench.MINUTE)
                .forEach(minute ->
                        SYMBOLS.forEach(symbol -> expected.put(JobBench.key(symbol, minute), JobBench.bar(minute))));
        expected.remove(JobBench.key("SI", first));
        return expected;
    }

    private static long bytes(Map<String, String> bars) {
        return bars.entrySet().stream()
                .mapToLong(bar -> bar.getKey().length() + bar.getValue().length())
                .sum();
    }

    /** Where the metrics are of the subtasks of the vertex that has the sink. */
    private static String metricsPath(FlinkRest flink) throws IOException, InterruptedException {
        String job = "/jobs/" + flink.runningJobs().get(0);
        for (JsonNode vertex : flink.get(job).get("vertices")) {
            if (vertex.get("name").asText().contains("Redis")) {
                return job + "/vertices/" + vertex.get("id").asText() + "/subtasks/metrics";
            }
        }
        throw new AssertionError("no vertex has the sink");
    }

    /** The sums over all subtasks of metrics of the sink; what Flink does not know is absent. */
    private static Map<String, Double> read(FlinkRest flink, String path, String... names)
            throws IOException, InterruptedException {
        String prefix = "Redis__Writer.";
        JsonNode found = flink.get(path + "?agg=sum&get=" + prefix + String.join("," + prefix, names));
        Map<String, Double> values = new HashMap<>();
        for (JsonNode metric : found) {
            values.put(
                    metric.get("id").asText().substring(prefix.length()),
                    metric.get("sum").asDouble());
        }
        return values;
    }
}
