package io.tradebars.trade;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.deadletter.SourceRecordSerializer;
import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
import io.tradebars.types.Encoding;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link TradeRecord}: a byte that says what it holds, that, the record. */
public final class TradeRecordSerializer extends ElementSerializer<TradeRecord> {

    /** The type of streams of trades with their records. */
    public static final TypeInformation<TradeRecord> TYPE =
            new ElementType<>(TradeRecord.class, new TradeRecordSerializer());

    private static final long serialVersionUID = 1L;

    private static final int REJECTION = 0;
    private static final int TRADE = 1;
    private static final int AMENDMENT = 2;
    private static final int TRADE_FROM_THE_MIDDLE = 3;

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public TradeRecord copy(TradeRecord from) {
        return from.copy();
    }

    @Override
    public void serialize(TradeRecord record, DataOutputView out) throws IOException {
        if (record.isTrade()) {
            out.writeByte(record.fromTheMiddle() ? TRADE_FROM_THE_MIDDLE : TRADE);
            TradeEncoding.write(record.trade(), out);
        } else if (record.isRejected()) {
            out.writeByte(REJECTION);
            Encoding.writeText(record.rejection(), out);
        } else {
            out.writeByte(AMENDMENT);
            TradeEncoding.write(record.amendment(), out);
        }
        SourceRecordSerializer.INSTANCE.serialize(record.source(), out);
    }

    @Override
    public TradeRecord deserialize(DataInputView in) throws IOException {
        int kind = in.readByte();
        boolean fromTheMiddle = kind == TRADE_FROM_THE_MIDDLE;
        Trade trade = kind == TRADE || fromTheMiddle ? TradeEncoding.read(in) : null;
        String rejection = kind == REJECTION ? Encoding.readText(in) : null;
        Amendment amendment = kind == AMENDMENT ? TradeEncoding.readAmendment(in) : null;
        SourceRecord source = SourceRecordSerializer.INSTANCE.deserialize(in);
        if (trade != null) {
            return TradeRecord.of(trade, source, fromTheMiddle);
        }
        return rejection != null ? TradeRecord.rejected(rejection, source) : TradeRecord.of(amendment, source);
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
