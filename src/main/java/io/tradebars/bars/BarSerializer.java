package io.tradebars.bars;

import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link Bar}: its key, how far it is along, and unless all its trades were taken back its values. */
public final class BarSerializer extends ElementSerializer<Bar> {

    /** The type of streams of bars. */
    public static final TypeInformation<Bar> TYPE = new ElementType<>(Bar.class, new BarSerializer());

    private static final long serialVersionUID = 1L;

    private static final long NO_GAP = -1;

    @Override
    public void serialize(Bar bar, DataOutputView out) throws IOException {
        Encoding.writeText(bar.key().interval().label(), out);
        Encoding.writeText(bar.key().venue(), out);
        Encoding.writeText(bar.key().symbol(), out);
        out.writeLong(bar.key().startMillis());
        out.writeLong(bar.trades());
        out.writeLong(bar.events());
        out.writeBoolean(bar.closed());
        if (bar.isGone()) {
            return;
        }
        Encoding.writeDecimal(bar.open(), out);
        Encoding.writeDecimal(bar.high(), out);
        Encoding.writeDecimal(bar.low(), out);
        Encoding.writeDecimal(bar.close(), out);
        Encoding.writeDecimal(bar.volume(), out);
        Encoding.writeDecimal(bar.notional(), out);
        out.writeBoolean(bar.details() != null);
        if (bar.details() != null) {
            writeDetails(bar.details(), out);
        }
    }

    @Override
    public Bar deserialize(DataInputView in) throws IOException {
        BarKey key = new BarKey(
                Interval.ofLabel(Encoding.readText(in)), Encoding.readText(in), Encoding.readText(in), in.readLong());
        long trades = in.readLong();
        long events = in.readLong();
        boolean closed = in.readBoolean();
        if (trades == 0) {
            return Bar.withoutTrades(key, events, closed);
        }
        return new Bar(
                key,
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                trades,
                events,
                closed,
                in.readBoolean() ? readDetails(in) : null);
    }

    private static void writeDetails(BarDetails details, DataOutputView out) throws IOException {
        Encoding.writeDecimal(details.takerBought(), out);
        Encoding.writeText(details.firstId(), out);
        Encoding.writeText(details.lastId(), out);
        out.writeLong(details.gap() == null ? NO_GAP : details.gap());
        out.writeLong(details.duplicates());
        out.writeLong(details.writes());
        Encoding.writeText(details.cause() == null ? null : details.cause().name(), out);
        out.writeBoolean(details.partial());
    }

    private static BarDetails readDetails(DataInputView in) throws IOException {
        BigDecimal takerBought = Encoding.readDecimal(in);
        String firstId = Encoding.readText(in);
        String lastId = Encoding.readText(in);
        long gap = in.readLong();
        long duplicates = in.readLong();
        long writes = in.readLong();
        String cause = Encoding.readText(in);
        return new BarDetails(
                takerBought,
                firstId,
                lastId,
                gap == NO_GAP ? null : (Long) gap,
                duplicates,
                writes,
                cause == null ? null : BarDetails.Cause.valueOf(cause),
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
