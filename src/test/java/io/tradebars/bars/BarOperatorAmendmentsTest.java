package io.tradebars.bars;

import static io.tradebars.bars.Trades.TEN;
import static io.tradebars.bars.Trades.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetterElementSerializer;
import io.tradebars.trade.Amendment;
import io.tradebars.trade.Counting;
import io.tradebars.trade.TakerSide;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradePacker;
import io.tradebars.trade.TradeRecord;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bars whose trades are looked at one by one: duplicates, cancels, corrections, completeness. */
class BarOperatorAmendmentsTest {

    private static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", DeadLetterElementSerializer.TYPE);

    private KeyedOneInputStreamOperatorTestHarness<Instrument, BarInput, Bar> harness;

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void open(BarSettings settings) throws Exception {
        open(settings, null);
    }

    private void open(BarSettings settings, OperatorSubtaskState state) throws Exception {
        if (harness != null) {
            harness.close();
        }
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new BarOperator(settings, DEAD_LETTERS), BarInput::instrument, InstrumentSerializer.TYPE);
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    private void process(TradeRecord... records) throws Exception {
        for (TradeRecord record : records) {
            process(record.trade(), Completeness.FROM_THE_BEGINNING);
        }
    }

    private void process(Trade trade, long beginMillis) throws Exception {
        harness.processElement(new StreamRecord<>(new PartialBar(
                new Instrument(trade.venue(), trade.symbol()),
                trade.eventTimeMillis() / 60_000 * 60_000,
                null,
                new TradePacker().pack(trade),
                beginMillis,
                List.of())));
    }

    private void cancel(String id, String at) throws Exception {
        amend(id, at, null);
    }

    /** @param by the trade as it should have been; its time counts */
    private void amend(String id, String at, TradeRecord by) throws Exception {
        long millis = trade("A", at, "1", "1", 1).trade().eventTimeMillis();
        Amendment amendment = new Amendment(null, "A", id, millis, by == null ? null : by.trade(), false);
        harness.processElement(new StreamRecord<>(new AmendedTrade(amendment, Trades.source(900))));
    }

    private List<String> bars() {
        return harness.extractOutputValues().stream()
                .map(bar -> bar.key().interval().label() + "+" + (bar.key().startMillis() - TEN) / 60_000 + " "
                        + (bar.isGone() ? "gone" : Trades.text(bar)))
                .toList();
    }

    private String last() {
        List<String> bars = bars();
        return bars.get(bars.size() - 1);
    }

    private BarDetails lastDetails() {
        List<Bar> bars = harness.extractOutputValues();
        return bars.get(bars.size() - 1).details();
    }

    private List<String> deadLetterReasons() {
        var side = harness.getSideOutput(DEAD_LETTERS);
        return side == null
                ? List.of()
                : side.stream().map(record -> record.getValue().reason()).toList();
    }

    @Test
    void aTradeWithTheIdOfAnotherCountsOnce() throws Exception {
        open(Trades.settings(true, false, false));
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:00:02.000", "6", "1", 2));
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("B", "10:00:01.000", "5", "1", 1));
        harness.processWatermark(TEN + 59_999);
        assertThat(bars())
                .containsExactlyInAnyOrder(
                        "1m+0 o=5 h=6 l=5 c=6 v=2 q=11 n=2 closed", "1m+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed");
        process(trade("A", "10:00:02.000", "6", "1", 2));
        assertThat(bars()).hasSize(2);
    }

    @Test
    void idsAreUniqueWithinTheirScopeOnly() throws Exception {
        open(Trades.settings(true, false, false));
        Trade trade = trade("A", "10:00:01.000", "5", "1", 1).trade();
        for (String scope : new String[] {"4", "12", "4"}) {
            process(scoped(trade, scope), Completeness.FROM_THE_BEGINNING);
        }
        harness.processWatermark(TEN + 59_999);
        assertThat(last()).isEqualTo("1m+0 o=5 h=5 l=5 c=5 v=2 q=10 n=2 closed");
    }

    private static Trade scoped(Trade trade, String scope) {
        return new Trade(
                trade.venue(),
                trade.symbol(),
                trade.price(),
                trade.size(),
                trade.count(),
                trade.order(),
                trade.id(),
                scope,
                trade.firstId(),
                trade.lastId(),
                trade.taker(),
                trade.counting());
    }

    @Test
    void whatWasSeenIsRememberedOverARestoreAndForgottenWithItsBar() throws Exception {
        open(Trades.settings(true, false, false));
        process(trade("A", "10:00:01.000", "5", "1", 1));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        open(Trades.settings(true, false, false), state);
        process(trade("A", "10:00:01.000", "5", "1", 1));
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).containsExactly("1m+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed");
        harness.processWatermark(TEN + 59_999 + 300_000);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void aCancelledTradeNeverWas() throws Exception {
        open(Trades.settings(false, true, false, Interval.ONE_MINUTE, Interval.FIVE_MINUTES));
        process(
                trade("A", "10:00:01.000", "5", "1", 1),
                trade("A", "10:00:02.000", "9", "2", 2),
                trade("A", "10:03:00.000", "6", "1", 3));
        cancel("2", "10:03:01.000");
        harness.processWatermark(TEN + 299_999);
        assertThat(bars())
                .containsExactlyInAnyOrder(
                        "1m+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed",
                        "1m+3 o=6 h=6 l=6 c=6 v=1 q=6 n=1 closed",
                        "5m+0 o=5 h=6 l=5 c=6 v=2 q=11 n=2 closed");
    }

    @Test
    void cancelOfAClosedBarsTradeWritesItAgainWithAHigherRevision() throws Exception {
        open(Trades.settings(false, true, false));
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:00:02.000", "9", "2", 2));
        harness.processWatermark(TEN + 59_999);
        cancel("2", "10:01:30.000");
        assertThat(last()).isEqualTo("1m+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed");
        assertThat(harness.extractOutputValues()).extracting(Bar::revision).containsExactly(5L, 7L);
        process(trade("A", "10:00:03.000", "7", "1", 3));
        assertThat(harness.extractOutputValues()).extracting(Bar::revision).containsExactly(5L, 7L, 9L);
    }

    @Test
    void correctedTradeStandsInThePlaceOfTheFirst() throws Exception {
        open(Trades.settings(false, true, false));
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:00:02.000", "9", "2", 2));
        amend("2", "10:00:30.000", trade("A", "10:00:02.000", "6", "3", 20));
        harness.processWatermark(TEN + 59_999);
        assertThat(last()).isEqualTo("1m+0 o=5 h=6 l=5 c=6 v=4 q=23 n=2 closed");
        // The correction is known by its new id.
        amend("20", "10:01:30.000", trade("A", "10:00:02.000", "7", "1", 21));
        assertThat(last()).isEqualTo("1m+0 o=5 h=7 l=5 c=7 v=2 q=12 n=2 closed");
    }

    @Test
    void correctionOfTheTimeMovesTheTradeIntoItsMinute() throws Exception {
        open(Trades.settings(false, true, false));
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:00:02.000", "9", "2", 2));
        amend("2", "10:00:30.000", trade("A", "10:01:02.000", "9", "2", 2));
        harness.processWatermark(TEN + 119_999);
        assertThat(bars())
                .containsExactly("1m+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed", "1m+1 o=9 h=9 l=9 c=9 v=2 q=18 n=1 closed");
    }

    @Test
    void aBarWhoseTradesAreAllCancelledIsGone() throws Exception {
        open(Trades.settings(false, true, false));
        process(trade("A", "10:00:01.000", "5", "1", 1));
        harness.processWatermark(TEN + 59_999);
        cancel("1", "10:00:30.000");
        assertThat(bars()).containsExactly("1m+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed", "1m+0 gone");
    }

    @Test
    void aBarThatWasNeverWrittenIsNotTakenBack() throws Exception {
        open(Trades.settings(false, true, false));
        process(trade("A", "10:00:01.000", "5", "1", 1));
        cancel("1", "10:00:30.000");
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).isEmpty();
    }

    /** The run before may have written it, and failed before the next checkpoint. */
    @Test
    void aBarWhoseTradesAreAllCancelledBeforeItIsWrittenIsTakenBackInARunThatFollowsAnother() throws Exception {
        open(Trades.settings(false, true, false));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        open(Trades.settings(false, true, false), state);
        process(trade("A", "10:00:01.000", "5", "1", 1));
        cancel("1", "10:00:30.000");
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).containsExactly("1m+0 gone");
        assertThat(harness.extractOutputValues().get(0).revision()).isEqualTo(5);
        harness.processWatermark(TEN + 59_999 + 300_000);
        assertThat(bars()).hasSize(1);
    }

    @Test
    void aCancelBeforeItsTradeWaitsForIt() throws Exception {
        open(Trades.settings(false, true, false));
        cancel("2", "10:00:30.000");
        OperatorSubtaskState state = harness.snapshot(1, 1);
        open(Trades.settings(false, true, false), state);
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:00:02.000", "9", "2", 2));
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).containsExactly("1m+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed");
        assertThat(deadLetterReasons()).isEmpty();
    }

    @Test
    void ofSeveralThatWaitForATradeEachIsAppliedInItsOrderOrSetAside() throws Exception {
        open(Trades.settings(false, true, false));
        amend("2", "10:00:30.000", trade("A", "10:00:02.000", "6", "3", 2));
        amend("2", "10:00:31.000", trade("A", "10:00:02.000", "7", "3", 2));
        process(trade("A", "10:00:02.000", "9", "2", 2));
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).containsExactly("1m+0 o=7 h=7 l=7 c=7 v=3 q=21 n=1 closed");
        cancel("9", "10:00:32.000");
        cancel("9", "10:00:33.000");
        harness.processWatermark(TEN + 1_000_000);
        assertThat(deadLetterReasons()).hasSize(2);
    }

    @Test
    void anIntervalAddedAtARestoreKnowsNothingOfEarlierTrades() throws Exception {
        open(Trades.settings(false, true, false));
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:00:02.000", "9", "2", 2));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        open(Trades.settings(false, true, false, Interval.ONE_MINUTE, Interval.FIVE_MINUTES), state);
        cancel("2", "10:00:30.000");
        harness.processWatermark(TEN + 299_999);
        assertThat(bars()).containsExactly("1m+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed");
    }

    @Test
    void aCancelOfAnUnknownTradeOrOneTooOldIsSetAside() throws Exception {
        open(Trades.settings(false, true, false));
        process(trade("A", "10:00:01.000", "5", "1", 1));
        harness.processWatermark(TEN + 59_999 + 300_000);
        cancel("1", "10:06:00.000");
        cancel("77", "10:06:00.000");
        assertThat(deadLetterReasons()).isEmpty();
        harness.processWatermark(TEN + 360_000 + 300_000);
        assertThat(deadLetterReasons())
                .containsExactlyInAnyOrder(
                        "cancel of trade '1' of A, which never came, or whose bar can no longer change"
                                + " (bar.allowed-lateness is PT5M)",
                        "cancel of trade '77' of A, which never came, or whose bar can no longer change"
                                + " (bar.allowed-lateness is PT5M)");
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void aLongBarKeepsWhatCanNoLongerBeAmended() throws Exception {
        open(Trades.settings(false, true, false, Interval.ONE_MINUTE, Interval.ONE_HOUR));
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:20:00.000", "7", "1", 2));
        harness.processWatermark(TEN + 20 * 60_000);
        process(trade("A", "10:21:00.000", "8", "1", 3));
        cancel("2", "10:21:30.000");
        harness.processWatermark(TEN + 3_599_999);
        assertThat(last()).isEqualTo("1h+0 o=5 h=8 l=5 c=8 v=2 q=13 n=2 closed");
    }

    @Test
    void fullBarTellsOfItsIdsTakersAndWrites() throws Exception {
        open(Trades.settings(true, false, true));
        Trade bought = taken(trade("A", "10:00:01.000", "5", "1", 10).trade(), TakerSide.BUYER);
        Trade sold = taken(trade("A", "10:00:02.000", "6", "2", 13).trade(), TakerSide.SELLER);
        process(sold, Completeness.FROM_THE_BEGINNING);
        process(bought, Completeness.FROM_THE_BEGINNING);
        process(bought, Completeness.FROM_THE_BEGINNING);
        harness.processWatermark(TEN + 59_999);
        assertThat(lastDetails()).isEqualTo(new BarDetails(bought.size(), "10", "13", 2L, 1, 1, null, false));

        process(trade("A", "10:00:03.000", "6", "1", 12));
        assertThat(lastDetails())
                .isEqualTo(new BarDetails(bought.size(), "10", "12", 1L, 1, 2, BarDetails.Cause.LATE, false));
    }

    private static Trade taken(Trade trade, TakerSide taker) {
        return new Trade(
                trade.venue(),
                trade.symbol(),
                trade.price(),
                trade.size(),
                trade.count(),
                trade.order(),
                trade.id(),
                null,
                trade.id(),
                trade.id(),
                taker,
                Counting.ALL);
    }

    @Test
    void tradesMissingSinceTheBarBeforeAreCountedAlsoWhenThatOneIsLongGone() throws Exception {
        open(Trades.settings(false, true, true));
        process(trade("A", "10:00:01.000", "5", "1", 10));
        harness.processWatermark(TEN + 3_600_000);
        process(trade("A", "11:30:00.000", "5", "1", 14));
        harness.processWatermark(TEN + 7_200_000);
        assertThat(lastDetails().gap()).isEqualTo(3);
    }

    @Test
    void aLateTradeThatFillsAGapMendsTheNextBarToo() throws Exception {
        open(Trades.settings(false, true, true));
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:01:01.000", "5", "1", 3));
        harness.processWatermark(TEN + 119_999);
        assertThat(lastDetails().gap()).isEqualTo(1);
        process(trade("A", "10:00:59.000", "5", "1", 2));
        assertThat(bars())
                .containsExactly(
                        "1m+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed",
                        "1m+1 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed",
                        "1m+0 o=5 h=5 l=5 c=5 v=2 q=10 n=2 closed",
                        "1m+1 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed");
        assertThat(harness.extractOutputValues())
                .extracting(bar -> bar.details().gap())
                .containsExactly(0L, 1L, 0L, 0L);
    }

    @Test
    void idsThatAreNoNumbersHaveNoGap() throws Exception {
        open(Trades.settings(false, true, true));
        Trade trade = trade("A", "10:00:01.000", "5", "1", 1).trade();
        for (String id : new String[] {"7", "2e5c-99"}) {
            process(
                    new Trade(null, "A", trade.price(), trade.size(), 1, trade.order(), id),
                    Completeness.FROM_THE_BEGINNING);
        }
        harness.processWatermark(TEN + 59_999);
        assertThat(lastDetails().gap()).isNull();
    }

    @Test
    void causeSaysWhyABarWasWrittenAgain() throws Exception {
        open(Trades.settings(false, true, true));
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:00:02.000", "6", "1", 2));
        harness.processWatermark(TEN + 59_999);
        amend("2", "10:01:00.000", trade("A", "10:00:02.000", "7", "1", 2));
        cancel("1", "10:01:00.000");
        process(trade("A", "10:00:05.000", "5", "1", 3));
        assertThat(harness.extractOutputValues())
                .extracting(bar -> bar.details().cause())
                .containsExactly(null, BarDetails.Cause.CORRECTION, BarDetails.Cause.CANCEL, BarDetails.Cause.LATE);
        assertThat(harness.extractOutputValues())
                .extracting(bar -> bar.details().writes())
                .containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void barThatBeganBeforeTheReadingDidIsPartial() throws Exception {
        open(Trades.settings(false, true, true, Interval.ONE_MINUTE, Interval.FIVE_MINUTES));
        long begin = TEN + 20_000;
        for (TradeRecord record :
                List.of(trade("A", "10:00:20.000", "5", "1", 1), trade("A", "10:01:00.000", "5", "1", 2))) {
            process(record.trade(), begin);
        }
        harness.processWatermark(TEN + 299_999);
        assertThat(harness.extractOutputValues().stream()
                        .map(bar -> bar.key().interval().label() + "+"
                                + (bar.key().startMillis() - TEN) / 60_000 + " "
                                + bar.details().partial()))
                .containsExactlyInAnyOrder("1m+0 true", "1m+1 false", "5m+0 true");
    }

    @Test
    void tradeCountsOnlyForWhatItsConditionsLetIt() throws Exception {
        open(Trades.settings(false, true, false));
        Trade ordinary = trade("A", "10:00:02.000", "5", "1", 2).trade();
        process(ordinary, Completeness.FROM_THE_BEGINNING);
        Stream.of(
                        counting("10:00:01.000", "9", new Counting(false, false, true)),
                        counting("10:00:03.000", "7", new Counting(true, false, true)),
                        counting("10:00:04.000", "4", new Counting(false, true, false)))
                .forEach(trade -> {
                    try {
                        process(trade, Completeness.FROM_THE_BEGINNING);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
        harness.processWatermark(TEN + 59_999);
        assertThat(last()).isEqualTo("1m+0 o=5 h=7 l=5 c=4 v=3 q=21 n=4 closed");
    }

    @Test
    void aMinuteWithoutAPriceHasNoBarUntilOneComes() throws Exception {
        open(Trades.settings(false, true, false));
        process(counting("10:00:01.000", "9", new Counting(false, false, true)), Completeness.FROM_THE_BEGINNING);
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).isEmpty();
        process(trade("A", "10:00:05.000", "5", "1", 3));
        assertThat(bars()).containsExactly("1m+0 o=5 h=5 l=5 c=5 v=2 q=14 n=2 closed");
    }

    private static Trade counting(String time, String price, Counting counting) {
        Trade trade = trade("A", time, price, "1", Long.parseLong(time.substring(6, 8)))
                .trade();
        return new Trade(
                null,
                "A",
                trade.price(),
                trade.size(),
                1,
                trade.order(),
                trade.id() + price,
                null,
                null,
                null,
                TakerSide.UNKNOWN,
                counting);
    }
}
