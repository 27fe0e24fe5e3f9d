package io.tradebars.bars;

import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link BarState}: its parts in the order of its constructor. */
public final class BarStateSerializer extends ElementSerializer<BarState> {

    static final TypeInformation<BarState> TYPE = new ElementType<>(BarState.class, new BarStateSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public BarState copy(BarState from) {
        return from.copy();
    }

    @Override
    public void serialize(BarState state, DataOutputView out) throws IOException {
        BarContentEncoding.write(state.content(), out);
        BarContentEncoding.write(state.settled(), out);
        out.writeBoolean(state.isClosed());
        out.writeLong(state.writtenRevision());
        out.writeLong(state.closedWrites());
        out.writeLong(state.writtenGap());
    }

    @Override
    public BarState deserialize(DataInputView in) throws IOException {
        return new BarState(
                BarContentEncoding.read(in),
                BarContentEncoding.read(in),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    @Override
    public TypeSerializerSnapshot<BarState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<BarState> {
        public Snapshot() {
            super(BarStateSerializer::new);
        }
    }
}
