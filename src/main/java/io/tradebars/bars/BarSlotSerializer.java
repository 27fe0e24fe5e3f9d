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

/** Writes a {@link BarSlot}: the label of its interval, its start. */
public final class BarSlotSerializer extends ElementSerializer<BarSlot> {

    static final TypeInformation<BarSlot> TYPE = new ElementType<>(BarSlot.class, new BarSlotSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(BarSlot slot, DataOutputView out) throws IOException {
        Encoding.writeText(slot.interval().label(), out);
        out.writeLong(slot.startMillis());
    }

    @Override
    public BarSlot deserialize(DataInputView in) throws IOException {
        return new BarSlot(Interval.ofLabel(Encoding.readText(in)), in.readLong());
    }

    @Override
    public TypeSerializerSnapshot<BarSlot> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<BarSlot> {
        public Snapshot() {
            super(BarSlotSerializer::new);
        }
    }
}
