package io.tradebars.bars;

import io.tradebars.types.ElementSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Reads a bar of the first release's state, a map from {@link BarSlot} to this: its parts in full, but for the slot. What is read is
 * moved into {@link InstrumentBars} as the job is restored, so nothing is written any more.
 */
public final class BarStateSerializer extends ElementSerializer<BarStateSerializer.FirstForm> {

    private static final long serialVersionUID = 1L;

    /** A bar without its slot. */
    record FirstForm(
            BarContent content,
            BarContent settled,
            boolean closed,
            long writtenRevision,
            long closedWrites,
            long writtenGap) {

        BarState in(BarSlot slot) {
            // It was written also where nothing was in it.
            BarContent notEmpty = settled.events() == 0 ? null : settled;
            return new BarState(
                    slot, PackableContent.of(content), notEmpty, closed, writtenRevision, closedWrites, writtenGap);
        }
    }

    @Override
    public void serialize(FirstForm state, DataOutputView out) {
        throw new UnsupportedOperationException("bars are no longer written in the form of the first release");
    }

    @Override
    public FirstForm deserialize(DataInputView in) throws IOException {
        return new FirstForm(
                BarContentEncoding.readFirstForm(in),
                BarContentEncoding.readFirstForm(in),
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }

    @Override
    public TypeSerializerSnapshot<FirstForm> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<FirstForm> {
        public Snapshot() {
            super(BarStateSerializer::new);
        }
    }
}
