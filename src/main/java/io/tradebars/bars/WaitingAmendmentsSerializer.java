package io.tradebars.bars;

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

/** Writes a {@link WaitingAmendments}: until when they wait, how many they are, then each. */
public final class WaitingAmendmentsSerializer extends ElementSerializer<WaitingAmendments> {

    static final TypeInformation<WaitingAmendments> TYPE =
            new ElementType<>(WaitingAmendments.class, new WaitingAmendmentsSerializer());

    private static final long serialVersionUID = 1L;

    private static final BarInputSerializer AMENDED = new BarInputSerializer();

    @Override
    public void serialize(WaitingAmendments waiting, DataOutputView out) throws IOException {
        out.writeLong(waiting.untilMillis());
        out.writeInt(waiting.amended().size());
        for (AmendedTrade amended : waiting.amended()) {
            AMENDED.serialize(amended, out);
        }
    }

    @Override
    public WaitingAmendments deserialize(DataInputView in) throws IOException {
        long until = in.readLong();
        int size = in.readInt();
        List<AmendedTrade> amended = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            amended.add((AmendedTrade) AMENDED.deserialize(in));
        }
        return new WaitingAmendments(until, amended);
    }

    @Override
    public TypeSerializerSnapshot<WaitingAmendments> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<WaitingAmendments> {
        public Snapshot() {
            super(WaitingAmendmentsSerializer::new);
        }
    }
}
