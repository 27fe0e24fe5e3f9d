package io.tradebars.benchmark;

import java.io.IOException;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.SinkWriter;

/** A writer that hands all on to another; what is to be seen on the way overrides its method. */
class ForwardingWriter<T> implements SinkWriter<T> {

    private final SinkWriter<T> writer;

    ForwardingWriter(SinkWriter<T> writer) {
        this.writer = writer;
    }

    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
        writer.write(element, context);
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
        writer.writeWatermark(watermark);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        writer.flush(endOfInput);
    }

    @Override
    public void close() throws Exception {
        writer.close();
    }
}
