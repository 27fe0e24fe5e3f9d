package io.tradebars.bars;

import io.tradebars.types.ElementSerializer;
import io.tradebars.types.Encoding;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes {@link InstrumentBars}: how many they are; of each the number of its interval, its start, what was sent on of it in as few
 * bytes as will do, its contents.
 */
public final class InstrumentBarsSerializer extends ElementSerializer<InstrumentBars> {

    private static final long serialVersionUID = 1L;

    private static final Interval[] INTERVALS = Interval.values();
    private static final int CLOSED = 1;
    private static final int SETTLED = 2;

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public InstrumentBars copy(InstrumentBars from) {
        return from.copy();
    }

    @Override
    public void serialize(InstrumentBars bars, DataOutputView out) throws IOException {
        Encoding.writeCompact(bars.all().size(), out);
        for (BarState bar : bars.all()) {
            out.writeByte(bar.slot().interval().ordinal());
            out.writeLong(bar.slot().startMillis());
            out.writeByte((bar.isClosed() ? CLOSED : 0) | (bar.settled() != null ? SETTLED : 0));
            Encoding.writeCompact(bar.writtenRevision(), out);
            Encoding.writeCompact(bar.closedWrites(), out);
            Encoding.writeCompact(bar.writtenGap(), out);
            bar.writeContent(out);
            if (bar.settled() != null) {
                BarContentEncoding.write(bar.settled(), out);
            }
        }
    }

    @Override
    public InstrumentBars deserialize(DataInputView in) throws IOException {
        InstrumentBars bars = InstrumentBars.empty();
        long size = Encoding.readCompact(in);
        for (long i = 0; i < size; i++) {
            BarSlot slot = new BarSlot(INTERVALS[in.readByte()], in.readLong());
            int flags = in.readByte();
            long writtenRevision = Encoding.readCompact(in);
            long closedWrites = Encoding.readCompact(in);
            long writtenGap = Encoding.readCompact(in);
            BarContent content = BarContentEncoding.read(in);
            BarContent settled = (flags & SETTLED) != 0 ? BarContentEncoding.read(in) : null;
            bars.add(new BarState(
                    slot,
                    PackableContent.of(content),
                    settled,
                    (flags & CLOSED) != 0,
                    writtenRevision,
                    closedWrites,
                    writtenGap));
        }
        return bars;
    }

    @Override
    public TypeSerializerSnapshot<InstrumentBars> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<InstrumentBars> {
        public Snapshot() {
            super(InstrumentBarsSerializer::new);
        }
    }
}
