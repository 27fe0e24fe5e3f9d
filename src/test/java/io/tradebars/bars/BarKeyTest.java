package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BarKeyTest {

    private static final BarKey KEY = new BarKey(Interval.ONE_MINUTE, "kraken", "BTC-USD", 1_723_161_240_000L);

    static List<BarKey> others() {
        return List.of(
                new BarKey(Interval.ofLabel("1h"), "kraken", "BTC-USD", 1_723_161_240_000L),
                new BarKey(Interval.ONE_MINUTE, "binance", "BTC-USD", 1_723_161_240_000L),
                new BarKey(Interval.ONE_MINUTE, null, "BTC-USD", 1_723_161_240_000L),
                new BarKey(Interval.ONE_MINUTE, "kraken", "ETH-USD", 1_723_161_240_000L),
                new BarKey(Interval.ONE_MINUTE, "kraken", "BTC-USD", 1_723_161_300_000L));
    }

    @Test
    void isEqualToAKeyOfTheSameBarWhateverObjectsItIsMadeOf() {
        BarKey same = new BarKey(
                Interval.ONE_MINUTE,
                new StringBuilder("kraken").toString(),
                new StringBuilder("BTC-USD").toString(),
                1_723_161_240_000L);

        assertThat(same).isEqualTo(KEY).hasSameHashCodeAs(KEY);
    }

    @Test
    void isEqualToAnotherWithoutVenue() {
        BarKey without = new BarKey(Interval.ONE_MINUTE, null, "BTC-USD", 0);

        assertThat(without).isEqualTo(new BarKey(Interval.ONE_MINUTE, null, "BTC-USD", 0));
    }

    @ParameterizedTest
    @MethodSource("others")
    void differsByEachOfItsParts(BarKey other) {
        assertThat(KEY).isNotEqualTo(other);
        assertThat(other).isNotEqualTo(KEY);
    }
}
