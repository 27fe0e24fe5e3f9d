package io.tradebars.bars;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/**
 * Makes bytes of a {@link BarContent}, in the form of {@link BarContentEncoding}: some 60 where its objects take 250. For one thread.
 */
final class BarContentPacker {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    private final DataOutputViewStreamWrapper out = new DataOutputViewStreamWrapper(bytes);

    byte[] pack(BarContent content) throws IOException {
        bytes.reset();
        BarContentEncoding.write(content, out);
        return bytes.toByteArray();
    }

    /** Reads what {@link #pack} made. */
    static BarContent unpack(byte[] packed) throws IOException {
        return BarContentEncoding.read(new DataInputViewStreamWrapper(new ByteArrayInputStream(packed)));
    }
}
