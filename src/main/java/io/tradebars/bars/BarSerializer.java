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

/** Writes a {@link Bar}: its key, then its values in the order of its components. */
public final class BarSerializer extends ElementSerializer<Bar> {

    /** The type of streams of bars. */
    public static final TypeInformation<Bar> TYPE = new ElementType<>(Bar.class, new BarSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(Bar bar, DataOutputView out) throws IOException {
        Encoding.writeText(bar.key().interval().label(), out);
        Encoding.writeText(bar.key().venue(), out);
        Encoding.writeText(bar.key().symbol(), out);
        out.writeLong(bar.key().startMillis());
        Encoding.writeDecimal(bar.open(), out);
        Encoding.writeDecimal(bar.high(), out);
        Encoding.writeDecimal(bar.low(), out);
        Encoding.writeDecimal(bar.close(), out);
        Encoding.writeDecimal(bar.volume(), out);
        Encoding.writeDecimal(bar.notional(), out);
        out.writeLong(bar.trades());
        out.writeBoolean(bar.closed());
    }

    @Override
    public Bar deserialize(DataInputView in) throws IOException {
        BarKey key = new BarKey(
                Interval.ofLabel(Encoding.readText(in)), Encoding.readText(in), Encoding.readText(in), in.readLong());
        return new Bar(
                key,
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                in.readLong(),
                in.readBoolean());
    }

    @Override
    public TypeSerializerSnapshot<Bar> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Bar> {
        public Snapshot() {
            super(BarSerializer::new);
        }
    }
}
