package io.tradebars.bars;

import static io.tradebars.bars.Trades.TEN;
import static io.tradebars.bars.Trades.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetterElementSerializer;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeRecord;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BarOperatorTest {

    private static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", DeadLetterElementSerializer.TYPE);

    private KeyedOneInputStreamOperatorTestHarness<Instrument, BarInput, Bar> harness;

    @BeforeEach
    void open() throws Exception {
        openWith(Trades.settings(), null);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private void openWith(BarSettings settings, OperatorSubtaskState state) throws Exception {
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
            Trade trade = record.trade();
            long minute = trade.eventTimeMillis() / 60_000 * 60_000;
            PartialBar partial = new PartialBar(
                    new Instrument(trade.venue(), trade.symbol()),
                    minute,
                    PackableContent.of(BarContent.of(trade)),
                    PartialBar.NO_TRADES,
                    Completeness.FROM_THE_BEGINNING,
                    List.of(record.source()));
            harness.processElement(new StreamRecord<>(Trades.received(partial)));
        }
    }

    private List<String> bars() {
        return harness.extractOutputValues().stream()
                .filter(bar -> !bar.endsOnly())
                .map(bar -> bar.key().interval().label() + " " + bar.key().symbol() + "+"
                        + (bar.key().startMillis() - TEN) / 60_000 + " " + Trades.text(bar))
                .toList();
    }

    @Test
    void partialBarsThatCameTogetherMakeTheBarsThatTheyMakeOneByOne() throws Exception {
        List<TradeRecord> trades = List.of(
                trade("A", "10:02:01.000", "4", "1", 4),
                trade("A", "10:00:02.000", "2", "1", 2),
                trade("A", "10:01:03.000", "3", "1", 3));
        process(trades.toArray(TradeRecord[]::new));
        harness.processWatermark(TEN + 179_999);
        List<String> oneByOne = bars();
        assertThat(oneByOne).hasSize(3);
        openWith(Trades.settings(), null);
        PartialBars together = PartialBars.of(new Instrument(null, "A"), 1);
        for (TradeRecord record : trades) {
            Trade trade = record.trade();
            together.add(Interval.startOfMinute(trade.eventTimeMillis()), BarContent.of(trade), new BarContentPacker());
        }
        harness.processElement(new StreamRecord<>(Trades.received(together)));
        assertThat(bars()).isEmpty();
        harness.processWatermark(TEN + 179_999);
        assertThat(bars()).isEqualTo(oneByOne);
    }

    @Test
    void aBarClosesWhenTheWatermarkPassesItsEnd() throws Exception {
        process(trade("A", "10:00:59.999", "3", "1", 2), trade("A", "10:00:00.000", "2", "1", 1));
        harness.processWatermark(TEN + 59_998);
        assertThat(bars()).isEmpty();
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).containsExactly("1m A+0 o=2 h=3 l=2 c=3 v=2 q=5 n=2 closed");
    }

    @Test
    void aTradeOnTheBoundaryOpensTheNewMinute() throws Exception {
        process(trade("A", "10:01:00.000", "3", "1", 1));
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).isEmpty();
        harness.processWatermark(TEN + 119_999);
        assertThat(bars()).containsExactly("1m A+1 o=3 h=3 l=3 c=3 v=1 q=3 n=1 closed");
    }

    @Test
    void tiesOfTimeAreDecidedByIdWhateverTheArrival() throws Exception {
        process(
                trade("A", "10:00:01.000", "5", "1", 10),
                trade("A", "10:00:01.000", "4", "1", 9),
                trade("A", "10:00:01.000", "6", "1", 11));
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).containsExactly("1m A+0 o=4 h=6 l=4 c=6 v=3 q=15 n=3 closed");
    }

    @Test
    void aTradeOfSizeZeroMovesThePriceAndCounts() throws Exception {
        process(trade("A", "10:00:01.000", "5", "0", 1));
        harness.processWatermark(TEN + 59_999);
        assertThat(harness.extractOutputValues()).singleElement().satisfies(bar -> {
            assertThat(bar.vwap()).isNull();
            assertThat(Trades.text(bar)).isEqualTo("o=5 h=5 l=5 c=5 v=0 q=0 n=1 closed");
        });
    }

    @Test
    void aLateTradeWithinTheLatenessCorrectsItsBar() throws Exception {
        process(trade("A", "10:00:01.000", "5", "1", 1));
        harness.processWatermark(TEN + 59_999 + 300_000 - 1);
        process(trade("A", "10:00:00.000", "7", "1", 2));
        assertThat(bars())
                .containsExactly(
                        "1m A+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed", "1m A+0 o=7 h=7 l=5 c=5 v=2 q=12 n=2 closed");
        assertThat(harness.getSideOutput(DEAD_LETTERS)).isNull();
    }

    @Test
    void aBarOfTooLateTradesAloneIsNeverMadeAndTheirRecordsAreSetAside() throws Exception {
        process(trade("A", "10:00:01.000", "5", "1", 1));
        harness.processWatermark(TEN + 59_999 + 300_000);
        process(trade("A", "10:00:00.000", "7", "1", 2));
        assertThat(bars()).hasSize(1);
        assertThat(harness.getSideOutput(DEAD_LETTERS))
                .singleElement()
                .satisfies(record -> assertThat(record.getValue().source()).isEqualTo("trades-0@2"));
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    private List<String> ended() {
        return harness.extractOutputValues().stream()
                .filter(Bar::endsOnly)
                .map(bar -> bar.key().interval().label() + " " + bar.key().symbol() + "+"
                        + (bar.key().startMillis() - TEN) / 60_000)
                .toList();
    }

    private void tellThatLate(String symbol, long minuteMillis) throws Exception {
        harness.processElement(new StreamRecord<>(new LateMinute(new Instrument(null, symbol), minuteMillis)));
    }

    /** A run that failed may have left one of them open; it knew trades that are all too late now. */
    @Test
    void aBarOfTooLateTradesAloneIsToldToHaveEndedOnceWhereOpenBarsAreTold() throws Exception {
        openWith(Trades.settings(Duration.ofSeconds(1)), null);
        harness.processWatermark(TEN + 59_999 + 300_000);
        process(trade("A", "10:00:01.000", "7", "1", 1), trade("A", "10:00:02.000", "7", "1", 2));
        tellThatLate("A", TEN);
        tellThatLate("B", TEN);
        assertThat(ended()).containsExactly("1m A+0", "1m B+0");
        assertThat(harness.extractOutputValues()).hasSize(2).allSatisfy(bar -> assertThat(bar.revision())
                .isEqualTo(1));
        assertThat(harness.getSideOutput(DEAD_LETTERS)).hasSize(2);
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void aBarIsToldToHaveEndedWhenItHasAndIsMadeIfATradeComesInTimeNevertheless() throws Exception {
        openWith(Trades.settings(Duration.ofSeconds(1), Interval.ONE_MINUTE, Interval.FIFTEEN_MINUTES), null);
        harness.processWatermark(TEN + 59_999 + 300_000);
        tellThatLate("A", TEN);
        tellThatLate("B", TEN);
        assertThat(ended()).containsExactly("1m A+0", "1m B+0");
        process(trade("B", "10:06:00.000", "7", "1", 1));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        openWith(Trades.settings(Duration.ofSeconds(1), Interval.ONE_MINUTE, Interval.FIFTEEN_MINUTES), state);
        harness.processWatermark(TEN + 899_998);
        assertThat(bars()).containsExactly("1m B+6 o=7 h=7 l=7 c=7 v=1 q=7 n=1 closed");
        harness.processWatermark(TEN + 899_999);
        assertThat(ended()).containsExactly("15m A+0");
        process(trade("A", "10:14:00.000", "8", "1", 2));
        assertThat(bars())
                .contains("15m B+0 o=7 h=7 l=7 c=7 v=1 q=7 n=1 closed", "15m A+0 o=8 h=8 l=8 c=8 v=1 q=8 n=1 closed");
        harness.processWatermark(TEN + 899_999 + 300_000);
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void aBarThatIsKnownIsNotToldToHaveEndedForATradeThatIsTooLate() throws Exception {
        openWith(Trades.settings(Duration.ofSeconds(1), Interval.FIVE_MINUTES), null);
        process(trade("A", "10:00:01.000", "5", "1", 1));
        tellThatLate("A", TEN);
        harness.processWatermark(TEN + 299_999);
        assertThat(bars()).containsExactly("5m A+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed");
    }

    @Test
    void longerIntervalsAreTheSumOfTheMinutes() throws Exception {
        openWith(Trades.settings(Interval.ONE_MINUTE, Interval.FIVE_MINUTES), null);
        process(
                trade("A", "10:00:01.000", "5", "1", 1),
                trade("A", "10:04:59.999", "7", "2", 2),
                trade("A", "10:05:00.000", "1", "1", 3));
        harness.processWatermark(TEN + 299_999);
        assertThat(bars())
                .containsExactlyInAnyOrder(
                        "1m A+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed",
                        "1m A+4 o=7 h=7 l=7 c=7 v=2 q=14 n=1 closed",
                        "5m A+0 o=5 h=7 l=5 c=7 v=3 q=19 n=2 closed");
    }

    @Test
    void aMinuteWithoutTradesHasNoBar() throws Exception {
        process(trade("A", "10:00:30.000", "5", "1", 1), trade("A", "10:03:30.000", "6", "1", 2));
        harness.processWatermark(TEN + 299_999);
        assertThat(bars())
                .containsExactly(
                        "1m A+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed", "1m A+3 o=6 h=6 l=6 c=6 v=1 q=6 n=1 closed");
    }

    @Test
    void daysAndQuartersOfThemBeginInTheirZone() throws Exception {
        BarSettings utc = Trades.settings(Interval.ONE_DAY, Interval.FOUR_HOURS, Interval.ONE_HOUR);
        openWith(
                new BarSettings(
                        utc.intervals(),
                        ZoneId.of("America/New_York"),
                        utc.outOfOrderness(),
                        utc.allowedLateness(),
                        utc.idleTimeout(),
                        utc.maxDrift(),
                        utc.updateInterval(),
                        false,
                        false,
                        false,
                        utc.maxAhead()),
                null);
        process(trade("A", "03:59:59.999", "5", "1", 1), trade("A", "04:00:00.000", "6", "1", 2));
        harness.processWatermark(Long.MAX_VALUE);
        // Midnight there is 4 o'clock UTC.
        assertThat(bars())
                .containsExactlyInAnyOrder(
                        "1h A+-420 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed",
                        "4h A+-600 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed",
                        "1d A+-1800 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed",
                        "1h A+-360 o=6 h=6 l=6 c=6 v=1 q=6 n=1 closed",
                        "4h A+-360 o=6 h=6 l=6 c=6 v=1 q=6 n=1 closed",
                        "1d A+-360 o=6 h=6 l=6 c=6 v=1 q=6 n=1 closed");
    }

    @Test
    void anOpenBarIsSentAtMostOnceInAnUpdateIntervalAndTheClosedOneFollows() throws Exception {
        openWith(Trades.settings(Duration.ofSeconds(1)), null);
        harness.setProcessingTime(10_100);
        process(trade("A", "10:00:01.000", "5", "1", 1), trade("A", "10:00:02.000", "6", "1", 2));
        harness.setProcessingTime(10_999);
        assertThat(bars()).isEmpty();
        harness.setProcessingTime(11_000);
        assertThat(bars()).containsExactly("1m A+0 o=5 h=6 l=5 c=6 v=2 q=11 n=2 open");
        harness.setProcessingTime(20_000);
        assertThat(bars()).hasSize(1);
        harness.processWatermark(TEN + 59_999);
        assertThat(bars()).last().isEqualTo("1m A+0 o=5 h=6 l=5 c=6 v=2 q=11 n=2 closed");
    }

    @Test
    void whenAllIsIdleTheClockClosesTheLastBar() throws Exception {
        harness.setProcessingTime(1_000_000);
        process(trade("A", "10:00:30.000", "5", "1", 1));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        // Event time is 10:00:30 + 10 s of quiet - 5 s of out-of-orderness, and ends the minute 25 s later.
        harness.setProcessingTime(1_000_000 + 24_500);
        assertThat(bars()).isEmpty();
        harness.setProcessingTime(1_000_000 + 25_000);
        assertThat(bars()).containsExactly("1m A+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed");
    }

    @Test
    void aPauseLosesNothingWhateverItsLength() throws Exception {
        process(trade("A", "10:00:30.000", "5", "1", 1));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        for (int minute = 0; minute < 60; minute++) {
            harness.setProcessingTime(minute * 60_000L);
        }
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        process(trade("A", "10:00:31.000", "6", "1", 2));
        harness.processWatermark(TEN + 59_999);
        assertThat(bars())
                .containsExactly(
                        "1m A+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed", "1m A+0 o=5 h=6 l=5 c=6 v=2 q=11 n=2 closed");
        assertThat(harness.getSideOutput(DEAD_LETTERS)).isNull();
    }

    @Test
    void theClockStandsStillWhileTradesCome() throws Exception {
        harness.setProcessingTime(0);
        process(trade("A", "10:00:30.000", "5", "1", 1));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        harness.setProcessingTime(3_600_000);
        assertThat(bars()).isEmpty();
    }

    @Test
    void aRestoredBarGoesOnWhereItStoodAndTheClockStillClosesIt() throws Exception {
        process(trade("A", "10:00:30.000", "5", "1", 1));
        OperatorSubtaskState state = harness.snapshot(1, 1);
        openWith(Trades.settings(), state);
        harness.setProcessingTime(0);
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.setProcessingTime(60_000);
        assertThat(bars()).containsExactly("1m A+0 o=5 h=5 l=5 c=5 v=1 q=5 n=1 closed");
    }

    @Test
    void afterARestoreNothingIsSentThatWasSentBefore() throws Exception {
        process(trade("A", "10:00:30.000", "5", "1", 1));
        harness.processWatermark(TEN + 59_999);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        openWith(Trades.settings(), state);
        harness.processWatermark(TEN + 59_999);
        harness.processWatermark(TEN + 600_000);
        assertThat(bars()).isEmpty();
        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    @Test
    void stateIsGoneOnceNothingCanChangeABar() throws Exception {
        for (int i = 0; i < 100; i++) {
            process(trade("S" + i, "10:00:30.000", "5", "1", i));
        }
        assertThat(harness.numKeyedStateEntries()).isEqualTo(100);
        harness.processWatermark(TEN + 59_999 + 300_000);
        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void boundedInputEndsEveryBar() throws Exception {
        process(trade("A", "10:00:30.000", "5", "1", 1), trade("A", "10:07:30.000", "5", "1", 2));
        harness.processWatermark(Long.MAX_VALUE);
        assertThat(bars()).hasSize(2).allMatch(bar -> bar.endsWith("closed"));
    }
}
