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
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link MinuteLedger}: its identities, its trades, its content. */
public final class MinuteLedgerSerializer extends ElementSerializer<MinuteLedger> {

    static final TypeInformation<MinuteLedger> TYPE =
            new ElementType<>(MinuteLedger.class, new MinuteLedgerSerializer());

    private static final long serialVersionUID = 1L;

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
        return new MinuteLedger(identities, trades, BarContentEncoding.read(in));
    }

    @Override
    public TypeSerializerSnapshot<MinuteLedger> snapshotConfiguration() {
        return new Snapshot();
    }

    /** First form. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<MinuteLedger> {
        public Snapshot() {
            super(MinuteLedgerSerializer::new);
        }
    }
}
