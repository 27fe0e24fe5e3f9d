package io.tradebars.local;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.tradebars.bars.BarKey;
import io.tradebars.job.JobSettings;
import io.tradebars.redis.CommandOutcome;
import io.tradebars.redis.RedisConnector;
import io.tradebars.sink.BarRewriter;
import io.tradebars.sink.RefusedBar;
import io.tradebars.sink.SinkSettings;
import io.tradebars.sink.StoredBars;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Looks at Redis as the job will use it: whether it answers, how fast, over which protocol, what time it is there, and whether a bar
 * can be written by the very command of the job. That bar is of a symbol that nobody has, open (so that it is never published),
 * lives for {@link #PROBE_TTL} and is taken away at once.
 */
final class RedisExamination {

    private static final Duration PROBE_TTL = Duration.ofSeconds(30);
    private static final String PROBE_SYMBOL = "tradebars-doctor-";

    private static final int PINGS = 5;
    private static final double SLOW_MILLIS = 250;

    private final SinkSettings sink;
    private final BarKey probe;
    private final Duration maxAhead;
    private final Consumer<Finding> findings;

    /**
     * @param settings with one attempt for each request
     * @param findings takes what is found
     */
    RedisExamination(JobSettings settings, Consumer<Finding> findings) {
        this.sink = settings.sink().withTtl(PROBE_TTL);
        this.maxAhead = settings.messages().maxAhead();
        this.probe = new BarKey(
                settings.bars().intervals().get(0),
                settings.messages().venue(),
                PROBE_SYMBOL + UUID.randomUUID(),
                settings.bars()
                        .intervals()
                        .get(0)
                        .startOf(Instant.now().toEpochMilli(), settings.bars().dayZone()));
        this.findings = findings;
    }

    void run() throws InterruptedException {
        try (BarRewriter writer = BarRewriter.openLikeSink(sink);
                RedisConnector connector = RedisConnector.create(sink.redis());
                StatefulRedisConnection<String, String> redis = connector.connect(StringCodec.UTF8)) {
            try {
                latency(redis);
                protocol(connector);
                clock(redis);
                write(writer, redis);
            } catch (RedisException e) {
                findings.accept(Finding.failed("Redis", sink.address() + " stopped answering: " + e.getMessage()));
            }
        } catch (IOException | RedisException | IllegalArgumentException e) {
            findings.accept(Finding.failed("Redis", e.getMessage()));
        }
    }

    private void latency(StatefulRedisConnection<String, String> redis) {
        // Over HTTP it opens the connection.
        redis.sync().ping();
        double[] millis = new double[PINGS];
        for (int i = 0; i < PINGS; i++) {
            long begin = System.nanoTime();
            redis.sync().ping();
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        double median = millis[PINGS / 2];
        String text = String.format(
                Locale.ROOT, "%s answers within %.1f ms (median of %d PINGs)", sink.address(), median, PINGS);
        findings.accept(
                median < SLOW_MILLIS
                        ? Finding.ok("Redis", text)
                        : Finding.warning(
                                "Redis", text + ": bars are visible that much later; is there one nearer by?"));
    }

    private void protocol(RedisConnector connector) {
        String scheme = sink.redis().url().getScheme();
        String version = connector.httpVersion().orElse("");
        if (!sink.redis().isHttp()) {
            findings.accept(Finding.ok(
                    "protocol", "Redis' own" + (scheme.equals("rediss") ? " over TLS" : "") + ", over a socket"));
        } else if (version.equals("h2")) {
            findings.accept(Finding.ok("protocol", "HTTP/2 over TLS: all requests share a connection"));
        } else if (scheme.equals("http")) {
            findings.accept(Finding.ok("protocol", version + " without TLS, on this machine"));
        } else {
            findings.accept(Finding.warning(
                    "protocol",
                    version + " over TLS, not HTTP/2: each request under way takes a connection of its own; is there a"
                            + " proxy in between that could speak HTTP/2?"));
        }
    }

    private void clock(StatefulRedisConnection<String, String> redis) {
        long begin = System.currentTimeMillis();
        List<String> time;
        try {
            time = redis.sync().time();
        } catch (RedisException e) {
            findings.accept(Finding.skipped("clock of Redis", "Redis does not tell the time: " + reason(e)));
            return;
        }
        long end = System.currentTimeMillis();
        long there = Long.parseLong(time.get(0)) * 1_000 + Long.parseLong(time.get(1)) / 1_000;
        findings.accept(Clocks.compare("clock of Redis", there - (begin + end) / 2, (end - begin + 1) / 2, maxAhead));
    }

    private void write(BarRewriter writer, StatefulRedisConnection<String, String> redis)
            throws IOException, InterruptedException {
        String subject = "writing";
        String json = "{\"t\":" + probe.startMillis() + ",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":0,\"vw\":null,\"n\":1,"
                + "\"x\":false}";
        String redisKey = sink.layout().key().keyOf(probe);
        try {
            BarRewriter.Result result = writer.write(List.of(new RefusedBar(probe, json)));
            if (!result.refused().isEmpty()) {
                findings.accept(Finding.failed(
                        subject, result.refused().values().iterator().next() + " (redis.layout, redis.key)"));
                return;
            }
        } catch (IOException e) {
            findings.accept(Finding.failed(subject, e.getMessage()));
            return;
        }
        List<String> read = new ArrayList<>();
        new StoredBars(sink.layout(), redis).read(List.of(probe), (key, stored) -> read.add(stored));
        if (!read.equals(List.of(json))) {
            findings.accept(Finding.failed(
                    subject,
                    "a bar that was just written under " + redisKey + " reads back as " + read
                            + ": is something between that changes or caches it?"));
            return;
        }
        try {
            redis.sync().del(redisKey);
        } catch (RedisException e) {
            findings.accept(Finding.warning(
                    subject,
                    "a bar could be written (layout " + sink.layout().layout() + ") but not deleted: " + reason(e)
                            + "; it goes by itself in " + PROBE_TTL.toSeconds() + " s"));
            return;
        }
        findings.accept(Finding.ok(
                subject,
                "a bar could be written as the job does (layout "
                        + sink.layout().layout() + "), read and deleted"));
    }

    private static String reason(RedisException failure) {
        return CommandOutcome.of(failure) instanceof CommandOutcome.Unauthorized unauthorized
                ? unauthorized.message()
                : failure.getMessage();
    }
}
