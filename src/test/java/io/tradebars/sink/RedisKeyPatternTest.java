package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RedisKeyPatternTest {

    private static final BarKey PLAIN =
            bar("BTC-USD").interval(Interval.FIVE_MINUTES).closed().key();
    private static final BarKey WITH_VENUE =
            bar("BTC-USD").venue("coinbase").closed().key();

    @Test
    void defaultHasTheVenueWhereTheBarHasOne() {
        RedisKeyPattern pattern = RedisKeyPattern.defaultOf(RedisLayout.STRING);

        assertThat(pattern.keyOf(PLAIN)).isEqualTo("bars:5m:BTC-USD:1723212180000");
        assertThat(pattern.keyOf(WITH_VENUE)).isEqualTo("bars:1m:coinbase:BTC-USD:1723212180000");
    }

    @Test
    void customPatternHasTheVenueOnlyWhereItIsWritten() {
        assertThat(RedisKeyPattern.parse("{symbol}/{t}", RedisLayout.STRING).keyOf(WITH_VENUE))
                .isEqualTo("BTC-USD/1723212180000");
        assertThat(RedisKeyPattern.parse("{venue}.{symbol}.{t}", RedisLayout.STRING)
                        .keyOf(WITH_VENUE))
                .isEqualTo("coinbase.BTC-USD.1723212180000");
        assertThat(RedisKeyPattern.parse("{venue}.{symbol}.{t}", RedisLayout.STRING)
                        .keyOf(PLAIN))
                .isEqualTo(".BTC-USD.1723212180000");
    }

    @Test
    void symbolThatLooksLikeAPlaceholderStaysAsItIs() {
        assertThat(RedisKeyPattern.parse("k:{symbol}:{t}", RedisLayout.STRING)
                        .keyOf(bar("{t}").closed().key()))
                .isEqualTo("k:{t}:1723212180000");
    }

    @Test
    void symbolStaysAsItIsAndAVenueHasNoColonOfItsOwn() {
        assertThat(keyOf(null, "BTC/USD")).isEqualTo("bars:1m:BTC/USD:1723212180000");
        assertThat(keyOf(null, "O:SPY")).isEqualTo("bars:1m:O:SPY:1723212180000");
        assertThat(keyOf("a:b", "50%")).isEqualTo("bars:1m:a%3Ab:50%:1723212180000");
    }

    private static String keyOf(String venue, String symbol) {
        return RedisKeyPattern.defaultOf(RedisLayout.STRING)
                .keyOf(bar(symbol).venue(venue).closed().key());
    }

    /** All names of up to four of the characters that could be taken for the pattern's own. */
    private static List<String> clashingNames() {
        List<String> names = new ArrayList<>(List.of(""));
        for (int from = 0, length = 1; length <= 4; length++) {
            int to = names.size();
            for (; from < to; from++) {
                for (String next : List.of("a", ":", "%", "3A")) {
                    names.add(names.get(from) + next);
                }
            }
        }
        names.addAll(List.of("*", "{symbol}", "{t}", "\uD83D\uDE00", "\0", "1m", "1723212180000", "a:1723212180000"));
        return names;
    }

    @ParameterizedTest
    @EnumSource(RedisLayout.class)
    void noTwoBarsWithAVenueShareADefaultKeyOrChannelNorTwoWithout(RedisLayout layout) {
        RedisKeyPattern pattern = RedisKeyPattern.defaultOf(layout);
        List<String> names = clashingNames();
        List<String> venues = names.stream().filter(name -> !name.isEmpty()).toList();
        assertAllDiffer(pattern, venues, names);
        assertAllDiffer(pattern, Collections.singletonList(null), names);
    }

    @Test
    void venueThatIsWrittenInThePatternTellsAllBarsApart() {
        List<String> venues = new ArrayList<>(clashingNames());
        venues.set(0, null);
        assertAllDiffer(
                RedisKeyPattern.parse("b:{interval}:{venue}:{symbol}:{t}", RedisLayout.STRING),
                venues,
                clashingNames());
    }

    private static void assertAllDiffer(RedisKeyPattern pattern, List<String> venues, List<String> symbols) {
        Map<String, BarKey> keys = new HashMap<>();
        Map<String, BarKey> channels = new HashMap<>();
        for (String venue : venues) {
            for (String symbol : symbols) {
                if (!symbol.isEmpty()) {
                    BarKey bar = bar(symbol).venue(venue).closed().key();
                    assertNewIn(keys, pattern.keyOf(bar), bar);
                    assertNewIn(channels, pattern.channelOf(bar), bar);
                }
            }
        }
    }

    private static void assertNewIn(Map<String, BarKey> taken, String name, BarKey bar) {
        BarKey other = taken.put(name, bar);
        if (other != null) {
            throw new AssertionError(other + " and " + bar + " are both " + name);
        }
    }

    @Test
    void unknownPlaceholderIsNamed() {
        assertThatThrownBy(() -> RedisKeyPattern.parse("b:{symbol}:{time}:{t}", RedisLayout.STRING))
                .hasMessage("has the unknown placeholder {time}, use {interval}, {venue}, {symbol}, {day} and {t}");
        assertThatThrownBy(() -> RedisKeyPattern.parse("b:{symbol}:{t}}", RedisLayout.STRING))
                .hasMessageContaining("placeholder }");
        assertThatThrownBy(() -> RedisKeyPattern.parse("b:{symbol}:{t}:{", RedisLayout.STRING))
                .hasMessageContaining("placeholder :{");
    }

    @Test
    void patternThatMixesBarsUpIsRejected() {
        assertThatThrownBy(() -> RedisKeyPattern.parse("b:{interval}:{t}", RedisLayout.STRING))
                .hasMessage("must contain {symbol}, or bars would share a key");
        assertThatThrownBy(() -> RedisKeyPattern.parse("b", RedisLayout.STRING))
                .hasMessage("must contain {symbol} and {t}, or bars would share a key");
    }

    @Test
    void patternTellsWhetherIntervalsShareAKey() {
        assertThat(RedisKeyPattern.defaultOf(RedisLayout.STRING).distinguishesIntervals())
                .isTrue();
        assertThat(RedisKeyPattern.parse("{symbol}:{t}", RedisLayout.STRING).distinguishesIntervals())
                .isFalse();
    }

    @Test
    void layoutsWithSeveralBarsAKeyHaveDefaultsWithoutTheStart() {
        assertThat(RedisKeyPattern.defaultOf(RedisLayout.HASH).keyOf(PLAIN)).isEqualTo("bars:5m:BTC-USD:2024-08-09");
        assertThat(RedisKeyPattern.defaultOf(RedisLayout.HASH).keyOf(WITH_VENUE))
                .isEqualTo("bars:1m:coinbase:BTC-USD:2024-08-09");
        assertThat(RedisKeyPattern.defaultOf(RedisLayout.ZSET).keyOf(PLAIN)).isEqualTo("bars:5m:BTC-USD");
        assertThat(RedisKeyPattern.defaultOf(RedisLayout.STREAM).keyOf(WITH_VENUE))
                .isEqualTo("bars:1m:coinbase:BTC-USD");
    }

    @Test
    void dayIsTheOneInUtcThatTheBarBeginsIn() {
        RedisKeyPattern pattern = RedisKeyPattern.parse("{symbol}.{day}", RedisLayout.HASH);

        assertThat(pattern.keyOf(bar("A").at("2024-08-09T23:59:00Z").closed().key()))
                .isEqualTo("A.2024-08-09");
        assertThat(pattern.keyOf(bar("A").at("2024-08-10T00:00:00Z").closed().key()))
                .isEqualTo("A.2024-08-10");
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisLayout.class,
            names = {"HASH", "ZSET", "STREAM"})
    void patternWithTheStartIsRejectedWhereAKeyHoldsSeveralBars(RedisLayout layout) {
        assertThatThrownBy(() -> RedisKeyPattern.parse("{symbol}:{t}", layout))
                .hasMessage("must not contain {t} with redis.layout " + layout
                        + ", of which a key holds many bars (with {day} it holds those of a day)");
        assertThatThrownBy(() -> RedisKeyPattern.parse("bars", layout))
                .hasMessage("must contain {symbol}, or bars would share a key");
    }

    @ParameterizedTest
    @CsvSource({
        "bars:{interval}:{symbol}:{t}, bars:1m:A",
        "{t}:{symbol}, A",
        "b-{day}/{t}-{symbol}, b-A",
        "bars{t}{symbol}, barsA",
        "{symbol}|{t}|x, A|x",
    })
    void channelIsNamedLikeTheKeyWithoutItsStart(String pattern, String channel) {
        assertThat(RedisKeyPattern.parse(pattern, RedisLayout.STRING)
                        .channelOf(bar("A").closed().key()))
                .isEqualTo(channel);
    }

    @Test
    void channelsOfTheDefaultsAreTheSameInAllLayoutsAndHaveTheVenue() {
        for (RedisLayout layout : RedisLayout.values()) {
            RedisKeyPattern pattern = RedisKeyPattern.defaultOf(layout);
            assertThat(pattern.channelOf(PLAIN)).isEqualTo("bars:5m:BTC-USD");
            assertThat(pattern.channelOf(WITH_VENUE)).isEqualTo("bars:1m:coinbase:BTC-USD");
        }
    }

    @Test
    void survivesTheJobGraph() throws Exception {
        RedisKeyPattern pattern =
                InstantiationUtil.clone(RedisKeyPattern.parse("{venue}:{symbol}:{t}", RedisLayout.STRING));

        assertThat(pattern.keyOf(WITH_VENUE)).isEqualTo("coinbase:BTC-USD:1723212180000");
    }

    @ParameterizedTest
    @CsvSource({"*", "{x}", "a:b", "'[a-z]'", "\uD83D\uDE80", "'<img src=x onerror=alert(1)>'", "'line\nfeed'"})
    void keyOfAHostileSymbolIsReadBackAsThatSymbol(String symbol) {
        RedisKeyPattern pattern = RedisKeyPattern.defaultOf(RedisLayout.STRING);
        BarKey key = bar(symbol).closed().key();

        assertThat(pattern.barOf(pattern.keyOf(key))).contains(key);
    }

    @Test
    void keyThatIsNoneOfThePatternIsNotReadBack() {
        RedisKeyPattern pattern = RedisKeyPattern.parse("[x]*:{interval}:{symbol}:{t}", RedisLayout.STRING);

        assertThat(pattern.glob()).isEqualTo("\\[x\\]\\*:*:*:*");
        assertThat(pattern.barOf("session:1")).isEmpty();
        assertThat(pattern.barOf("[x]*:7m:A:1")).isEmpty();
        assertThat(pattern.barOf("[x]*:1m:A:soon")).isEmpty();
        assertThat(RedisKeyPattern.parse("b:{symbol}:{day}", RedisLayout.HASH).barOf("b:A:2024-13-45"))
                .isEmpty();
    }
}
