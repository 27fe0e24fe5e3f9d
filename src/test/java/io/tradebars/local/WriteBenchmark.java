package io.tradebars.local;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RedisSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What a client for each write costs, and what is done instead: 490 bars over TLS and HTTP/2 into a real Redis, on a link with a round
 * trip. Prints, for each way, TLS handshakes, requests and seconds, all of one run, and the ratio to the slowest.
 */
public final class WriteBenchmark {

    private static final int BARS = 490;
    private static final int BATCH = 256;
    private static final String TOKEN = "benchmark-token";
    private static final SetArgs TTL = SetArgs.Builder.ex(Duration.ofHours(2));

    private final RedisSettings settings;
    private final RestEndpoint rest;
    private double slowest;

    private interface Way {
        void write(List<String> bars) throws Exception;
    }

    private WriteBenchmark(RedisSettings settings, RestEndpoint rest) {
        this.settings = settings;
        this.rest = rest;
    }

    /** Runs it. */
    public static void run() throws Exception {
        try (TemporaryFolder folder = new TemporaryFolder();
                EmbeddedRedis redis = EmbeddedRedis.start(folder.path().resolve("redis"), 0)) {
            LocalCertificate certificate = new LocalCertificate();
            Path authority = certificate.writeAuthority(folder.path());
            try (RestEndpoint rest = RestEndpoint.start(redis.url(), certificate.serverContext(), TOKEN, 0, 0)) {
                System.out.printf(
                        Locale.ROOT,
                        "%d bars, %d bytes each; TLS 1.3, HTTP/2%n",
                        BARS,
                        bars().get(0).length());
                run(rest, authority, Duration.ofMillis(5), false);
                for (int millis : new int[] {5, 30}) {
                    run(rest, authority, Duration.ofMillis(millis), true);
                }
            }
        }
    }

    private static void run(RestEndpoint rest, Path authority, Duration roundTrip, boolean counted) throws Exception {
        try (DelayedLink link = new DelayedLink(URI.create(rest.httpsUrl()).getPort(), roundTrip)) {
            RedisSettings settings = RedisSettings.builder("https://localhost:" + link.port())
                    .token(TOKEN)
                    .caFile(authority.toString())
                    .build();
            WriteBenchmark benchmark = new WriteBenchmark(settings, rest);
            List<String> bars = counted ? bars() : bars().subList(0, 50);
            if (counted) {
                System.out.printf(
                        Locale.ROOT,
                        "%n%-34s %10s %9s %9s %7s%n",
                        "round trip " + roundTrip.toMillis() + " ms",
                        "handshakes",
                        "requests",
                        "seconds",
                        "faster");
            }
            benchmark.measure("a client for each write", bars, benchmark::aClientAWrite, counted);
            benchmark.measure("one pooled client, a request a bar", bars, benchmark::aRequestABar, counted);
            benchmark.measure("one pooled client, pipelines of " + BATCH, bars, benchmark::pipelines, counted);
        }
    }

    private static List<String> bars() {
        List<String> bars = new ArrayList<>();
        for (int i = 0; i < BARS; i++) {
            bars.add(json(startOf(i)));
        }
        return bars;
    }

    /** Start of one of the minutes, in milliseconds since the epoch. */
    private static long startOf(int minute) {
        return 1_723_161_240_000L + minute * 60_000L;
    }

    /** A bar as it stands in Redis. */
    private static String json(long startMillis) {
        return "{\"t\":" + startMillis
                + ",\"o\":61837.63,\"h\":61855.37,\"l\":61824,\"c\":61828,\"v\":12.43238,\"vw\":61837.5129446735,"
                + "\"n\":875}";
    }

    private void measure(String name, List<String> bars, Way way, boolean counted) throws Exception {
        long handshakes = rest.tlsConnections();
        long requests = rest.requests();
        long start = System.nanoTime();
        way.write(bars);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (counted) {
            slowest = Math.max(slowest, seconds);
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %10d %9d %9.2f %6.0fx%n",
                    name,
                    rest.tlsConnections() - handshakes,
                    rest.requests() - requests,
                    seconds,
                    slowest / seconds);
        }
    }

    private static String key(int bar) {
        return "bars:1m:BTC-USD:" + bar;
    }

    private void aClientAWrite(List<String> bars) {
        for (int i = 0; i < bars.size(); i++) {
            try (RedisConnector connector = RedisConnector.create(settings);
                    StatefulRedisConnection<String, String> redis = connector.connect(StringCodec.UTF8)) {
                redis.sync().set(key(i), bars.get(i), TTL);
            }
        }
    }

    private void aRequestABar(List<String> bars) {
        try (RedisConnector connector = RedisConnector.create(settings);
                StatefulRedisConnection<String, String> redis = connector.connect(StringCodec.UTF8)) {
            for (int i = 0; i < bars.size(); i++) {
                redis.sync().set(key(i), bars.get(i), TTL);
            }
        }
    }

    private void pipelines(List<String> bars) {
        try (RedisConnector connector = RedisConnector.create(settings);
                StatefulRedisConnection<String, String> redis = connector.connect(StringCodec.UTF8)) {
            redis.setAutoFlushCommands(false);
            for (int from = 0; from < bars.size(); from += BATCH) {
                List<RedisFuture<String>> replies = new ArrayList<>();
                for (int i = from; i < Math.min(bars.size(), from + BATCH); i++) {
                    replies.add(redis.async().set(key(i), bars.get(i), TTL));
                }
                redis.flushCommands();
                if (!LettuceFutures.awaitAll(30, TimeUnit.SECONDS, replies.toArray(RedisFuture[]::new))) {
                    throw new IllegalStateException("a pipeline was not answered within 30 s");
                }
            }
        }
    }
}
