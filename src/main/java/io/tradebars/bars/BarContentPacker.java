package io.tradebars.bars;

import io.tradebars.types.ByteInput;
import io.tradebars.types.ByteOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/**
 * Makes bytes of a {@link BarContent}, in the form of {@link BarContentEncoding}: some 60 where its objects take 250. For one thread.
 */
final class BarContentPacker {

    private final ByteOutput written = new ByteOutput();
    private final DataOutputViewStreamWrapper out = new DataOutputViewStreamWrapper(written);
    private final ByteInput read = new ByteInput();
    private final DataInputViewStreamWrapper in = new DataInputViewStreamWrapper(read);

    byte[] pack(BarContent content) throws IOException {
        written.reset();
        BarContentEncoding.write(content, out);
        return written.copy();
    }

    /** Writes what {@link #pack} makes, behind the number of its bytes. */
    void writeApart(BarContent content, DataOutputView to) throws IOException {
        written.reset();
        BarContentEncoding.write(content, out);
        to.writeInt(written.length());
        to.write(written.bytes(), 0, written.length());
    }

    /** Reads what {@link #pack} made. */
    BarContent unpack(byte[] packed) {
        read.begin(packed, packed.length);
        try {
            return BarContentEncoding.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the content of a bar cannot be read", e);
        }
    }
}
