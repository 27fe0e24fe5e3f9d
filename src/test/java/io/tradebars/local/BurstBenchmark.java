package io.tradebars.local;

import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import io.tradebars.sink.BarRewriter;
import io.tradebars.sink.RefusedBar;
import io.tradebars.sink.SinkSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/**
 * How long it takes until the bars of many symbols, which all close at once, stand in Redis: guarded, over one HTTPS connection, in the
 * batches of the sink's defaults, one after the other. Beside it the least that these batches take on the link: a round trip each.
 */
final class BurstBenchmark {

    private static final int BARS = 100_000;
    private static final int DISCARDED = 2;
    private static final int MEASURED = 3;

    private BurstBenchmark() {}

    /**
     * Runs it.
     *
     * @param rest takes the bars
     * @param authority certificate of its authority, PEM
     */
    static void run(RestEndpoint rest, Path authority) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%n%-34s %10s %9s %9s %14s %26s%n",
                String.format(Locale.ROOT, "%,d bars at once, guarded", BARS),
                "handshakes",
                "requests",
                "seconds",
                "bars a second",
                "of what round trips allow");
        for (int millis : new int[] {5, 30}) {
            run(rest, authority, Duration.ofMillis(millis));
        }
    }

    private static void run(RestEndpoint rest, Path authority, Duration roundTrip) throws Exception {
        List<Double> seconds = new ArrayList<>();
        long handshakes = rest.tlsConnections();
        long requests = 0;
        try (DelayedLink link = new DelayedLink(URI.create(rest.httpsUrl()).getPort(), roundTrip);
                BarRewriter writer = BarRewriter.open(settings(link.port(), authority))) {
            for (int round = 0; round < DISCARDED + MEASURED; round++) {
                List<RefusedBar> bars = bars(round);
                long before = rest.requests();
                long start = System.nanoTime();
                BarRewriter.Result result = writer.write(bars);
                if (round >= DISCARDED) {
                    seconds.add((System.nanoTime() - start) / 1e9);
                }
                requests = rest.requests() - before;
                if (result.written() != BARS) {
                    throw new IllegalStateException("of " + BARS + " bars were written: " + result);
                }
            }
        }
        double median = seconds.stream().sorted().toList().get(MEASURED / 2);
        System.out.printf(
                Locale.ROOT,
                "%-34s %10d %9d %9.2f %14.0f %26.2f%n",
                "round trip " + roundTrip.toMillis() + " ms",
                rest.tlsConnections() - handshakes,
                requests,
                median,
                BARS / median,
                requests * roundTrip.toNanos() / 1e9 / median);
    }

    private static SinkSettings settings(int port, Path authority) {
        List<String> problems = new ArrayList<>();
        SinkSettings settings = SinkSettings.from(
                Configuration.fromMap(Map.of(
                        "redis.url",
                        "https://localhost:" + port,
                        "redis.token",
                        WriteBenchmark.TOKEN,
                        "redis.tls.ca-file",
                        authority.toString())),
                problems::add);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("\n", problems));
        }
        return settings;
    }

    private static List<RefusedBar> bars(int round) {
        Interval minute = Interval.ofLabel("1m");
        long start = WriteBenchmark.startOf(round);
        String json = WriteBenchmark.json(start);
        List<RefusedBar> bars = new ArrayList<>(BARS);
        for (int i = 0; i < BARS; i++) {
            bars.add(new RefusedBar(new BarKey(minute, null, "S" + i, start), json));
        }
        return bars;
    }
}
