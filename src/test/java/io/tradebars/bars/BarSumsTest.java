package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.trade.Counting;
import io.tradebars.trade.TakerSide;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums in longs against the same in big decimals: whatever the numbers, and wherever they cease to fit. */
class BarSumsTest {

    private static final TradeOrder ORDER = new TradeOrder(1, null, null, 0, 0, 0);

    private static Trade trade(BigDecimal price, BigDecimal size, Counting counting) {
        return new Trade(null, "A", price, size, 1, ORDER, null, null, null, null, TakerSide.UNKNOWN, counting);
    }

    private static WideSums wideOfNothing() {
        return new WideSums(null, null, null, null, BigDecimal.ZERO, BigDecimal.ZERO);
    }

    /** Of any magnitude up to {@code bits} and any scale, often at the edges of a long. */
    private static BigDecimal number(Random random, int bits, int maxScale) {
        BigInteger unscaled =
                switch (random.nextInt(6)) {
                    case 0 -> BigInteger.ONE.shiftLeft(random.nextInt(bits)).subtract(BigInteger.ONE);
                    case 1 -> BigInteger.TEN.pow(random.nextInt(1 + bits / 4));
                    case 2 -> BigInteger.valueOf(random.nextInt(3));
                    default -> new BigInteger(1 + random.nextInt(bits), random);
                };
        return new BigDecimal(unscaled, random.nextInt(maxScale + 1));
    }

    private static void assertSame(BarSums sums, BarSums expected) {
        assertThat(sums.hasOpen()).isEqualTo(expected.hasOpen());
        assertThat(sums.hasHigh()).isEqualTo(expected.hasHigh());
        assertSame(sums.open(), expected.open());
        assertSame(sums.high(), expected.high());
        assertSame(sums.low(), expected.low());
        assertSame(sums.close(), expected.close());
        assertSame(sums.volume(), expected.volume());
        assertSame(sums.notional(), expected.notional());
    }

    private static void assertSame(BigDecimal number, BigDecimal expected) {
        if (expected == null) {
            assertThat(number).isNull();
        } else {
            assertThat(number).isEqualByComparingTo(expected);
        }
    }

    private static BarSums writtenAndRead(BarSums sums) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        sums.write(out);
        DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
        BarSums read = sums instanceof WideSums
                ? WideSums.read(sums.hasOpen(), sums.hasHigh(), in)
                : NarrowSums.read(sums.hasOpen(), sums.hasHigh(), in);
        assertThat(in.available()).isZero();
        return read;
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 24, 40, 60, 63, 64, 100})
    void narrowAndWideSumsAreTheSameForNumbersOfAnySize(int bits) throws Exception {
        Random random = new Random(bits);
        int narrow = 0;
        for (int round = 0; round < 3_000; round++) {
            BarSums[] parts = {BarSums.empty(), BarSums.empty(), BarSums.empty()};
            WideSums[] expected = {wideOfNothing(), wideOfNothing(), wideOfNothing()};
            int maxScale = random.nextInt(bits < 64 ? 19 : 37);
            for (int i = random.nextInt(12); i > 0; i--) {
                BigDecimal price = number(random, bits, maxScale);
                Trade trade = trade(
                        random.nextInt(4) == 0 ? price.negate() : price,
                        number(random, bits, maxScale),
                        new Counting(random.nextInt(8) > 0, true, random.nextInt(8) > 0));
                int part = random.nextInt(parts.length);
                boolean opens = random.nextBoolean() || !parts[part].hasOpen();
                boolean closes = random.nextBoolean() || !parts[part].hasOpen();
                parts[part] = parts[part].add(trade, opens, closes);
                expected[part].add(trade, opens, closes);
                assertSame(parts[part], expected[part]);
            }
            BarSums sum = BarSums.empty();
            WideSums expectedSum = wideOfNothing();
            for (int part = 0; part < parts.length; part++) {
                boolean opens = parts[part].hasOpen() && (random.nextBoolean() || !sum.hasOpen());
                boolean closes = parts[part].hasOpen() && (random.nextBoolean() || !sum.hasOpen());
                BarSums copy = parts[part].copy();
                sum = sum.merge(writtenAndRead(parts[part]), opens, closes);
                expectedSum.merge(expected[part], opens, closes);
                assertSame(parts[part], copy);
            }
            assertSame(sum, expectedSum);
            assertSame(writtenAndRead(sum), expectedSum);
            assertSame(sum.widened(), expectedSum);
            narrow += sum instanceof NarrowSums ? 1 : 0;
        }
        // Both forms have been seen, but for numbers that always fit.
        assertThat(narrow).isPositive();
        assertThat(bits == 8 || narrow < 3_000).isTrue();
    }

    @Test
    void aNotionalBeyondALongStaysNarrowAndOneBeyond128BitsDoesNot() {
        BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE);
        BigDecimal half = BigDecimal.valueOf(Long.MAX_VALUE / 4);
        BarSums sums = BarSums.empty();
        for (int i = 0; i < 4; i++) {
            sums = sums.add(trade(most, half, Counting.ALL), i == 0, true);
        }
        assertThat(sums).isInstanceOf(NarrowSums.class);
        assertThat(sums.notional()).isEqualByComparingTo(most.multiply(half).multiply(BigDecimal.valueOf(4)));
        sums = sums.add(trade(most, half, Counting.ALL), false, true);
        assertThat(sums).isInstanceOf(WideSums.class);
        assertThat(sums.notional()).isEqualByComparingTo(most.multiply(half).multiply(BigDecimal.valueOf(5)));
    }

    @Test
    void twoTradesOfANegativePriceAndTheSmallestLongAreExact() {
        BigDecimal least = BigDecimal.valueOf(Long.MIN_VALUE);
        BarSums sums = BarSums.empty().add(trade(least, BigDecimal.ONE, Counting.ALL), true, true);
        sums = sums.add(trade(least, new BigDecimal("0.5"), Counting.ALL), false, true);
        assertSame(
                sums,
                new WideSums(least, least, least, least, new BigDecimal("1.5"), least.multiply(new BigDecimal("1.5"))));
    }

    @Test
    void aFinerPriceThanAllBeforeMakesThemFinerAndNoOther() {
        BarSums sums = BarSums.empty();
        String[] prices = {"61824", "61837.6", "61837.63", "61855", "61828.000000000001"};
        for (String price : prices) {
            sums = sums.add(trade(new BigDecimal(price), BigDecimal.TEN, Counting.ALL), !sums.hasOpen(), true);
        }
        BigDecimal total = Arrays.stream(prices).map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
        assertThat(sums).isInstanceOf(NarrowSums.class);
        assertThat(sums.open()).isEqualByComparingTo("61824");
        assertThat(sums.high()).isEqualByComparingTo("61855");
        assertThat(sums.close()).isEqualByComparingTo("61828.000000000001");
        assertThat(sums.notional()).isEqualByComparingTo(total.multiply(BigDecimal.TEN));
    }
}
