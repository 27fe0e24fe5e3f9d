package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.deadletter.SourceRecordSerializer;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeEncoding;
import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link BarInput}: a byte that says what it is, then its parts in the order of its components. */
public final class BarInputSerializer extends ElementSerializer<BarInput> {

    static final TypeInformation<BarInput> TYPE = new ElementType<>(BarInput.class, new BarInputSerializer());

    private static final long serialVersionUID = 1L;

    private static final int SUMMED = 0;
    private static final int ONE_BY_ONE = 1;
    private static final int AMENDED = 2;

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public BarInput copy(BarInput from) {
        return from instanceof PartialBar partial ? partial.copy() : from;
    }

    @Override
    public void serialize(BarInput input, DataOutputView out) throws IOException {
        if (input instanceof AmendedTrade amended) {
            out.writeByte(AMENDED);
            TradeEncoding.write(amended.amendment(), out);
            SourceRecordSerializer.INSTANCE.serialize(amended.source(), out);
        } else {
            serialize((PartialBar) input, out);
        }
    }

    private static void serialize(PartialBar partial, DataOutputView out) throws IOException {
        out.writeByte(partial.content() != null ? SUMMED : ONE_BY_ONE);
        Encoding.writeText(partial.instrument().venue(), out);
        Encoding.writeText(partial.instrument().symbol(), out);
        out.writeLong(partial.minuteMillis());
        if (partial.content() != null) {
            BarContentEncoding.write(partial.content(), out);
        } else {
            out.writeInt(partial.trades().size());
            for (Trade trade : partial.trades()) {
                TradeEncoding.write(trade, out);
            }
            out.writeLong(partial.beginMillis());
        }
        out.writeInt(partial.records().size());
        for (SourceRecord record : partial.records()) {
            SourceRecordSerializer.INSTANCE.serialize(record, out);
        }
    }

    @Override
    public BarInput deserialize(DataInputView in) throws IOException {
        int kind = in.readByte();
        if (kind == AMENDED) {
            return new AmendedTrade(TradeEncoding.readAmendment(in), SourceRecordSerializer.INSTANCE.deserialize(in));
        }
        Instrument instrument = new Instrument(Encoding.readText(in), Encoding.readText(in));
        long minute = in.readLong();
        BarContent content = null;
        List<Trade> trades = new ArrayList<>();
        long begin = Completeness.FROM_THE_BEGINNING;
        if (kind == SUMMED) {
            content = BarContentEncoding.read(in);
        } else {
            int size = in.readInt();
            for (int i = 0; i < size; i++) {
                trades.add(TradeEncoding.read(in));
            }
            begin = in.readLong();
        }
        int size = in.readInt();
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            records.add(SourceRecordSerializer.INSTANCE.deserialize(in));
        }
        return new PartialBar(instrument, minute, content, trades, begin, records);
    }

    @Override
    public TypeSerializerSnapshot<BarInput> snapshotConfiguration() {
        return new SecondForm();
    }

    /** Second form: contents compactly. It stands in no state, so the first need not be read. */
    public static final class SecondForm extends SimpleTypeSerializerSnapshot<BarInput> {
        public SecondForm() {
            super(BarInputSerializer::new);
        }
    }
}
