package io.tradebars.local;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tradebars.bars.Interval;
import io.tradebars.ingest.KafkaSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chart: what reads Redis, what counts, and the page. It runs from its start until it is closed. */
final class Chart implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Chart.class);

    private static final long FIGURES_MILLIS = 1_000;

    private final ChartSettings settings;
    private final boolean besideJob;
    private final ChartRedis redis;
    private final BarFeed feed;
    private final ChartFigures figures;
    private final ChartServer server;
    private final DeadLetterWatch letters;
    private final ScheduledExecutorService timer;
    private volatile byte[] latestFigures;
    private volatile byte[] latestLetters;

    private Chart(ChartSettings settings, BarDirectory directory, boolean besideJob, Optional<DeadLetters> deadLetters)
            throws IOException {
        this.settings = settings;
        this.besideJob = besideJob;
        Clock clock = Clock.systemUTC();
        this.redis = new ChartRedis(settings.redis(), settings.layout());
        this.feed = new BarFeed(redis, directory, settings.refresh(), settings.lateness(), clock);
        this.figures = new ChartFigures(besideJob ? MetricsTap.TOTALS : null, feed, redis, directory);
        String boot = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        this.server = new ChartServer(directory, feed, new Source(), boot, settings.port());
        this.letters = deadLetters
                .map(from -> new DeadLetterWatch(from.kafka(), from.topic(), this::lettersCame))
                .orElse(null);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "chart-figures");
            made.setDaemon(true);
            return made;
        });
    }

    /** Where the dead letters of the job are. */
    private record DeadLetters(KafkaSettings kafka, String topic) {}

    /**
     * The chart beside a job in this JVM, with the job's figures and dead letters.
     *
     * @param seen the bars that the job has made
     * @param deadLetterTopic empty for none
     * @throws Exception if the port is taken, or a file of the settings cannot be read
     */
    static Chart besideJob(ChartSettings settings, SeenBars seen, KafkaSettings kafka, Optional<String> deadLetterTopic)
            throws Exception {
        return started(new Chart(settings, seen, true, deadLetterTopic.map(topic -> new DeadLetters(kafka, topic))));
    }

    /** The chart of a Redis that somebody else writes to; throws as {@link #besideJob}. */
    static Chart ofRedis(ChartSettings settings) throws Exception {
        BarDirectory directory = new ScannedBars(settings.layout().key(), settings.dayZone(), Clock.systemUTC());
        return started(new Chart(settings, directory, false, Optional.empty()));
    }

    private static Chart started(Chart chart) throws Exception {
        try {
            chart.countNow();
            chart.server.start();
            chart.feed.start();
            if (chart.letters != null) {
                chart.letters.start();
            }
            chart.timer.scheduleAtFixedRate(chart::count, FIGURES_MILLIS, FIGURES_MILLIS, TimeUnit.MILLISECONDS);
            return chart;
        } catch (Exception e) {
            chart.close();
            throw e;
        }
    }

    String url() {
        return server.url();
    }

    private void count() {
        if (server.viewers() == 0) {
            return;
        }
        try {
            countNow();
            server.wakeViewers();
        } catch (IOException | RuntimeException e) {
            LOG.warn("The chart's figures could not be written", e);
        }
    }

    private void countNow() throws IOException {
        latestFigures = Json.written(json -> figures.write(json, System.currentTimeMillis()));
    }

    private void lettersCame() {
        try {
            latestLetters = Json.written(letters::write);
            server.wakeViewers();
        } catch (IOException e) {
            LOG.warn("The dead letters could not be written", e);
        }
    }

    /** What viewers are told besides bars. */
    private final class Source implements ChartViewer.Source {
        @Override
        public void writeHello(JsonGenerator json) throws IOException {
            json.writeStartObject();
            json.writeBooleanField("job", besideJob);
            json.writeArrayFieldStart("intervals");
            for (Interval interval : settings.intervals()) {
                json.writeString(interval.label());
            }
            json.writeEndArray();
            json.writeStringField("redis", addressOf(settings.redis().url()));
            json.writeStringField("layout", settings.layout().layout().toString());
            json.writeStringField("key", settings.layout().key().toString());
            json.writeNumberField("ttlSeconds", settings.layout().ttl().toSeconds());
            json.writeNumberField("refreshMillis", settings.refresh().toMillis());
            json.writeEndObject();
        }

        @Override
        public byte[] figures() {
            return latestFigures;
        }

        @Override
        public byte[] letters() {
            return latestLetters;
        }
    }

    /** Scheme, host and port: neither user nor password, nor what follows the host. */
    private static String addressOf(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    @Override
    public void close() {
        timer.shutdownNow();
        server.close();
        feed.close();
        if (letters != null) {
            letters.close();
        }
        redis.close();
    }
}
