package io.tradebars.benchmark;

import java.io.Serializable;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Takes bars at once, into {@link CollectedBars}. */
final class CollectingSink<T> implements Sink<T> {

    private static final long serialVersionUID = 1L;

    private final Reading<T> reading;

    /** How a bar of some kind becomes numbers. */
    interface Reading<T> extends Serializable {
        void read(T bar, CollectedBars.Collector into);
    }

    CollectingSink(Reading<T> reading) {
        this.reading = reading;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        CollectedBars.Collector collector = CollectedBars.newCollector();
        return new SinkWriter<>() {
            @Override
            public void write(T bar, Context writing) {
                reading.read(bar, collector);
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
