package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.prometheus.PrometheusReporterFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The password in {@code redis.url} and the one for a broker that wants TLS and a password are neither in the logs of a cluster's JVMs (at TRACE, and Flink's own at DEBUG), nor on its pages, nor
 * in its metrics for Prometheus; of a job that runs, and of one that failed because the password is wrong.
 */
class SecretsClusterIT {

    private static final String PASSWORD = "canary-7b1e90d3f2";
    private static final String KAFKA_PASSWORD = "canary-c4a8810e55";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private SecuredListener broker;
    private ClusterBench bench;
    private FlinkCluster cluster;
    private final List<Integer> metricsPorts = List.of(freePort(), freePort());

    private static int freePort() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        broker = new SecuredListener(KAFKA_PASSWORD);
        bench = new ClusterBench(folder, 1, broker.ofBroker());
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + bench.redis.redisPort)) {
            client.connect()
                    .sync()
                    .aclSetuser(
                            "alice",
                            AclSetuserArgs.Builder.on()
                                    .addPassword(PASSWORD)
                                    .allKeys()
                                    .allCommands());
        }
        cluster = new FlinkCluster(
                folder.resolve("cluster"),
                Map.of(
                        "metrics.reporters",
                        "prom",
                        "metrics.reporter.prom.factory.class",
                        PrometheusReporterFactory.class.getName(),
                        "metrics.reporter.prom.port",
                        metricsPorts.get(0) + "," + metricsPorts.get(1)));
        Path logging = folder.resolve("cluster").resolve("conf").resolve("log4j.properties");
        Files.writeString(
                logging,
                """
                logger.lettuce.name = io.lettuce
                logger.lettuce.level = trace
                logger.kafka.name = org.apache.kafka
                logger.kafka.level = trace
                logger.tradebars.name = io.tradebars
                logger.tradebars.level = trace
                """ + Files.readString(logging).replace("rootLogger.level = info", "rootLogger.level = debug"));
        cluster.startJobManager();
        cluster.startTaskManager();
        cluster.awaitTaskManagers(1);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        bench.close();
    }

    @Test
    void passwordsAreNeitherWrittenNorServed() throws Exception {
        Map<String, String> options = new HashMap<>(broker.ofClient(folder, KAFKA_PASSWORD));
        options.put("redis.url", "redis://alice:" + PASSWORD + "@127.0.0.1:" + bench.redis.redisPort);
        String jar = cluster.rest().upload(ClusterBench.JAR);
        String running = cluster.rest().run(jar, bench.arguments(options));
        options.put("redis.url", "redis://alice:" + PASSWORD + "-of-yesterday@127.0.0.1:" + bench.redis.redisPort);
        String failing = cluster.rest().run(jar, bench.arguments(options));
        long minute = System.currentTimeMillis() / JobBench.MINUTE * JobBench.MINUTE - 5 * JobBench.MINUTE;
        bench.kafka.sendMinute(0, "GC", minute);
        bench.kafka.sendMinute(0, "GC", minute + JobBench.MINUTE);
        bench.kafka.send(new ProducerRecord<>(JobBench.TOPIC, new byte[] {1}));
        await().atMost(PATIENCE).until(() -> !bench.bars().isEmpty());
        await().atMost(PATIENCE).until(() -> !bench.kafka.deadLetters().isEmpty());
        await().atMost(PATIENCE).until(() -> cluster.rest().status(failing).equals("FAILED"));

        Map<String, String> seen = ServedPages.ofFlink(cluster.rest().url(), List.of(running, failing));
        for (int port : metricsPorts) {
            seen.put("metrics at " + port, metrics(port));
        }
        List<String> logs = cluster.logs();
        seen.put("log of the JobManager", logs.get(0));
        seen.put("log of the TaskManager", logs.get(1));

        assertThat(seen).hasSizeGreaterThan(30);
        assertThat(seen.get(cluster.rest().url() + "/jobs/" + failing + "/exceptions"))
                .contains("WRONGPASS");
        assertThat(String.join("", seen.values())).contains("flink_taskmanager_job_task_operator_barsWritten");
        assertThat(seen.get("log of the TaskManager")).contains(" TRACE io.lettuce.core.protocol.CommandEncoder");
        seen.forEach((where, text) -> assertThat(text.lines()
                        .filter(line -> line.contains(PASSWORD) || line.contains(KAFKA_PASSWORD))
                        .limit(3))
                .as(where)
                .isEmpty());
    }

    private static String metrics(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
