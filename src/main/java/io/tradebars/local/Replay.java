package io.tradebars.local;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.tradebars.bars.BarKey;
import io.tradebars.ingest.MessageReader;
import io.tradebars.job.JobSettings;
import io.tradebars.redis.RedisConnector;
import io.tradebars.sink.StoredBars;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** Files through the same job, bounded: every bar in Redis, then the summary. */
final class Replay {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final LocalServices services;
    private final JobSettings settings;
    private final Configuration flink;
    private final Path folder;
    private final Interruption interruption;
    private final Progress progress;
    private final Pace pace;
    private final SeenBars seen = new SeenBars(Integer.MAX_VALUE);
    private String firstRejected;

    /** @param pace of the trades; if it is set, the job runs while they are sent, else it begins when all are there */
    Replay(
            LocalServices services,
            JobSettings settings,
            Configuration flink,
            Path folder,
            Interruption interruption,
            Progress progress,
            Pace pace) {
        this.services = services;
        this.settings = settings;
        this.flink = flink;
        this.folder = folder;
        this.interruption = interruption;
        this.progress = progress;
        this.pace = pace;
    }

    /**
     * Runs it.
     *
     * @param export file for the bars as Redis has them then, one a line; empty for none
     * @param out takes the summary
     * @return whether every bar is in Redis; false also when it was interrupted
     */
    boolean run(List<String> files, Optional<Path> export, PrintStream out) throws Exception {
        long start = System.nanoTime();
        if (!(pace.isSet() ? runWhileSending(files) : runOnAll(files))) {
            progress.clear();
            return false;
        }
        Duration length = Duration.ofNanos(System.nanoTime() - start);
        Counters counters = Counters.now();
        progress.clear();
        long made = seen.all().size();
        long cached = readBack(seen.all(), export);
        summarize(cached, made, counters, length, out);
        return cached == made;
    }

    /** The bars that are made, for who wants to look at them meanwhile. */
    SeenBars seen() {
        return seen;
    }

    private boolean runOnAll(List<String> files) throws Exception {
        ReplayLoader.Sent sent = load(files);
        firstRejected = sent.firstRejected();
        try (LocalFlink job = start(true)) {
            while (!job.await(BETWEEN_LOOKS)) {
                if (interruption.isWished()) {
                    return false;
                }
                showRead(sent);
            }
        }
        return true;
    }

    private boolean runWhileSending(List<String> files) throws Exception {
        try (LocalFlink job = start(false)) {
            ReplayLoader.Sent sent = load(files);
            firstRejected = sent.firstRejected();
            while (Counters.now().trades() + Counters.now().rejected() < sent.records()) {
                showRead(sent);
                if (interruption.isWished() || job.await(BETWEEN_LOOKS)) {
                    return false;
                }
            }
            if (interruption.isWished()) {
                return false;
            }
            job.drain();
        }
        return true;
    }

    private LocalFlink start(boolean bounded) throws Exception {
        return LocalFlink.start(
                settings, flink, bounded, seen, folder, services.options().get(LocalOptions.FLINK_PORT));
    }

    private ReplayLoader.Sent load(List<String> files) throws Exception {
        return ReplayLoader.load(
                files,
                new MessageReader(settings.messages(), Clock.systemUTC()),
                settings.kafka().bootstrapServers(),
                settings.kafka().topics().get(0),
                pace,
                sent -> progress.show(
                        "sending",
                        sent.share(),
                        sent.lines(),
                        "line",
                        pace.isSet() ? ", at " + Instant.ofEpochMilli(sent.eventMillis()) : ""));
    }

    private void showRead(ReplayLoader.Sent sent) {
        Counters now = Counters.now();
        progress.show(
                "making bars",
                sent.records() == 0 ? Double.NaN : (double) (now.trades() + now.rejected()) / sent.records(),
                now.trades(),
                "trade",
                ", " + Figures.count(now.barsWritten(), "bar") + " written");
    }

    private long readBack(List<BarKey> keys, Optional<Path> export) throws IOException {
        try (RedisConnector connector = RedisConnector.create(settings.sink().redis());
                StatefulRedisConnection<String, String> redis = connector.connect(StringCodec.UTF8)) {
            StoredBars stored = new StoredBars(settings.sink().layout(), redis);
            return export.isPresent() ? export(keys, stored, export.get()) : BarReader.count(keys, stored);
        }
    }

    private static long export(List<BarKey> keys, StoredBars stored, Path file) throws IOException {
        try {
            return BarReader.export(keys, stored, file);
        } catch (IOException e) {
            throw new IOException("--export cannot write '" + file + "': " + e.getMessage(), e);
        }
    }

    private void summarize(long cached, long made, Counters counters, Duration length, PrintStream out) {
        if (cached < made) {
            out.println(Figures.count(made - cached, "bar") + " not in Redis: " + counters.refused()
                    + " refused (see the dead-letter topic), the others expired or were taken away");
        }
        if (counters.rejected() > 0) {
            out.println(Figures.count(counters.rejected(), "line") + " rejected"
                    + (firstRejected == null ? "" : ", the first: " + firstRejected)
                    + " (the command parse says why, line by line)");
        }
        Duration ttl = settings.sink().layout().ttl();
        out.println("Cached " + Figures.count(cached, "bar") + " in Redis ("
                + (ttl.isZero() ? "no TTL" : "TTL: " + Figures.length(ttl)) + ")");
        out.println(Figures.count(counters.trades(), "trade") + ", " + Figures.count(made, "bar") + ", "
                + Figures.count(counters.rejected(), "rejected", "rejected") + ", "
                + Figures.count(counters.late(), "late", "late") + "; "
                + Figures.count(counters.requests(), "request") + ", "
                + Figures.count(counters.tlsHandshakes(), "TLS handshake") + ", "
                + Figures.count(counters.retries(), "retry", "retries") + "; " + Figures.seconds(length));
    }
}
