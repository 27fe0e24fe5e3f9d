package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.deadletter.SourceRecordSerializer;
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

/** Writes a {@link PartialBar}: venue, symbol, minute, content, records. */
public final class PartialBarSerializer extends ElementSerializer<PartialBar> {

    static final TypeInformation<PartialBar> TYPE = new ElementType<>(PartialBar.class, new PartialBarSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(PartialBar partial, DataOutputView out) throws IOException {
        Encoding.writeText(partial.instrument().venue(), out);
        Encoding.writeText(partial.instrument().symbol(), out);
        out.writeLong(partial.minuteMillis());
        BarContentEncoding.write(partial.content(), out);
        out.writeInt(partial.records().size());
        for (SourceRecord record : partial.records()) {
            SourceRecordSerializer.INSTANCE.serialize(record, out);
        }
    }

    @Override
    public PartialBar deserialize(DataInputView in) throws IOException {
        Instrument instrument = new Instrument(Encoding.readText(in), Encoding.readText(in));
        long minute = in.readLong();
        BarContent content = BarContentEncoding.read(in);
        int size = in.readInt();
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            records.add(SourceRecordSerializer.INSTANCE.deserialize(in));
        }
        return new PartialBar(instrument, minute, content, records);
    }

    @Override
    public TypeSerializerSnapshot<PartialBar> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<PartialBar> {
        public Snapshot() {
            super(PartialBarSerializer::new);
        }
    }
}
