package io.tradebars.trade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackedTradesTest {

    private final TradePacker packer = new TradePacker();
    private final PackedTradesReader reader = new PackedTradesReader();

    private static TradeOrder order(String sequence, String id) {
        return new TradeOrder(1_723_161_240_123_456_789L, sequence, id, 3, 1L << 40, 7);
    }

    private static Trade plain(int number) {
        return trade(String.valueOf(number), "61837.63", "0." + number);
    }

    private static Trade trade(String id, String price, String size) {
        return new Trade("X", "A", new BigDecimal(price), new BigDecimal(size), 1, order("12", id), id);
    }

    private static Trade namedByOrder(String scope, String id) {
        Trade trade = trade(id, "5", "1");
        trade.setIdsByOrder(scope);
        return trade;
    }

    private static List<Trade> tradesOfAllKinds() {
        BigDecimal one = BigDecimal.ONE;
        return List.of(
                plain(1),
                namedByOrder(null, "9"),
                namedByOrder("V", "text"),
                namedByOrder("V", null),
                trade("0007", "-37.63", "0"),
                trade("id", "123456789012345678901234567890.5", "1E+30"),
                trade(null, "0.000000000000000001", "9223372036854775807"),
                trade("1", "1E-19", "1.00"),
                new Trade("X", "A", one, one, 3, order(null, "5"), "5", "Q", "3", "5", TakerSide.BUYER, Counting.ALL),
                new Trade(
                        "X",
                        "A",
                        one,
                        one,
                        3,
                        order("a", "b"),
                        "é😀",
                        null,
                        null,
                        "\u0000",
                        TakerSide.SELLER,
                        Counting.ALL),
                new Trade(
                        "X",
                        "A",
                        one,
                        one,
                        Long.MAX_VALUE,
                        order(null, null),
                        null,
                        null,
                        null,
                        null,
                        TakerSide.UNKNOWN,
                        new Counting(false, true, false)));
    }

    private List<Trade> read(PackedTrades trades) throws IOException {
        List<Trade> all = new ArrayList<>();
        reader.begin(trades, "X", "A");
        while (reader.next()) {
            all.add(reader.trade().copy());
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("tradesOfAllKinds")
    void aTradeIsReadAsItWas(Trade trade) throws IOException {
        assertThat(read(packer.pack(trade)))
                .singleElement()
                .usingRecursiveComparison()
                .isEqualTo(trade);
    }

    @Test
    void tradesAreReadInTheOrderInWhichTheyWereAddedWhateverStoodInTheObjectBefore() throws IOException {
        List<Trade> trades = new ArrayList<>(tradesOfAllKinds());
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 500; i++) {
            trades.add(trades.get(random.nextInt(trades.size())));
        }
        PackedTrades packed = new PackedTrades();
        long venueTrades = 0;
        for (Trade trade : trades) {
            packer.add(trade, packed);
            venueTrades += trade.count();
        }
        assertThat(read(packed)).usingRecursiveComparison().isEqualTo(trades);
        assertThat(packed.size()).isEqualTo(trades.size());
        assertThat(packed.venueTrades()).isEqualTo(venueTrades);
    }

    @Test
    void theySurviveBeingWritten() throws IOException {
        PackedTrades packed = new PackedTrades();
        for (Trade trade : tradesOfAllKinds()) {
            packer.add(trade, packed);
        }
        DataOutputSerializer out = new DataOutputSerializer(64);
        packed.write(out);
        new PackedTrades().write(out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        PackedTrades read = PackedTrades.read(in);
        assertThat(read).isEqualTo(packed).hasSameHashCodeAs(packed);
        assertThat(read.size()).isEqualTo(packed.size());
        assertThat(read.venueTrades()).isEqualTo(packed.venueTrades());
        assertThat(PackedTrades.read(in).isEmpty()).isTrue();
        assertThat(in.available()).isZero();
    }

    @Test
    void aCopyAndWhatItIsOfGrowIndependently() throws IOException {
        PackedTrades packed = packer.pack(plain(1));
        packer.add(plain(2), packed);
        PackedTrades copy = packed.copy();
        packer.add(plain(3), packed);
        packer.add(plain(4), copy);
        PackedTrades copyOfCopy = copy.copy();
        packer.add(plain(5), copy);
        packer.add(plain(6), copyOfCopy);
        assertThat(read(packed)).containsExactly(plain(1), plain(2), plain(3));
        assertThat(read(copy)).containsExactly(plain(1), plain(2), plain(4), plain(5));
        assertThat(read(copyOfCopy)).containsExactly(plain(1), plain(2), plain(4), plain(6));
    }

    @Test
    void theTradeAtHandAndAllOfOthersCanBeAdded() throws IOException {
        PackedTrades packed = packer.pack(plain(1));
        packer.add(plain(2), packed);
        PackedTrades some = new PackedTrades();
        reader.begin(packed, "X", "A");
        reader.next();
        reader.next();
        reader.addTo(some);
        packer.add(plain(3), some);
        some.addAll(packed);
        some.addAll(new PackedTrades());
        assertThat(read(some)).containsExactly(plain(2), plain(3), plain(1), plain(2));
        assertThat(some.size()).isEqualTo(4);
    }

    @Test
    void bytesThatEndInATradeAreNotTakenForOne() throws IOException {
        PackedTrades packed = packer.pack(plain(1));
        PackedTrades cut = new PackedTrades();
        cut.add(packed.bytes(), 0, packed.length() - 1, 1, 1);
        reader.begin(cut, "X", "A");
        assertThatThrownBy(reader::next).isInstanceOf(EOFException.class);
    }
}
