package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.tradebars.bars.BarOptions;
import io.tradebars.deploy.Exposition;
import io.tradebars.deploy.Queries;
import io.tradebars.job.RunOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric that an alert or a panel names is one that the running job exposes through Flink's Prometheus reporter. */
class PrometheusMetricsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final long first = System.currentTimeMillis() / JobBench.MINUTE * JobBench.MINUTE - 30 * JobBench.MINUTE;
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private RestBench redis;
    private JobBench bench;
    private int port;

    @BeforeEach
    void start() throws Exception {
        redis = new RestBench();
        bench = new JobBench(folder, 1);
        bench.writeOverHttps(redis.endpoint.httpsUrl());
        bench.options.set(RunOptions.PARALLELISM, 1);
        // So that no bar closes but by the trades of a later minute.
        bench.options.set(BarOptions.IDLE_TIMEOUT, Duration.ofMinutes(5));
        port = Ports.free();
        reportTo(bench.flink, port);
        bench.flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    }

    private static void reportTo(Configuration flink, int port) {
        flink.set(MetricOptions.REPORTERS_LIST, "prom");
        MetricOptions.forReporter(flink, "prom")
                .set(MetricOptions.REPORTER_FACTORY_CLASS, PrometheusReporterFactory.class.getName());
        flink.setString("metrics.reporter.prom.port", Integer.toString(port));
    }

    @AfterEach
    void stop() throws Exception {
        bench.close();
        redis.close();
    }

    @Test
    void alertsAndPanelsNameWhatTheJobExposes() throws Exception {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.redisPort);
                var connection = client.connect()) {
            connection.sync().lpush(JobBench.key("GC", first), "someone else's");
        }
        bench.sendMinute(0, "GC", first);
        bench.sendMinute(0, "GC", first + JobBench.MINUTE);
        send("not a trade");
        send(JobBench.trade("GC", 1, first + 20 * JobBench.MINUTE));

        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                Exposition now = scrape();
                assertThat(now.sum("flink_taskmanager_job_task_operator_barsWritten"))
                        .isPositive();
                assertThat(now.sum("flink_taskmanager_job_task_operator_refusedBars"))
                        .isPositive();
                assertThat(now.sum("flink_jobmanager_job_numberOfCompletedCheckpoints"))
                        .isPositive();
            });

            Exposition exposed = scrape();
            List<String> missing = Queries.ofAlertsAndPanels().stream()
                    .flatMap(query -> exposed.missingFor(query).stream())
                    .distinct()
                    .toList();
            assertThat(missing).isEmpty();
        }
    }

    private void send(String message) throws Exception {
        bench.send(new ProducerRecord<>(JobBench.TOPIC, 0, null, message.getBytes(StandardCharsets.UTF_8)));
    }

    private Exposition scrape() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        return Exposition.of(http.send(request, BodyHandlers.ofString()).body());
    }
}
