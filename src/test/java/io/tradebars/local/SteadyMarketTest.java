package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.local.SentTrades.Sent;
import io.tradebars.local.SteadyMarket.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SteadyMarketTest {

    private static final long FIRST = 1_723_161_240_000L;
    private static final SteadyMarket MARKET = new SteadyMarket(60, FIRST, 30, 3);

    private static List<Sent> all() {
        List<Sent> all = new ArrayList<>();
        for (int minute = 0; minute < MARKET.minutes(); minute++) {
            all.addAll(MARKET.coming(minute));
        }
        all.addAll(MARKET.end());
        return all;
    }

    private static Map<String, List<Sent>> byKey() {
        Map<String, List<Sent>> byKey = new HashMap<>();
        all().forEach(trade ->
                byKey.computeIfAbsent(trade.key(), any -> new ArrayList<>()).add(trade));
        return byKey;
    }

    @Test
    void eachBarIsThatOfTheTradesThatCome() {
        Map<String, List<Sent>> byKey = byKey();

        byKey.keySet().removeIf(SteadyMarket::isOfTheEnd);
        assertThat(byKey).hasSize((int) MARKET.bars()).allSatisfy((key, trades) -> assertThat(
                        MARKET.bar(MARKET.place(key).orElseThrow()))
                .isEqualTo(SentTrades.bar(trades)));
    }

    @Test
    void someTradesComeLateAndAllOthersInTheirOrder() {
        long late = 0;
        for (int minute = 0; minute < MARKET.minutes(); minute++) {
            long begin = FIRST + minute * JobBench.MINUTE;
            late += MARKET.coming(minute).stream()
                    .filter(trade -> trade.time() < begin)
                    .count();
            assertThat(MARKET.coming(minute).stream()
                            .mapToLong(Sent::time)
                            .filter(time -> time >= begin)
                            .toArray())
                    .isSorted();
        }

        assertThat(late).isBetween(1L, all().size() / 10L);
    }

    @Test
    void tradesOfABarAreInSeveralPartitionsAndNoTwoOfThemAtTheSameTime() {
        assertThat(byKey().values())
                .allSatisfy(trades -> assertThat(trades).extracting(Sent::time).doesNotHaveDuplicates())
                .anySatisfy(
                        trades -> assertThat(trades).extracting(Sent::partition).contains(0, 1, 2));
    }

    @Test
    void keyOfNoBarHasNoPlace() {
        assertThat(MARKET.place(MARKET.key(0, 0))).contains(new Place(0, 0));
        assertThat(MARKET.place(MARKET.key(60, 0))).isEmpty();
        assertThat(MARKET.place(MARKET.key(0, -1))).isEmpty();
        assertThat(MARKET.place(MARKET.key(0, 30))).isEmpty();
        assertThat(MARKET.place("bars:1m:S0:" + (FIRST + 1))).isEmpty();
        assertThat(MARKET.place("bars:5m:S0:" + FIRST)).isEmpty();
        assertThat(MARKET.place("bars:1m:GC:" + FIRST)).isEmpty();
    }
}
