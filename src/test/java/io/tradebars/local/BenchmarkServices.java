package io.tradebars.local;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The services of local mode for a benchmark: a broker in this JVM, and a Redis behind its REST endpoint as soon as it is asked for.
 * For one thread.
 */
public final class BenchmarkServices implements AutoCloseable {

    private static final String TOKEN = "benchmark-token";

    private final TemporaryFolder folder = new TemporaryFolder();
    private EmbeddedKafka kafka;
    private EmbeddedRedis redis;
    private RestEndpoint rest;
    private RedisAccess access;
    private final List<DelayedLink> links = new ArrayList<>();

    /**
     * How to reach Redis.
     *
     * @param url by its own protocol
     * @param restUrl over HTTPS
     * @param token what the endpoint wants to see
     * @param caFile certificate of the endpoint's authority, PEM
     */
    public record RedisAccess(String url, String restUrl, String token, String caFile) implements Serializable {

        @Override
        public String toString() {
            return "RedisAccess[" + url + ", " + restUrl + "]";
        }
    }

    private BenchmarkServices() throws IOException {}

    /** Starts the broker. What is not closed when this JVM is told to end is closed then. */
    public static BenchmarkServices start() throws IOException {
        BenchmarkServices services = new BenchmarkServices();
        Runtime.getRuntime().addShutdownHook(new Thread(services::close, "benchmark-services-close"));
        try {
            services.kafka = EmbeddedKafka.start(services.folder.path().resolve("kafka"), 0);
            return services;
        } catch (IOException e) {
            services.close();
            throw e;
        }
    }

    /** Where the broker is. */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Makes a topic. */
    public void createTopic(String name, int partitions) throws IOException {
        kafka.createTopic(name, partitions);
    }

    /** Redis, started by the first call. */
    public RedisAccess redis() throws IOException {
        if (access == null) {
            redis = EmbeddedRedis.start(folder.path().resolve("redis"), 0);
            LocalCertificate certificate = new LocalCertificate();
            Path authority = certificate.writeAuthority(folder.path());
            rest = RestEndpoint.start(redis.url(), certificate.serverContext(), TOKEN, 0, 0);
            access = new RedisAccess(redis.url(), rest.httpsUrl(), TOKEN, authority.toString());
        }
        return access;
    }

    /** {@link #redis()} behind a link with this round trip, but for its own protocol. */
    public RedisAccess redis(Duration roundTrip) throws IOException {
        RedisAccess direct = redis();
        DelayedLink link = new DelayedLink(URI.create(rest.httpsUrl()).getPort(), roundTrip);
        links.add(link);
        return new RedisAccess(direct.url(), "https://localhost:" + link.port(), direct.token(), direct.caFile());
    }

    /** Requests that the REST endpoint has had so far. */
    public long requests() {
        return rest.requests();
    }

    /** A folder for files; gone when this is closed. */
    public Path folder() {
        return folder.path();
    }

    /** Stops all of it, and deletes what it wrote. Twice is harmless; from any thread. */
    @Override
    public synchronized void close() {
        links.forEach(DelayedLink::close);
        if (rest != null) {
            rest.close();
        }
        if (redis != null) {
            redis.close();
        }
        if (kafka != null) {
            kafka.close();
        }
        folder.close();
    }
}
