package io.tradebars.bars;

import io.tradebars.trade.PackedTrades;
import io.tradebars.trade.TradeEncoding;
import io.tradebars.trade.TradePacker;
import io.tradebars.types.ElementSerializer;
import io.tradebars.types.ElementType;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.util.HashSet;
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

    private static final long serialVersionUID = 3L;

    private static final int FIRST_FORM = 1;
    private static final int SECOND_FORM = 2;
    private static final int THIRD_FORM = 3;

    /** Which form it reads; it always writes the third. */
    private final int formRead;

    public MinuteLedgerSerializer() {
        this(THIRD_FORM);
    }

    private MinuteLedgerSerializer(int formRead) {
        this.formRead = formRead;
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
        ledger.trades().write(out);
        BarContentEncoding.write(ledger.content(), out);
    }

    @Override
    public MinuteLedger deserialize(DataInputView in) throws IOException {
        int size = in.readInt();
        Set<String> identities = new HashSet<>();
        for (int i = 0; i < size; i++) {
            identities.add(Encoding.readText(in));
        }
        return new MinuteLedger(
                identities,
                formRead == THIRD_FORM ? PackedTrades.read(in) : readAndPack(in),
                formRead == FIRST_FORM ? BarContentEncoding.readFirstForm(in) : BarContentEncoding.read(in));
    }

    private static PackedTrades readAndPack(DataInputView in) throws IOException {
        TradePacker packer = new TradePacker();
        PackedTrades trades = new PackedTrades();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            packer.add(TradeEncoding.read(in), trades);
        }
        return trades;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MinuteLedgerSerializer that && formRead == that.formRead;
    }

    @Override
    public int hashCode() {
        return formRead;
    }

    @Override
    public TypeSerializerSnapshot<MinuteLedger> snapshotConfiguration() {
        return new ThirdForm();
    }

    /** First form: trades and content in full. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<MinuteLedger> {
        public Snapshot() {
            super(() -> new MinuteLedgerSerializer(FIRST_FORM));
        }
    }

    /** Second form: the content compactly. */
    public static final class SecondForm extends SimpleTypeSerializerSnapshot<MinuteLedger> {
        public SecondForm() {
            super(() -> new MinuteLedgerSerializer(SECOND_FORM));
        }
    }

    /** Third form: the trades packed, too. */
    public static final class ThirdForm extends SimpleTypeSerializerSnapshot<MinuteLedger> {
        public ThirdForm() {
            super(MinuteLedgerSerializer::new);
        }

        @Override
        public TypeSerializerSchemaCompatibility<MinuteLedger> resolveSchemaCompatibility(
                TypeSerializerSnapshot<MinuteLedger> before) {
            return before instanceof Snapshot || before instanceof SecondForm
                    ? TypeSerializerSchemaCompatibility.compatibleAfterMigration()
                    : super.resolveSchemaCompatibility(before);
        }
    }
}
