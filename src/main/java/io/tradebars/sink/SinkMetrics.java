package io.tradebars.sink;

import io.tradebars.redis.RedisConnector;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/**
 * What the sink counts, in its operator's group. Changed on the mailbox thread only; gauges read volatile fields and the
 * connector's own counts.
 *
 * <p>Flink's standard sink metrics count what Redis has answered for: {@code numRecordsSend} and {@code numBytesSend} bars
 * that it accepted (also those for which it has a newer revision), {@code numRecordsSendErrors} those that it refused.
 */
final class SinkMetrics {

    private static final int HISTOGRAM_ROOM = 1024;

    private final Counter recordsSend;
    private final Counter bytesSend;
    private final Counter sendErrors;
    private final Counter requests;
    private final Counter retries;
    private final Counter coalescedBars;
    private final Counter barsWritten;
    private final Counter staleBars;
    private final Counter refusedBars;
    private final Counter unauthorizedRequests;
    private final Histogram requestMillis;
    private final Histogram batchCommands;
    private final Histogram closeToVisibleMillis;
    private volatile int requestsInFlight;
    private volatile int barsWaiting;
    private volatile long lastRequestMillis;

    SinkMetrics(SinkWriterMetricGroup group, RedisConnector connector) {
        recordsSend = group.getNumRecordsSendCounter();
        bytesSend = group.getNumBytesSendCounter();
        sendErrors = group.getNumRecordsSendErrorsCounter();
        group.setCurrentSendTimeGauge(() -> lastRequestMillis);
        requests = group.counter("requests");
        retries = group.counter("retries");
        coalescedBars = group.counter("coalescedBars");
        barsWritten = group.counter("barsWritten");
        staleBars = group.counter("staleBars");
        refusedBars = group.counter("refusedBars");
        unauthorizedRequests = group.counter("unauthorizedRequests");
        group.gauge("requestsInFlight", () -> requestsInFlight);
        group.gauge("barsWaiting", () -> barsWaiting);
        group.gauge("tlsHandshakes", () -> connector.stats().tlsHandshakes());
        group.gauge("connectionsActive", () -> connector.stats().connectionsActive());
        group.gauge("connectionsIdle", () -> connector.stats().connectionsIdle());
        requestMillis = group.histogram("requestMillis", new RecentHistogram(HISTOGRAM_ROOM));
        batchCommands = group.histogram("batchCommands", new RecentHistogram(HISTOGRAM_ROOM));
        closeToVisibleMillis = group.histogram("closeToVisibleMillis", new RecentHistogram(HISTOGRAM_ROOM));
    }

    /** A pipeline of bars goes out; the PING at the start is none. */
    void requestSent(int commands) {
        requests.inc();
        requestsInFlight++;
        batchCommands.update(commands);
    }

    void requestEnded(long millis) {
        requestsInFlight--;
        lastRequestMillis = millis;
        requestMillis.update(millis);
    }

    /** Something is sent again after a failure. */
    void retried() {
        retries.inc();
    }

    /** Redis did not let the bars of a request be written: a wrong token, or one that may only read. */
    void unauthorized() {
        unauthorizedRequests.inc();
    }

    void waiting(int bars) {
        barsWaiting = bars;
    }

    void coalesced(int bars) {
        coalescedBars.inc(bars);
    }

    /**
     * Redis accepted a bar.
     *
     * @param written {@code false} if it has a newer revision
     */
    void accepted(BarCommand command, boolean written, long nowMillis) {
        recordsSend.inc();
        bytesSend.inc(command.redisKey().length + command.json().length);
        if (!written) {
            staleBars.inc();
            return;
        }
        barsWritten.inc();
        if (command.closed()) {
            // The nominal end: a day that a change of clocks makes longer or shorter is off by an hour.
            long end = command.key().startMillis() + command.key().interval().millis();
            closeToVisibleMillis.update(nowMillis - end);
        }
    }

    void refused() {
        refusedBars.inc();
        sendErrors.inc();
    }
}
