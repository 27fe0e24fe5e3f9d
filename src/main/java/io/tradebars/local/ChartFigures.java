package io.tradebars.local;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tradebars.redis.RedisConnector.ConnectorStats;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.metrics.HistogramStatistics;

/**
 * The figures beside the chart, as one JSON object: those of the job in this JVM, where there is one, and those of the chart's own reading.
 * Used by one thread.
 */
final class ChartFigures {

    private final MetricsTap.Totals job;
    private final BarFeed feed;
    private final ChartRedis redis;
    private final BarDirectory directory;
    private long nanosBefore = System.nanoTime();
    private long tradesBefore;
    private long changesBefore;

    /** @param job {@code null} if no job runs here */
    ChartFigures(MetricsTap.Totals job, BarFeed feed, ChartRedis redis, BarDirectory directory) {
        this.job = job;
        this.feed = feed;
        this.redis = redis;
        this.directory = directory;
    }

    /** What is so now; rates are those since the last call. */
    void write(JsonGenerator json, long nowMillis) throws IOException {
        long nanos = System.nanoTime();
        double seconds = Math.max(1, nanos - nanosBefore) / 1e9;
        nanosBefore = nanos;
        json.writeStartObject();
        json.writeNumberField("at", nowMillis);
        json.writeNumberField("series", directory.series().size());
        if (job != null) {
            json.writeObjectFieldStart("job");
            writeJob(json, seconds);
            json.writeEndObject();
        }
        json.writeObjectFieldStart("page");
        long changes = feed.changes();
        json.writeNumberField("changes", changes);
        json.writeNumberField("changesPerSecond", Math.round((changes - changesBefore) / seconds));
        changesBefore = changes;
        json.writeNumberField("watched", feed.watched());
        HistogramStatistics reads = redis.readMillis();
        writeQuantiles(json, "readMillis", reads.getValues());
        ConnectorStats stats = redis.stats();
        json.writeNumberField("requests", stats.requests());
        json.writeNumberField("tlsHandshakes", stats.tlsHandshakes());
        json.writeNumberField("connections", stats.connectionsActive() + stats.connectionsIdle());
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeJob(JsonGenerator json, double seconds) throws IOException {
        Counters now = Counters.now();
        json.writeNumberField("trades", now.trades());
        json.writeNumberField("tradesPerSecond", Math.max(0, Math.round((now.trades() - tradesBefore) / seconds)));
        tradesBefore = now.trades();
        json.writeNumberField("barsWritten", now.barsWritten());
        json.writeNumberField("barsClosed", job.of("closedBars"));
        json.writeNumberField("barsCorrected", job.of("correctedBars"));
        json.writeNumberField("barsWaiting", job.now("barsWaiting"));
        json.writeNumberField("pendingRecords", job.now("pendingRecords"));
        json.writeNumberField("delayMillis", job.highest("eventTimeDelayMillis"));
        writeQuantiles(json, "visibleMillis", job.values("closeToVisibleMillis"));
        writeQuantiles(json, "requestMillis", job.values("requestMillis"));
        json.writeNumberField("requests", now.requests());
        json.writeNumberField("retries", now.retries());
        json.writeNumberField("connectionsActive", job.now("connectionsActive"));
        json.writeNumberField("connectionsIdle", job.now("connectionsIdle"));
        json.writeNumberField("tlsHandshakes", now.tlsHandshakes());
        json.writeNumberField("rejected", now.rejected());
        json.writeNumberField("late", now.late());
        json.writeNumberField("refused", now.refused());
    }

    /** Count, median and 99th percentile of the values; {@code null} where there is none. */
    private static void writeQuantiles(JsonGenerator json, String name, long[] values) throws IOException {
        if (values.length == 0) {
            json.writeNullField(name);
            return;
        }
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        json.writeObjectFieldStart(name);
        json.writeNumberField("of", sorted.length);
        json.writeNumberField("p50", quantile(sorted, 0.5));
        json.writeNumberField("p99", quantile(sorted, 0.99));
        json.writeEndObject();
    }

    /** The smallest value that is not less than this share of all. */
    private static long quantile(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
