package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;

class RedisKeyPatternTest {

    private static final BarKey PLAIN =
            bar("BTC-USD").interval(Interval.FIVE_MINUTES).closed().key();
    private static final BarKey WITH_VENUE =
            bar("BTC-USD").venue("coinbase").closed().key();

    @Test
    void defaultHasTheVenueWhereTheBarHasOne() {
        RedisKeyPattern pattern = RedisKeyPattern.parse(RedisKeyPattern.DEFAULT);

        assertThat(pattern.keyOf(PLAIN)).isEqualTo("bars:5m:BTC-USD:1723212180000");
        assertThat(pattern.keyOf(WITH_VENUE)).isEqualTo("bars:1m:coinbase:BTC-USD:1723212180000");
    }

    @Test
    void customPatternHasTheVenueOnlyWhereItIsWritten() {
        assertThat(RedisKeyPattern.parse("{symbol}/{t}").keyOf(WITH_VENUE)).isEqualTo("BTC-USD/1723212180000");
        assertThat(RedisKeyPattern.parse("{venue}.{symbol}.{t}").keyOf(WITH_VENUE))
                .isEqualTo("coinbase.BTC-USD.1723212180000");
        assertThat(RedisKeyPattern.parse("{venue}.{symbol}.{t}").keyOf(PLAIN)).isEqualTo(".BTC-USD.1723212180000");
    }

    @Test
    void symbolThatLooksLikeAPlaceholderStaysAsItIs() {
        assertThat(RedisKeyPattern.parse("k:{symbol}:{t}")
                        .keyOf(bar("{t}").closed().key()))
                .isEqualTo("k:{t}:1723212180000");
    }

    @Test
    void unknownPlaceholderIsNamed() {
        assertThatThrownBy(() -> RedisKeyPattern.parse("b:{symbol}:{time}:{t}"))
                .hasMessage("has the unknown placeholder {time}, use {interval}, {venue}, {symbol} and {t}");
        assertThatThrownBy(() -> RedisKeyPattern.parse("b:{symbol}:{t}}")).hasMessageContaining("placeholder }");
        assertThatThrownBy(() -> RedisKeyPattern.parse("b:{symbol}:{t}:{")).hasMessageContaining("placeholder :{");
    }

    @Test
    void patternThatMixesBarsUpIsRejected() {
        assertThatThrownBy(() -> RedisKeyPattern.parse("b:{interval}:{t}"))
                .hasMessage("must contain {symbol}, or bars would share a key");
        assertThatThrownBy(() -> RedisKeyPattern.parse("b"))
                .hasMessage("must contain {symbol} and {t}, or bars would share a key");
    }

    @Test
    void patternTellsWhetherIntervalsShareAKey() {
        assertThat(RedisKeyPattern.parse(RedisKeyPattern.DEFAULT).distinguishesIntervals())
                .isTrue();
        assertThat(RedisKeyPattern.parse("{symbol}:{t}").distinguishesIntervals())
                .isFalse();
    }

    @Test
    void survivesTheJobGraph() throws Exception {
        RedisKeyPattern pattern = InstantiationUtil.clone(RedisKeyPattern.parse("{venue}:{symbol}:{t}"));

        assertThat(pattern.keyOf(WITH_VENUE)).isEqualTo("coinbase:BTC-USD:1723212180000");
    }
}
