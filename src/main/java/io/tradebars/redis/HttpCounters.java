package io.tradebars.redis;

import java.util.concurrent.atomic.LongAdder;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Handshake;

/** Counts what the calls of a client do, and notes how. */
final class HttpCounters extends EventListener {

    private final LongAdder requests = new LongAdder();
    private final LongAdder tlsHandshakes = new LongAdder();
    private volatile String httpVersion;

    @Override
    public void requestHeadersStart(Call call) {
        requests.increment();
        CallProgress progress = call.request().tag(CallProgress.class);
        if (progress != null) {
            progress.markSent();
        }
    }

    @Override
    public void secureConnectEnd(Call call, Handshake handshake) {
        tlsHandshakes.increment();
    }

    @Override
    public void connectionAcquired(Call call, Connection connection) {
        httpVersion = connection.protocol().toString();
    }

    /** ALPN's name of the version that the latest call goes by, or {@code null} before the first. */
    String httpVersion() {
        return httpVersion;
    }

    /** Requests of which at least the first byte was sent. */
    long requests() {
        return requests.sum();
    }

    /** TLS handshakes completed. */
    long tlsHandshakes() {
        return tlsHandshakes.sum();
    }
}
