package io.tradebars.deadletter;

import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
import io.tradebars.types.Encoding;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link DeadLetter} as an element of Flink's streams: key, value, headers, reason, source, instant. */
public final class DeadLetterElementSerializer extends ElementSerializer<DeadLetter> {

    /** The type of streams of dead letters. */
    public static final TypeInformation<DeadLetter> TYPE =
            new ElementType<>(DeadLetter.class, new DeadLetterElementSerializer());

    private static final long serialVersionUID = 1L;

    @Override
    public void serialize(DeadLetter letter, DataOutputView out) throws IOException {
        Encoding.writeBytes(letter.key(), out);
        Encoding.writeBytes(letter.value(), out);
        SourceRecordSerializer.writeHeaders(letter.headers(), out);
        Encoding.writeText(letter.reason(), out);
        Encoding.writeText(letter.source(), out);
        out.writeLong(letter.atMillis());
    }

    @Override
    public DeadLetter deserialize(DataInputView in) throws IOException {
        return new DeadLetter(
                Encoding.readBytes(in),
                Encoding.readBytes(in),
                SourceRecordSerializer.readHeaders(in),
                Encoding.readText(in),
                Encoding.readText(in),
                in.readLong());
    }

    @Override
    public TypeSerializerSnapshot<DeadLetter> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<DeadLetter> {
        public Snapshot() {
            super(DeadLetterElementSerializer::new);
        }
    }
}
