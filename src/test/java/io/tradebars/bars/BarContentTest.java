package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.trade.TradeRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class BarContentTest {

    private static final BarKey KEY = new BarKey(Interval.ONE_MINUTE, null, "A", Trades.TEN);

    private static String sum(List<TradeRecord> trades, Random random) throws Exception {
        List<BarContent> parts = new ArrayList<>();
        for (TradeRecord trade : trades) {
            if (parts.isEmpty() || random.nextInt(4) == 0) {
                parts.add(BarContent.of(trade.trade()));
            } else {
                parts.get(random.nextInt(parts.size())).add(trade.trade(), null);
            }
        }
        Collections.shuffle(parts, random);
        BarContent sum = parts.get(0);
        for (BarContent part : parts.subList(1, parts.size())) {
            sum.merge(writtenAndRead(part));
        }
        return Trades.text(sum.toBar(KEY, true, null));
    }

    private static BarContent writtenAndRead(BarContent content) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        BarContentEncoding.write(content, out);
        return BarContentEncoding.read(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    @Test
    void anyOrderAndAnySplitOfTradesGivesTheSameBar() throws Exception {
        List<TradeRecord> trades = Trades.random(11, 300);
        String expected = sum(trades, new Random(0));
        for (int seed = 1; seed < 100; seed++) {
            Random random = new Random(seed);
            List<TradeRecord> shuffled = new ArrayList<>(trades);
            Collections.shuffle(shuffled, random);
            assertThat(sum(shuffled, random)).isEqualTo(expected);
        }
    }

    @Test
    void vwapIsRoundedHalfEvenToTenDecimals() {
        BarContent content =
                BarContent.of(Trades.trade("A", "10:00:00.000", "1", "2", 1).trade());
        content.add(Trades.trade("A", "10:00:01.000", "2", "1", 2).trade(), null);
        assertThat(content.toBar(KEY, true, null).vwap().toPlainString()).isEqualTo("1.3333333333");
    }

    @Test
    void revisionGrowsWithEachTradeAndWithClosing() {
        BarContent content =
                BarContent.of(Trades.trade("A", "10:00:00.000", "1", "2", 1).trade());
        long open = content.toBar(KEY, false, null).revision();
        long closed = content.toBar(KEY, true, null).revision();
        content.add(Trades.trade("A", "10:00:01.000", "2", "1", 2).trade(), null);
        assertThat(List.of(
                        open,
                        closed,
                        content.toBar(KEY, false, null).revision(),
                        content.toBar(KEY, true, null).revision()))
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
