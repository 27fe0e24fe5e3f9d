package io.tradebars.bars;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Makes bytes of a {@link BarContent}, in the form of {@link BarContentEncoding}: some 60 where its objects take 250. For one thread.
 */
final class BarContentPacker {

    private static final int FIRST_CAPACITY = 256;

    private final DataOutputSerializer out = new DataOutputSerializer(FIRST_CAPACITY);
    private final DataInputDeserializer in = new DataInputDeserializer();

    byte[] pack(BarContent content) throws IOException {
        out.clear();
        BarContentEncoding.write(content, out);
        return out.getCopyOfBuffer();
    }

    /** Writes what {@link #pack} makes, behind the number of its bytes. */
    void writeApart(BarContent content, DataOutputView to) throws IOException {
        out.clear();
        BarContentEncoding.write(content, out);
        to.writeInt(out.length());
        to.write(out.getSharedBuffer(), 0, out.length());
    }

    /** Reads what {@link #pack} made. */
    BarContent unpack(byte[] packed) {
        in.setBuffer(packed);
        try {
            return BarContentEncoding.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the content of a bar cannot be read", e);
        }
    }
}
