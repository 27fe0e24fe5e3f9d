package io.tradebars.sink;

import io.tradebars.bars.Bar;
import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetters;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** The sink, with dead letters that break: an error in the callback of a reply. */
record SinkWithBrokenDeadLetters(BarSink sink) implements Sink<Bar> {

    @Override
    public SinkWriter<Bar> createWriter(WriterInitContext context) throws IOException {
        return sink.createWriter(
                context.getMailboxExecutor(),
                context.getProcessingTimeService(),
                context.metricGroup(),
                new DeadLetters() {
                    @Override
                    public void send(DeadLetter letter) {
                        throw new IllegalStateException("broken in a callback");
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                });
    }
}
