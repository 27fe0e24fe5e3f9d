package io.tradebars.local;

import io.tradebars.deadletter.DeadLetterOptions;
import io.tradebars.ingest.KafkaOptions;
import io.tradebars.sink.RedisOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * The services that a local run brings along where its options name none: a Kafka broker, a Redis server, and the REST endpoint in
 * front of it; all on loopback, all files in one folder.
 */
final class LocalServices implements AutoCloseable {

    private static final int TOKEN_BYTES = 24;

    /** Stands for what is not started yet while the other options are checked. */
    private static final String NOT_YET = "127.0.0.1:1";

    private final Configuration options = new Configuration();
    private final Map<String, String> addresses = new LinkedHashMap<>();
    private EmbeddedKafka kafka;
    private EmbeddedRedis redis;
    private RestEndpoint rest;

    private LocalServices() {}

    /** The options completed as if the services ran, so that mistakes in the others are found before anything starts. */
    static Configuration rehearse(Configuration given) {
        Configuration complete = new Configuration(given);
        if (!given.contains(KafkaOptions.BOOTSTRAP_SERVERS)) {
            complete.set(KafkaOptions.BOOTSTRAP_SERVERS, NOT_YET);
        }
        if (!given.contains(RedisOptions.URL)) {
            complete.set(RedisOptions.URL, "https://" + NOT_YET);
            complete.set(RedisOptions.TOKEN, "none-yet");
        }
        return complete;
    }

    /** What keeps the services from starting, a sentence each: taken ports, impossible numbers. */
    static List<String> problems(Configuration given) {
        List<String> problems = new ArrayList<>();
        if (given.get(LocalOptions.PARTITIONS) < 1) {
            problems.add("local.kafka.partitions must be 1 or more, was '" + given.get(LocalOptions.PARTITIONS) + "'");
        }
        for (ConfigOption<Integer> option : List.of(
                LocalOptions.KAFKA_PORT,
                LocalOptions.REDIS_PORT,
                LocalOptions.REST_HTTPS_PORT,
                LocalOptions.REST_HTTP_PORT,
                LocalOptions.FLINK_PORT,
                LocalOptions.CHART_PORT)) {
            portProblem(given, option).ifPresent(problems::add);
        }
        return problems;
    }

    /** What is wrong with a port: no such number, or somebody listens there. */
    static Optional<String> portProblem(Configuration given, ConfigOption<Integer> option) {
        int port = given.get(option);
        if (port < 0 || port > 65_535) {
            return Optional.of(
                    option.key() + " must be a port from 1 to 65535, or 0 for a free one, was '" + port + "'");
        }
        return port != 0 && Ports.isTaken(port)
                ? Optional.of("port " + port + " is taken (" + option.key()
                        + "): stop what listens there, choose another, or 0 for a free one")
                : Optional.empty();
    }

    /**
     * Starts what the options leave to local mode.
     *
     * @param given the options as given
     * @param folder where everything is kept that they write
     * @throws IOException if something cannot be started; what was started is stopped again
     */
    static LocalServices start(Configuration given, Path folder) throws IOException {
        LocalServices services = new LocalServices();
        services.options.addAll(given);
        CompletableFuture<Void> kafka = CompletableFuture.runAsync(() -> unchecked(() -> services.startKafka(folder)));
        try {
            services.startRedis(folder);
            kafka.join();
            return services;
        } catch (IOException | RuntimeException e) {
            // Not before the broker's start has ended, too: what it starts after the close would stay.
            kafka.handle((done, failed) -> null).join();
            services.close();
            if (e instanceof CompletionException && e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private interface Start {
        void run() throws IOException;
    }

    private static void unchecked(Start start) {
        try {
            start.run();
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private void startKafka(Path folder) throws IOException {
        if (options.contains(KafkaOptions.BOOTSTRAP_SERVERS)) {
            return;
        }
        EmbeddedKafka started = EmbeddedKafka.start(folder.resolve("kafka"), options.get(LocalOptions.KAFKA_PORT));
        synchronized (this) {
            kafka = started;
            options.set(KafkaOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        }
        Set<String> topics = new LinkedHashSet<>(options.get(KafkaOptions.TOPIC));
        DeadLetterOptions.topic(options, topics.iterator().next()).ifPresent(topics::add);
        for (String topic : topics) {
            kafka.createTopic(topic, options.get(LocalOptions.PARTITIONS));
        }
    }

    private void startRedis(Path folder) throws IOException {
        if (options.contains(RedisOptions.URL)) {
            return;
        }
        redis = EmbeddedRedis.start(folder.resolve("redis"), options.get(LocalOptions.REDIS_PORT));
        LocalCertificate certificate = new LocalCertificate();
        String token = newToken();
        rest = RestEndpoint.start(
                redis.url(),
                certificate.serverContext(),
                token,
                options.get(LocalOptions.REST_HTTPS_PORT),
                options.get(LocalOptions.REST_HTTP_PORT));
        synchronized (this) {
            options.set(RedisOptions.URL, rest.httpsUrl());
            options.set(RedisOptions.TOKEN, token);
            options.set(
                    RedisOptions.TLS_CA_FILE, certificate.writeAuthority(folder).toString());
        }
        addresses.put("UPSTASH_REDIS_REST_URL", rest.httpUrl());
        addresses.put("UPSTASH_REDIS_REST_TOKEN", token);
        addresses.put("REDIS_URL", redis.url());
    }

    private static String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The options with these services in them. */
    Configuration options() {
        return options;
    }

    /** What a shell can be told of the services, by the names of variables. */
    Map<String, String> addresses() {
        Map<String, String> all = new LinkedHashMap<>(addresses);
        all.put("KAFKA_BOOTSTRAP_SERVERS", options.get(KafkaOptions.BOOTSTRAP_SERVERS));
        return all;
    }

    /** Stops them; what they held is gone. Twice is harmless. */
    @Override
    public synchronized void close() {
        if (rest != null) {
            rest.close();
        }
        if (redis != null) {
            redis.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }
}
