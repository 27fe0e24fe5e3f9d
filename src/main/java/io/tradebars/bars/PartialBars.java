package io.tradebars.bars;

import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Partial bars of one instrument and several minutes, as bytes: what crosses the network where history is read, so that the instrument and its state are looked
 * up once for all of them. Only of trades that are added up, without records; others travel as {@link PartialBar}s. Mutable; for one thread.
 */
final class PartialBars implements BarInput {

    /** What one mostly takes. */
    private static final int BYTES_OF_ONE = 80;

    private final Instrument instrument;

    /** Of each the start of its minute as a long, then what {@link PackableContent#writeApart} writes. */
    private final DataOutputSerializer bytes;

    private int size;

    private PartialBars(Instrument instrument, DataOutputSerializer bytes, int size) {
        this.instrument = instrument;
        this.bytes = bytes;
        this.size = size;
    }

    /** None yet; there is room for so many before more has to be made. */
    static PartialBars of(Instrument instrument, int expected) {
        return new PartialBars(instrument, new DataOutputSerializer(expected * BYTES_OF_ONE), 0);
    }

    @Override
    public Instrument instrument() {
        return instrument;
    }

    /** Adds one. */
    void add(long minuteMillis, BarContent content, BarContentPacker packer) throws IOException {
        bytes.writeLong(minuteMillis);
        packer.writeApart(content, bytes);
        size++;
    }

    /** Told of one. */
    interface Visitor {
        void visit(PartialBar partial) throws Exception;
    }

    /** Tells of each, in the order in which they were added; the contents are the visitor's, who unpacks them by the packer. */
    void forEach(BarContentPacker packer, Visitor visitor) throws Exception {
        DataInputDeserializer in = new DataInputDeserializer(bytes.getSharedBuffer(), 0, bytes.length());
        for (int i = 0; i < size; i++) {
            visitor.visit(new PartialBar(
                    instrument,
                    in.readLong(),
                    PackableContent.readApart(packer, in),
                    PartialBar.NO_TRADES,
                    Completeness.FROM_THE_BEGINNING,
                    List.of()));
        }
    }

    /** Their own, that stay as these are now. */
    PartialBars copy() throws IOException {
        DataOutputSerializer copy = new DataOutputSerializer(bytes.length());
        copy.write(bytes.getSharedBuffer(), 0, bytes.length());
        return new PartialBars(instrument, copy, size);
    }

    /** Writes all but the instrument: how many they are, how many bytes, the bytes. */
    void write(DataOutputView out) throws IOException {
        out.writeInt(size);
        out.writeInt(bytes.length());
        out.write(bytes.getSharedBuffer(), 0, bytes.length());
    }

    /** Reads what {@link #write} wrote. */
    static PartialBars read(Instrument instrument, DataInputView in) throws IOException {
        int size = in.readInt();
        int length = in.readInt();
        DataOutputSerializer bytes = new DataOutputSerializer(length);
        bytes.write(in, length);
        return new PartialBars(instrument, bytes, size);
    }
}
