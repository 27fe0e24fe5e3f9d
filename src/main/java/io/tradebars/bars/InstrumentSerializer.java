package io.tradebars.bars;

import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
import io.tradebars.types.Encoding;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes an {@link Instrument}: venue or {@code null}, symbol. */
public final class InstrumentSerializer extends ElementSerializer<Instrument> {

    static final TypeInformation<Instrument> TYPE = new ElementType<>(Instrument.class, new InstrumentSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Instrument instrument, DataOutputView out) throws IOException {
        Encoding.writeText(instrument.venue(), out);
        Encoding.writeText(instrument.symbol(), out);
    }

    @Override
    public Instrument deserialize(DataInputView in) throws IOException {
        return new Instrument(Encoding.readText(in), Encoding.readText(in));
    }

    @Override
    public TypeSerializerSnapshot<Instrument> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Instrument> {
        public Snapshot() {
            super(InstrumentSerializer::new);
        }
    }
}
