package io.tradebars.benchmark;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Another sink, that tells {@link Meter} when the last of its writers has flushed the end of its input. One job at a time in a JVM. */
final class MeteredSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    /** Writers of the job that have not come to the end. */
    private static final AtomicInteger WRITING = new AtomicInteger();

    private final Sink<T> sink;

    /** @param parallelism how many writers there will be */
    MeteredSink(Sink<T> sink, int parallelism) {
        this.sink = sink;
        WRITING.set(parallelism);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
        return new Writer<>(sink.createWriter(context));
    }

    private static final class Writer<T> extends ForwardingWriter<T> {
        private boolean ended;

        Writer(SinkWriter<T> writer) {
            super(writer);
        }

        @Override
        public void flush(boolean endOfInput) throws IOException, InterruptedException {
            super.flush(endOfInput);
            if (endOfInput && !ended) {
                ended = true;
                if (WRITING.decrementAndGet() == 0) {
                    Meter.end();
                }
            }
        }
    }
}
