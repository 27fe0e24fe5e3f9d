package io.tradebars.bars;

import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
import java.io.IOException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link WaitingAmendment}: until when it waits, then the cancel or correction. */
public final class WaitingAmendmentSerializer extends ElementSerializer<WaitingAmendment> {

    static final TypeInformation<WaitingAmendment> TYPE =
            new ElementType<>(WaitingAmendment.class, new WaitingAmendmentSerializer());

    private static final long serialVersionUID = 1L;

    private static final BarInputSerializer AMENDED = new BarInputSerializer();

    @Override
    public void serialize(WaitingAmendment waiting, DataOutputView out) throws IOException {
        out.writeLong(waiting.untilMillis());
        AMENDED.serialize(waiting.amended(), out);
    }

    @Override
    public WaitingAmendment deserialize(DataInputView in) throws IOException {
        return new WaitingAmendment(in.readLong(), (AmendedTrade) AMENDED.deserialize(in));
    }

    @Override
    public TypeSerializerSnapshot<WaitingAmendment> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<WaitingAmendment> {
        public Snapshot() {
            super(WaitingAmendmentSerializer::new);
        }
    }
}
