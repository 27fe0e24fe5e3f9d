package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.local.SentRecords.Content;
import io.tradebars.local.SentRecords.Letter;
import io.tradebars.local.SentTrades.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    private final SentTrades sent = new SentTrades();
    private final SentRecords records = new SentRecords();
    private final Sightings sightings = new Sightings();

    @BeforeEach
    void send() {
        List.of(FIRST, SECOND, THIRD).forEach(sent::add);
    }

    /** With these trades set aside. */
    private FaultChecker checker(Sent... late) {
        List<Letter> letters = new ArrayList<>();
        for (Sent trade : late) {
            Content content = new Content(null, trade.json(), List.of());
            records.add("trades-0@" + letters.size(), new SentRecords.Sent(content, false, "too late", 5));
            letters.add(SentRecordsTest.letter(content, "too late", "trades-0@" + letters.size(), 6));
        }
        return new FaultChecker(sent, records, letters, List.of());
    }

    private FaultChecker checker(Map<String, String> held) {
        return new FaultChecker(sent, records, List.of(), List.of(held));
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
        assertThat(checker(FIRST).wrongAtTheEnd(bars)).hasSize(1);
        assertThat(checker(SECOND).wrongAtTheEnd(bars)).isEmpty();
    }

    @Test
    void barThatIsOpenInTheEndIsWrong() {
        assertThat(checker().wrongAtTheEnd(Map.of(KEY, open(FIRST, SECOND, THIRD))))
                .hasSize(1);
    }

    @Test
    void barThatIsOpenInTheEndIsWrongAlsoIfEachOfItsTradesWasSetAside() {
        FaultChecker allLate = checker(FIRST, SECOND, THIRD);

        assertThat(allLate.wrongAtTheEnd(Map.of(KEY, open(FIRST, SECOND)))).hasSize(1);
        assertThat(allLate.wrongAtTheEnd(Map.of(KEY, SentTrades.bar(List.of(FIRST, SECOND)))))
                .isEmpty();
        assertThat(allLate.wrongAtTheEnd(Map.of())).isEmpty();
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
    void rejectWithoutADeadLetterIsWrong() {
        records.add("trades-0@0", new SentRecords.Sent(new Content("k", "no JSON", List.of()), true, "not JSON", 5));

        assertThat(checker().wrongAtTheEnd(Map.of(KEY, WHOLE)))
                .singleElement()
                .asString()
                .contains("trades-0@0");
    }

    @Test
    void onlyBarThatRedisHeldWholeWhenItLostAllMayBeAbsent() {
        Map<String, String> stillOpen = Map.of(KEY, open(FIRST, SECOND, THIRD));

        assertThat(checker(Map.of(KEY, WHOLE)).wrongAtTheEnd(Map.of())).isEmpty();
        assertThat(checker(stillOpen).wrongAtTheEnd(Map.of())).hasSize(1);
        assertThat(checker(Map.<String, String>of()).wrongAtTheEnd(Map.of())).hasSize(1);
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
