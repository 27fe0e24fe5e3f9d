package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.local.SentTrades.Sent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three trades of one bar in two partitions; each test plants one wrong, or shows what is none. */
class FaultCheckerTest {

    private static final long MINUTE = 1_723_161_240_000L;
    private static final String KEY = JobBench.key("GC", MINUTE);
    private static final Sent FIRST = new Sent(0, "GC", 150, 2, MINUTE + 1_000);
    private static final Sent SECOND = new Sent(0, "GC", 300, 1, MINUTE + 2_000);
    private static final Sent THIRD = new Sent(1, "GC", 250, 1, MINUTE);
    private static final String WHOLE =
            "{\"t\":1723161240000,\"o\":2.5,\"h\":3,\"l\":1.5,\"c\":3,\"v\":4,\"vw\":2.125,\"n\":3}";
    private static final String REJECT = "key-1|no JSON";

    private final SentTrades sent = new SentTrades();
    private final Sightings sightings = new Sightings();

    @BeforeEach
    void send() {
        List.of(FIRST, SECOND, THIRD).forEach(sent::add);
    }

    private FaultChecker checker(String... deadLetters) {
        return new FaultChecker(sent, List.of(), Set.of(deadLetters), List.of());
    }

    private static String open(Sent... trades) {
        return SentTrades.bar(List.of(trades)).replace("}", ",\"x\":false}");
    }

    private void see(String... values) {
        for (String value : values) {
            sightings.look(Map.of(KEY, value));
        }
    }

    @Test
    void rightBarIsRight() {
        assertThat(checker().wrongAtTheEnd(Map.of(KEY, WHOLE))).isEmpty();
    }

    @Test
    void absentBarIsWrong() {
        assertThat(checker().wrongAtTheEnd(Map.of())).singleElement().asString().contains(KEY + " is null");
    }

    @Test
    void barWithoutOneOfItsTradesIsWrongUnlessThatWasSetAside() {
        Map<String, String> bars = Map.of(KEY, SentTrades.bar(List.of(FIRST, THIRD)));

        assertThat(checker().wrongAtTheEnd(bars)).hasSize(1);
        assertThat(checker(FIRST.json()).wrongAtTheEnd(bars)).hasSize(1);
        assertThat(checker(SECOND.json()).wrongAtTheEnd(bars)).isEmpty();
    }

    @Test
    void barThatIsOpenInTheEndIsWrong() {
        assertThat(checker().wrongAtTheEnd(Map.of(KEY, open(FIRST, SECOND, THIRD))))
                .hasSize(1);
    }

    @Test
    void tradeThatIsCountedTwiceIsWrong() {
        assertThat(checker().wrongAtTheEnd(Map.of(KEY, SentTrades.bar(List.of(FIRST, SECOND, THIRD, THIRD)))))
                .hasSize(1);
    }

    @Test
    void barOfNoTradeIsWrong() {
        assertThat(checker().wrongAtTheEnd(Map.of(KEY, WHOLE, JobBench.key("SI", MINUTE), WHOLE)))
                .singleElement()
                .asString()
                .contains("no trade of it");
    }

    @Test
    void rejectThatIsNoDeadLetterByteForByteIsWrong() {
        Map<String, String> bars = Map.of(KEY, WHOLE);

        assertThat(new FaultChecker(sent, List.of(REJECT), Set.of(REJECT), List.of()).wrongAtTheEnd(bars))
                .isEmpty();
        // Missing, and one that was never sent.
        assertThat(new FaultChecker(sent, List.of(REJECT), Set.of(REJECT + " "), List.of()).wrongAtTheEnd(bars))
                .hasSize(2);
    }

    @Test
    void onlyBarThatRedisHeldWholeWhenItLostAllMayBeAbsent() {
        FaultChecker whole = new FaultChecker(sent, List.of(), Set.of(), List.of(Map.of(KEY, WHOLE)));
        FaultChecker stillOpen =
                new FaultChecker(sent, List.of(), Set.of(), List.of(Map.of(KEY, open(FIRST, SECOND, THIRD))));
        FaultChecker notYet = new FaultChecker(sent, List.of(), Set.of(), List.of(Map.of()));

        assertThat(whole.wrongAtTheEnd(Map.of())).isEmpty();
        assertThat(stillOpen.wrongAtTheEnd(Map.of())).hasSize(1);
        assertThat(notYet.wrongAtTheEnd(Map.of())).hasSize(1);
    }

    @Test
    void firstTradesOfEachPartitionExplainWhatIsSeen() {
        see(open(THIRD), open(FIRST, THIRD), open(FIRST, SECOND, THIRD), WHOLE);

        assertThat(checker().wrongSightings(sightings)).isEmpty();
    }

    @Test
    void laterTradeOfAPartitionWithoutTheOneBeforeExplainsNothing() {
        see(open(SECOND));

        assertThat(checker().wrongSightings(sightings))
                .singleElement()
                .asString()
                .contains("no trades explain");
    }

    @Test
    void whatIsNoBarIsWrong() {
        see("nonsense");

        assertThat(checker().wrongSightings(sightings)).hasSize(1);
    }

    @Test
    void barThatGoesBackIsWrong() {
        see(open(FIRST, SECOND), open(FIRST));

        assertThat(checker().wrongSightings(sightings))
                .singleElement()
                .asString()
                .contains("went back");
    }

    @Test
    void closedBarThatOpensAgainIsWrong() {
        see(WHOLE, open(FIRST, SECOND, THIRD));

        assertThat(checker().wrongSightings(sightings))
                .singleElement()
                .asString()
                .contains("went back");
    }

    @Test
    void barThatGoesAwayIsWrong() {
        see(WHOLE);
        sightings.look(Map.of());

        assertThat(checker().wrongSightings(sightings))
                .singleElement()
                .asString()
                .contains("was gone");
    }

    @Test
    void barMayGoBackAndAwayWhenRedisLostAll() {
        see(WHOLE);
        sightings.emptied();
        sightings.look(Map.of());
        see(open(FIRST), WHOLE);

        assertThat(checker().wrongSightings(sightings)).isEmpty();
    }
}
