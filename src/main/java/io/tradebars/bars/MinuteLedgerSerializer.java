package io.tradebars.bars;

import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeEncoding;
import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link MinuteLedger}: its identities, its trades, its content. */
public final class MinuteLedgerSerializer extends ElementSerializer<MinuteLedger> {

    static final TypeInformation<MinuteLedger> TYPE =
            new ElementType<>(MinuteLedger.class, new MinuteLedgerSerializer());

    private static final long serialVersionUID = 2L;

    private final boolean readsFirstForm;

    public MinuteLedgerSerializer() {
        this(false);
    }

    /** @param readsFirstForm whether it reads what the first release wrote; it never writes it */
    private MinuteLedgerSerializer(boolean readsFirstForm) {
        this.readsFirstForm = readsFirstForm;
    }

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public MinuteLedger copy(MinuteLedger from) {
        return from.copy();
    }

    @Override
    public void serialize(MinuteLedger ledger, DataOutputView out) throws IOException {
        out.writeInt(ledger.identities().size());
        for (String identity : ledger.identities()) {
            Encoding.writeText(identity, out);
        }
        out.writeInt(ledger.trades().size());
        for (Trade trade : ledger.trades()) {
            TradeEncoding.write(trade, out);
        }
        BarContentEncoding.write(ledger.content(), out);
    }

    @Override
    public MinuteLedger deserialize(DataInputView in) throws IOException {
        int size = in.readInt();
        Set<String> identities = new HashSet<>();
        for (int i = 0; i < size; i++) {
            identities.add(Encoding.readText(in));
        }
        size = in.readInt();
        List<Trade> trades = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            trades.add(TradeEncoding.read(in));
        }
        return new MinuteLedger(
                identities,
                trades,
                readsFirstForm ? BarContentEncoding.readFirstForm(in) : BarContentEncoding.read(in));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MinuteLedgerSerializer that && readsFirstForm == that.readsFirstForm;
    }

    @Override
    public int hashCode() {
        return Boolean.hashCode(readsFirstForm);
    }

    @Override
    public TypeSerializerSnapshot<MinuteLedger> snapshotConfiguration() {
        return new SecondForm();
    }

    /** First form: the content in full. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<MinuteLedger> {
        public Snapshot() {
            super(() -> new MinuteLedgerSerializer(true));
        }
    }

    /** Second form: the content compactly. */
    public static final class SecondForm extends SimpleTypeSerializerSnapshot<MinuteLedger> {
        public SecondForm() {
            super(MinuteLedgerSerializer::new);
        }

        @Override
        public TypeSerializerSchemaCompatibility<MinuteLedger> resolveSchemaCompatibility(
                TypeSerializerSnapshot<MinuteLedger> before) {
            return before instanceof Snapshot
                    ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
                    : super.resolveSchemaCompatibility(before);
        }
    }
}
