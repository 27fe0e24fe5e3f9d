package io.tradebars.local;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jetty.server.Handler;

/**
 * What a job on a cluster works with, for one test: broker, Redis with an HTTPS endpoint in front of it, and the job's options, as a
 * user would write them. The token is in a file.
 */
final class ClusterBench implements AutoCloseable {

    static final Path JAR = Path.of(System.getProperty("tradebars.test.jar", "target/tradebars.jar"));
    static final Duration PATIENCE = Duration.ofSeconds(90);

    final RestBench redis;
    final JobBench kafka;
    private final Map<String, String> options = new TreeMap<>();

    ClusterBench(Path folder, int partitions) throws IOException {
        this(folder, partitions, new Handler.Wrapper(), Map.of());
    }

    /** @param decorator around the endpoint's handling of requests */
    ClusterBench(Path folder, int partitions, Handler.Wrapper decorator) throws IOException {
        this(folder, partitions, decorator, Map.of());
    }

    /** @param broker more settings of the broker */
    ClusterBench(Path folder, int partitions, Map<String, String> broker) throws IOException {
        this(folder, partitions, new Handler.Wrapper(), broker);
    }

    private ClusterBench(Path folder, int partitions, Handler.Wrapper decorator, Map<String, String> broker)
            throws IOException {
        redis = new RestBench(decorator);
        kafka = new JobBench(folder.resolve("bench"), partitions, broker);
        options.put("kafka.bootstrap.servers", kafka.kafka.bootstrapServers());
        options.put("kafka.topic", JobBench.TOPIC);
        options.put("redis.url", redis.endpoint.httpsUrl());
        options.put("redis.token-file", file(folder, "token", RestBench.TOKEN));
        options.put("redis.tls.ca-file", file(folder, "ca.pem", RestBench.certificatePem()));
    }

    private static String file(Path folder, String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toAbsolutePath().toString();
    }

    /** The job's command line, with these options over those of the bench. */
    List<String> arguments(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(options);
        all.putAll(more);
        List<String> arguments = new ArrayList<>();
        all.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        return arguments;
    }

    /** Waits until Redis holds these bars, whatever else it holds. */
    void awaitBars(Map<String, String> expected) {
        await().atMost(PATIENCE).until(() -> bars().entrySet().containsAll(expected.entrySet()));
    }

    /** All bars in Redis, by their keys. */
    Map<String, String> bars() {
        return new HashMap<>(JobBench.strings(redis.redisPort));
    }

    @Override
    public void close() throws IOException {
        kafka.close();
        redis.close();
    }
}
