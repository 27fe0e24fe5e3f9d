package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.deadletter.SourceRecordSerializer;
import io.tradebars.trade.PackedTrades;
import io.tradebars.trade.TradeEncoding;
import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
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
    private static final int LATE = 3;
    private static final int SUMMED_AND_ONE_BY_ONE = 4;
    private static final int OF_SEVERAL_MINUTES = 5;

    private transient KnownInstruments known;
    private transient BarContentPacker packer;

    /** Another one: each thread has instruments of its own. */
    @Override
    public BarInputSerializer duplicate() {
        return new BarInputSerializer();
    }

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
        } else if (input instanceof LateMinute late) {
            out.writeByte(LATE);
            KnownInstruments.write(late.instrument(), out);
            out.writeLong(late.minuteMillis());
        } else if (input instanceof PartialBars partials) {
            out.writeByte(OF_SEVERAL_MINUTES);
            KnownInstruments.write(partials.instrument(), out);
            partials.write(out);
        } else {
            serialize((PartialBar) input, out);
        }
    }

    private void serialize(PartialBar partial, DataOutputView out) throws IOException {
        int kind = kind(partial);
        out.writeByte(kind);
        KnownInstruments.write(partial.instrument(), out);
        out.writeLong(partial.minuteMillis());
        if (partial.content() != null) {
            partial.content().writeApart(packer(), out);
        }
        if (kind != SUMMED) {
            partial.trades().write(out);
            out.writeLong(partial.beginMillis());
        }
        out.writeInt(partial.records().size());
        for (SourceRecord record : partial.records()) {
            SourceRecordSerializer.INSTANCE.serialize(record, out);
        }
    }

    private BarContentPacker packer() {
        if (packer == null) {
            packer = new BarContentPacker();
        }
        return packer;
    }

    private static int kind(PartialBar partial) {
        if (partial.content() == null) {
            return ONE_BY_ONE;
        }
        return partial.trades().isEmpty() ? SUMMED : SUMMED_AND_ONE_BY_ONE;
    }

    @Override
    public BarInput deserialize(DataInputView in) throws IOException {
        int kind = in.readByte();
        if (kind == AMENDED) {
            return new AmendedTrade(TradeEncoding.readAmendment(in), SourceRecordSerializer.INSTANCE.deserialize(in));
        }
        if (known == null) {
            known = new KnownInstruments();
        }
        Instrument instrument = known.read(in);
        if (kind == OF_SEVERAL_MINUTES) {
            return PartialBars.read(instrument, in);
        }
        long minute = in.readLong();
        if (kind == LATE) {
            return new LateMinute(instrument, minute);
        }
        PackableContent content = null;
        PackedTrades trades = PartialBar.NO_TRADES;
        long begin = Completeness.FROM_THE_BEGINNING;
        if (kind != ONE_BY_ONE) {
            content = PackableContent.readApart(packer(), in);
        }
        if (kind != SUMMED) {
            trades = PackedTrades.read(in);
            begin = in.readLong();
        }
        return new PartialBar(instrument, minute, content, trades, begin, readRecords(in));
    }

    private static List<SourceRecord> readRecords(DataInputView in) throws IOException {
        int size = in.readInt();
        if (size == 0) {
            return List.of();
        }
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            records.add(SourceRecordSerializer.INSTANCE.deserialize(in));
        }
        return records;
    }

    @Override
    public TypeSerializerSnapshot<BarInput> snapshotConfiguration() {
        return new SixthForm();
    }

    /** Sixth form: there are partial bars of several minutes. It stands in no state, so the earlier need not be read. */
    public static final class SixthForm extends SimpleTypeSerializerSnapshot<BarInput> {
        public SixthForm() {
            super(BarInputSerializer::new);
        }
    }
}
