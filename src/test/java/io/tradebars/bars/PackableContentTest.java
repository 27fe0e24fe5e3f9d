package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeRecord;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class PackableContentTest {

    private final BarContentPacker packer = new BarContentPacker();

    private static BarContent sum(List<TradeRecord> records) {
        BarContent sum = BarContent.empty();
        for (TradeRecord record : records) {
            sum.add(record.trade(), null);
        }
        return sum;
    }

    static byte[] written(PackableContent content) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        content.write(out);
        return out.getCopyOfBuffer();
    }

    /** What comes out of the network. */
    private PackableContent received(PackableContent content) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        content.writeApart(new BarContentPacker(), out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        PackableContent received = PackableContent.readApart(packer, in);
        assertThat(in.available()).isZero();
        return received;
    }

    @Test
    void whatIsReceivedIsWrittenCopiedAndSentOnAsItWasWithoutALookAtIt() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            BarContent sum = sum(Trades.random(seed, 1 + seed));
            PackableContent received = received(PackableContent.of(sum));
            assertThat(received.lastEventMillis()).isEqualTo(sum.lastEventMillis());
            assertThat(received.hasTrades()).isTrue();
            byte[] expected = written(PackableContent.of(sum));
            assertThat(written(received)).isEqualTo(expected);
            assertThat(written(received.copy())).isEqualTo(expected);
            assertThat(written(received(received))).isEqualTo(expected);
            assertThat(received.content()).usingRecursiveComparison().isEqualTo(sum);
        }
    }

    @Test
    void tradesAreAddedToWhatIsPackedAndItsCopiesStayAsTheyWere() throws Exception {
        Random random = new Random(7);
        for (int seed = 0; seed < 50; seed++) {
            List<TradeRecord> records = Trades.random(seed, 20);
            int cut = 1 + random.nextInt(18);
            BarContent first = sum(records.subList(0, cut));
            PackableContent content = received(PackableContent.of(first));
            if (random.nextBoolean()) {
                // As somebody who looks at it does.
                content.content();
            }
            PackableContent before = content.copy();
            content.merge(sum(records.subList(cut, 20)));
            assertThat(content.content().trades()).isEqualTo(sum(records).trades());
            assertThat(written(before)).isEqualTo(written(PackableContent.of(first)));
            byte[] unpacked = written(content);
            content.pack(packer);
            assertThat(written(content)).isEqualTo(unpacked);
            assertThat(content.content()).usingRecursiveComparison().isEqualTo(sum(records));
        }
    }

    @Test
    void duplicatesAreCountedInWhatIsPacked() throws Exception {
        Trade trade = Trades.trade("A", "10:00:01", "10", "2", 1).trade();
        BarContent sum = BarContent.empty();
        sum.add(trade, Completeness.of(trade, Completeness.FROM_THE_BEGINNING));
        PackableContent content = received(PackableContent.of(sum));
        PackableContent before = content.copy();
        content.addDuplicates(3);
        assertThat(content.copy().content().completeness().duplicates()).isEqualTo(3);
        assertThat(before.content().completeness().duplicates()).isZero();
    }

    @Test
    void whatHasNoTradeSaysSoPackedOrNot() throws Exception {
        PackableContent empty = PackableContent.of(BarContent.empty());
        assertThat(empty.hasTrades()).isFalse();
        empty.pack(packer);
        assertThat(empty.hasTrades()).isFalse();
        assertThat(empty.content().trades()).isZero();
    }
}
