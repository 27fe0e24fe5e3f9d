package io.tradebars.trade;

import io.tradebars.deadletter.SourceRecordSerializer;
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

/** Writes a {@link TradeRecord}: its rejection or {@code null}, its trade if there is one, the record. */
public final class TradeRecordSerializer extends ElementSerializer<TradeRecord> {

    /** The type of streams of trades with their records. */
    public static final TypeInformation<TradeRecord> TYPE =
            new ElementType<>(TradeRecord.class, new TradeRecordSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(TradeRecord record, DataOutputView out) throws IOException {
        Encoding.writeText(record.rejection(), out);
        if (!record.isRejected()) {
            writeTrade(record.trade(), out);
        }
        SourceRecordSerializer.INSTANCE.serialize(record.source(), out);
    }

    @Override
    public TradeRecord deserialize(DataInputView in) throws IOException {
        String rejection = Encoding.readText(in);
        Trade trade = rejection == null ? readTrade(in) : null;
        return new TradeRecord(trade, rejection, SourceRecordSerializer.INSTANCE.deserialize(in));
    }

    private static void writeTrade(Trade trade, DataOutputView out) throws IOException {
        Encoding.writeText(trade.venue(), out);
        Encoding.writeText(trade.symbol(), out);
        Encoding.writeDecimal(trade.price(), out);
        Encoding.writeDecimal(trade.size(), out);
        out.writeLong(trade.count());
        TradeOrderEncoding.write(trade.order(), out);
        Encoding.writeText(trade.id(), out);
    }

    private static Trade readTrade(DataInputView in) throws IOException {
        String venue = Encoding.readText(in);
        String symbol = Encoding.readText(in);
        BigDecimal price = Encoding.readDecimal(in);
        BigDecimal size = Encoding.readDecimal(in);
        long count = in.readLong();
        TradeOrder order = TradeOrderEncoding.read(in);
        return new Trade(venue, symbol, price, size, count, order, Encoding.readText(in));
    }

    @Override
    public TypeSerializerSnapshot<TradeRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<TradeRecord> {
        public Snapshot() {
            super(TradeRecordSerializer::new);
        }
    }
}
