package io.tradebars.deadletter;

import io.tradebars.deadletter.DeadLetter.RecordHeader;
import io.tradebars.types.ElementSerializer;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link SourceRecord}: where it stands, key, value, headers. */
public final class SourceRecordSerializer extends ElementSerializer<SourceRecord> {

    public static final SourceRecordSerializer INSTANCE = new SourceRecordSerializer();

    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(SourceRecord record, DataOutputView out) throws IOException {
        Encoding.writeText(record.topic(), out);
        out.writeInt(record.partition());
        out.writeLong(record.offset());
        Encoding.writeBytes(record.key(), out);
        Encoding.writeBytes(record.value(), out);
        writeHeaders(record.headers(), out);
    }

    @Override
    public SourceRecord deserialize(DataInputView in) throws IOException {
        return new SourceRecord(
                Encoding.readText(in),
                in.readInt(),
                in.readLong(),
                Encoding.readBytes(in),
                Encoding.readBytes(in),
                readHeaders(in));
    }

    static void writeHeaders(List<RecordHeader> headers, DataOutputView out) throws IOException {
        out.writeInt(headers.size());
        for (RecordHeader header : headers) {
            Encoding.writeText(header.name(), out);
            Encoding.writeBytes(header.value(), out);
        }
    }

    static List<RecordHeader> readHeaders(DataInputView in) throws IOException {
        int size = in.readInt();
        List<RecordHeader> headers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            headers.add(new RecordHeader(Encoding.readText(in), Encoding.readBytes(in)));
        }
        return headers;
    }

    @Override
    public TypeSerializerSnapshot<SourceRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<SourceRecord> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
