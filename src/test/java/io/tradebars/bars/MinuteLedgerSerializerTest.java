package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.trade.PackedTrades;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeEncoding;
import io.tradebars.trade.TradePacker;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.util.Set;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class MinuteLedgerSerializerTest {

    private final Trade first = Trades.trade("A", "10:00:01.000", "5", "1", 1).trade();
    private final Trade second =
            Trades.trade("A", "10:00:02.000", "6.5", "2", 2).trade();

    private MinuteLedger ledger() throws IOException {
        TradePacker packer = new TradePacker();
        PackedTrades trades = packer.pack(first);
        packer.add(second, trades);
        return new MinuteLedger(Set.of("1"), trades, content());
    }

    private BarContent content() {
        BarContent content = BarContent.of(first);
        content.add(second, null);
        return content;
    }

    private static MinuteLedger read(TypeSerializer<MinuteLedger> serializer, DataOutputSerializer out)
            throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        MinuteLedger read = serializer.deserialize(in);
        assertThat(in.available()).isZero();
        return read;
    }

    private void assertIsTheLedger(MinuteLedger read) throws IOException {
        assertThat(read)
                .usingRecursiveComparison()
                .withEqualsForType(PackedTrades::equals, PackedTrades.class)
                .isEqualTo(ledger());
        assertThat(read.trades().size()).isEqualTo(2);
        assertThat(read.trades().venueTrades()).isEqualTo(2);
    }

    @Test
    void aLedgerIsReadAsItWasWritten() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new MinuteLedgerSerializer().serialize(ledger(), out);
        assertIsTheLedger(read(new MinuteLedgerSerializer(), out));
    }

    @Test
    void theSecondFormWhoseTradesAreNotPackedIsStillReadAndThenWrittenInTheThird() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeInt(1);
        Encoding.writeText("1", out);
        out.writeInt(2);
        TradeEncoding.write(first, out);
        TradeEncoding.write(second, out);
        BarContentEncoding.write(content(), out);
        MinuteLedgerSerializer.SecondForm before = new MinuteLedgerSerializer.SecondForm();
        assertIsTheLedger(read(before.restoreSerializer(), out));
        assertThat(new MinuteLedgerSerializer()
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(before)
                        .isCompatibleAfterMigration())
                .isTrue();
    }

    @Test
    void aCopyStaysAsItWasWhenTradesAreAddedToItsOriginal() throws IOException {
        MinuteLedger ledger = ledger();
        MinuteLedger copy = ledger.copy();
        new TradePacker().add(first, ledger.trades());
        ledger.content().merge(BarContent.of(first));
        assertIsTheLedger(copy);
    }
}
