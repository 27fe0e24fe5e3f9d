package io.tradebars.benchmark;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Another sink, that remembers when the first element came to any of its writers: with bars, when a watermark had just ended a minute. */
final class WatchedSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    /** In place of an instant. */
    private static final long NONE = Long.MIN_VALUE;

    /** As {@link System#nanoTime} tells it; of the one job of this JVM. */
    private static final AtomicLong FIRST_NANOS = new AtomicLong(NONE);

    private final Sink<T> sink;

    WatchedSink(Sink<T> sink) {
        this.sink = sink;
    }

    /** The next element is the first. */
    static void reset() {
        FIRST_NANOS.set(NONE);
    }

    /** When the first came, as {@link System#nanoTime} tells it. */
    static long firstNanos() {
        long first = FIRST_NANOS.get();
        if (first == NONE) {
            throw new IllegalStateException("nothing came to the sink");
        }
        return first;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return new ForwardingWriter<>(sink.createWriter(context)) {
            @Override
            public void write(T element, Context at) throws IOException, InterruptedException {
                FIRST_NANOS.compareAndSet(NONE, System.nanoTime());
                super.write(element, at);
            }
        };
    }
}
