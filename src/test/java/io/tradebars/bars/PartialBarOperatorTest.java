package io.tradebars.bars;

import static io.tradebars.bars.Trades.TEN;
import static io.tradebars.bars.Trades.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetterElementSerializer;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Amendment;
import io.tradebars.trade.PackedTrades;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradePacker;
import io.tradebars.trade.TradeRecord;
import io.tradebars.trade.TradeRecordSerializer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartialBarOperatorTest {

    private static final RecursiveComparisonConfiguration WITH_PACKED_TRADES =
            RecursiveComparisonConfiguration.builder()
                    .withEqualsForType(PackedTrades::equals, PackedTrades.class)
                    .build();

    private static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", DeadLetterElementSerializer.TYPE);

    private OneInputStreamOperatorTestHarness<TradeRecord, BarInput> harness;

    @BeforeEach
    void open() throws Exception {
        harness = newHarness();
        harness.open();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    private static OneInputStreamOperatorTestHarness<TradeRecord, BarInput> newHarness() throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new PartialBarOperator(Trades.settings(), DEAD_LETTERS),
                TradeRecordSerializer.TYPE.createSerializer(null));
    }

    private void process(TradeRecord... trades) throws Exception {
        for (TradeRecord trade : trades) {
            harness.processElement(new StreamRecord<>(trade));
        }
    }

    private List<PartialBar> partials() throws Exception {
        List<PartialBar> partials = new ArrayList<>();
        for (BarInput output : harness.extractOutputValues()) {
            if (output instanceof PartialBars together) {
                together.forEach(new BarContentPacker(), partials::add);
            } else {
                partials.add((PartialBar) output);
            }
        }
        return partials;
    }

    private List<DeadLetter> deadLetters() {
        List<DeadLetter> letters = new ArrayList<>();
        var side = harness.getSideOutput(DEAD_LETTERS);
        if (side != null) {
            side.forEach(record -> letters.add(record.getValue()));
        }
        return letters;
    }

    @Test
    void tradesOfAMinuteCrossTheNetworkAsOnePartialBar() throws Exception {
        process(trade("A", "10:00:00.000", "2", "1", 1), trade("A", "10:00:59.999", "3", "1", 2));
        process(trade("A", "10:01:00.000", "4", "1", 3), trade("B", "10:00:01.000", "5", "1", 4));
        assertThat(partials()).isEmpty();
        harness.setProcessingTime(PartialBarOperator.MAX_HOLD_MILLIS);
        assertThat(partials())
                .extracting(p -> p.instrument().symbol(), PartialBar::minuteMillis, p -> p.count())
                .containsExactly(tuple("A", TEN, 2L), tuple("A", TEN + 60_000, 1L), tuple("B", TEN, 1L));
    }

    @Test
    void minutesOfAnInstrumentThatGoOnAtOnceCrossTheNetworkTogether() throws Exception {
        process(trade("A", "10:00:00.000", "2", "1", 1), trade("B", "10:00:01.000", "5", "1", 2));
        process(trade("A", "10:01:00.000", "4", "1", 3), trade("A", "10:00:59.999", "3", "1", 4));
        process(trade("A", "10:02:00.000", "6", "1", 5));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(harness.extractOutputValues())
                .extracting(input -> input.instrument().symbol(), Object::getClass)
                .containsExactly(tuple("B", PartialBar.class), tuple("A", PartialBars.class));
        assertThat(partials())
                .extracting(p -> p.instrument().symbol(), PartialBar::minuteMillis, p -> p.count())
                .containsExactly(
                        tuple("B", TEN, 1L),
                        tuple("A", TEN, 2L),
                        tuple("A", TEN + 60_000, 1L),
                        tuple("A", TEN + 120_000, 1L));
        process(trade("A", "10:03:00.000", "2", "1", 6));
        harness.prepareSnapshotPreBarrier(2);
        assertThat(partials()).hasSize(5);
    }

    @Test
    void aTradeWhoseMinuteHasEndedWaitsForAShortTimeOnlyAndWhatIsHeldGoesOnWithIt() throws Exception {
        process(trade("A", "10:01:00.000", "2", "1", 1));
        harness.setProcessingTime(PartialBarOperator.SHORT_HOLD_MILLIS);
        harness.processWatermark(TEN + 59_999);
        assertThat(partials()).isEmpty();
        process(trade("A", "10:00:59.999", "3", "1", 2));
        harness.setProcessingTime(2 * PartialBarOperator.SHORT_HOLD_MILLIS - 1);
        assertThat(partials()).isEmpty();
        harness.setProcessingTime(2 * PartialBarOperator.SHORT_HOLD_MILLIS);
        assertThat(partials()).extracting(PartialBar::minuteMillis).containsExactly(TEN + 60_000, TEN);
        process(trade("A", "10:01:01.000", "2", "1", 3));
        harness.setProcessingTime(2 * PartialBarOperator.SHORT_HOLD_MILLIS + PartialBarOperator.MAX_HOLD_MILLIS);
        assertThat(partials()).hasSize(3);
    }

    @Test
    void whereOpenBarsAreToldOfTradesWaitForAShortTimeOnly() throws Exception {
        openWith(Trades.settings(Duration.ofSeconds(1)), null);
        process(trade("A", "10:00:00.000", "2", "1", 1));
        harness.setProcessingTime(PartialBarOperator.SHORT_HOLD_MILLIS);
        assertThat(partials()).hasSize(1);
    }

    @Test
    void theyGoOnBeforeTheWatermarkThatEndsTheirMinute() throws Exception {
        process(trade("A", "10:00:00.000", "2", "1", 1));
        harness.processWatermark(TEN + 59_998);
        assertThat(partials()).isEmpty();
        harness.processWatermark(TEN + 59_999);
        assertThat(harness.getOutput()).hasSize(3);
        assertThat(List.copyOf(harness.getOutput()).get(1)).isInstanceOf(StreamRecord.class);
        assertThat(List.copyOf(harness.getOutput()).get(2)).isEqualTo(new Watermark(TEN + 59_999));
    }

    @Test
    void theyGoOnBeforeACheckpointAndAtTheEndOfInput() throws Exception {
        process(trade("A", "10:00:00.000", "2", "1", 1));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(partials()).hasSize(1);
        process(trade("A", "10:00:00.000", "2", "1", 2));
        harness.getOperator().finish();
        assertThat(partials()).hasSize(2);
    }

    @Test
    void aRejectedRecordIsSetAsideByteForByte() throws Exception {
        process(TradeRecord.rejected("price is not a number", Trades.source(7)));
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("price is not a number");
            assertThat(letter.source()).isEqualTo("trades-0@7");
            assertThat(letter.value()).isEqualTo(Trades.source(7).value());
        });
    }

    @Test
    void aTradeIsTooLateOnceTheWatermarkIsTheAllowedLatenessPastItsMinute() throws Exception {
        harness.processWatermark(TEN + 60_000 - 1 + 300_000 - 1);
        process(trade("A", "10:00:59.999", "2", "1", 1));
        assertThat(deadLetters()).isEmpty();
        harness.processWatermark(TEN + 60_000 - 1 + 300_000);
        process(trade("A", "10:00:59.999", "2", "1", 2));
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.source()).isEqualTo("trades-0@2");
            assertThat(letter.reason())
                    .contains("2024-08-09T10:00:00Z is too late")
                    .contains("bar.allowed-lateness");
        });
    }

    @Test
    void whatWasTooLateBeforeARestoreIsTooLateAfterIt() throws Exception {
        harness.processWatermark(TEN + 3_600_000);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        harness.close();
        harness = newHarness();
        harness.initializeState(state);
        harness.open();
        process(trade("A", "10:00:00.000", "2", "1", 1));
        assertThat(deadLetters()).hasSize(1);
        process(trade("A", "11:00:00.000", "2", "1", 2));
        assertThat(deadLetters()).hasSize(1);
    }

    @Test
    void aMinuteIsToldToBeLateOnceWhereOpenBarsAreTold() throws Exception {
        openWith(Trades.settings(Duration.ofSeconds(1)), null);
        harness.processWatermark(TEN + 3_600_000);
        process(trade("A", "10:00:00.000", "2", "1", 1), trade("A", "10:00:01.000", "2", "1", 2));
        process(trade("A", "10:01:00.000", "2", "1", 3), trade("B", "10:00:01.000", "2", "1", 4));
        assertThat(harness.extractOutputValues())
                .containsExactly(
                        new LateMinute(new Instrument(null, "A"), TEN),
                        new LateMinute(new Instrument(null, "A"), TEN + 60_000),
                        new LateMinute(new Instrument(null, "B"), TEN));
        assertThat(deadLetters()).hasSize(4);
        openWith(Trades.settings(), harness.snapshot(1, 1));
        process(trade("A", "10:00:00.000", "2", "1", 5));
        assertThat(harness.extractOutputValues()).isEmpty();
    }

    @Test
    void recordsTravelAlongOnlyWhereLatenessCannotBeKnownHere() throws Exception {
        harness.setProcessingTime(TEN + 3_600_000);
        process(trade("A", "10:00:00.000", "2", "1", 1));
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        assertThat(partials()).last().satisfies(p -> assertThat(p.records()).isEmpty());

        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        process(trade("A", "10:00:01.000", "2", "1", 2));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(partials()).last().satisfies(p -> assertThat(p.records())
                .extracting(SourceRecord::position)
                .containsExactly("trades-0@2"));

        process(trade("A", "11:00:00.000", "2", "1", 3));
        harness.prepareSnapshotPreBarrier(2);
        assertThat(partials()).last().satisfies(p -> assertThat(p.records()).isEmpty());
    }

    @Test
    void aRecordTravelsAlongAlsoIfItsTradeMayBecomeTooLateWhileItIsHeld() throws Exception {
        harness.processWatermarkStatus(WatermarkStatus.IDLE);
        harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
        harness.setProcessingTime(TEN + 60_000 - PartialBarOperator.MAX_HOLD_MILLIS / 2);
        process(trade("A", "10:00:00.000", "2", "1", 1), trade("A", "10:01:00.000", "2", "1", 2));
        harness.prepareSnapshotPreBarrier(1);
        assertThat(partials()).extracting(p -> p.records().size()).containsExactly(1, 0);
    }

    private void openWith(BarSettings settings, OperatorSubtaskState state) throws Exception {
        harness.close();
        harness = new OneInputStreamOperatorTestHarness<>(
                new PartialBarOperator(settings, DEAD_LETTERS), TradeRecordSerializer.TYPE.createSerializer(null));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    private static TradeRecord fromTheMiddle(TradeRecord record) {
        return TradeRecord.of(record.trade(), record.source(), true);
    }

    private long beginning() throws Exception {
        harness.prepareSnapshotPreBarrier(1);
        List<PartialBar> partials = partials();
        return partials.get(partials.size() - 1)
                .content()
                .content()
                .completeness()
                .beginMillis();
    }

    @Test
    void aPartitionReadFromItsMiddleBeginsWithItsFirstTradeAlsoAfterARestore() throws Exception {
        openWith(Trades.settings(false, false, true), null);
        process(fromTheMiddle(trade("A", "10:00:20.000", "2", "1", 17)));
        assertThat(beginning()).isEqualTo(Trades.TEN + 20_000);
        OperatorSubtaskState state = harness.snapshot(1, 1);
        openWith(Trades.settings(false, false, true), state);
        process(fromTheMiddle(trade("A", "10:01:30.000", "2", "1", 18)));
        assertThat(beginning()).isEqualTo(Trades.TEN + 20_000);
    }

    @Test
    void aPartitionReadFromItsFirstRecordHasNoSuchBeginning() throws Exception {
        openWith(Trades.settings(false, false, true), null);
        // Before it came a record that held no trade.
        process(trade("A", "10:00:20.000", "2", "1", 1), trade("A", "10:00:30.000", "2", "1", 2));
        assertThat(beginning()).isEqualTo(Completeness.FROM_THE_BEGINNING);
    }

    @Test
    void tradesThatMayBeAmendedTravelAddedUpAndOneByOneBeforeTheirAmendment() throws Exception {
        openWith(Trades.settings(false, true, false), null);
        TradeRecord first = trade("A", "10:00:01.000", "2", "1", 1);
        TradeRecord second = trade("A", "10:00:02.000", "3", "1", 2);
        Amendment cancel = new Amendment(null, "A", "1", Trades.TEN + 3_000, null, true);
        TradeRecord cancelling = TradeRecord.of(cancel, Trades.source(3));
        process(first, second, cancelling);
        BarContent both = BarContent.of(first.trade());
        both.add(second.trade(), null);
        assertThat(harness.extractOutputValues())
                .usingRecursiveFieldByFieldElementComparator(WITH_PACKED_TRADES)
                .containsExactly(
                        new PartialBar(
                                new Instrument(null, "A"),
                                Trades.TEN,
                                PackableContent.of(both),
                                packed(first.trade(), second.trade()),
                                Completeness.FROM_THE_BEGINNING,
                                List.of()),
                        new AmendedTrade(cancel, cancelling.source()));
    }

    @Test
    void whereDuplicatesAreLeftOutTradesTravelOneByOneAlone() throws Exception {
        openWith(Trades.settings(true, true, false), null);
        TradeRecord trade = trade("A", "10:00:01.000", "2", "1", 1);
        process(trade, trade);
        harness.prepareSnapshotPreBarrier(1);
        assertThat(partials())
                .extracting(PartialBar::content, PartialBar::trades)
                .containsExactly(tuple(null, packed(trade.trade(), trade.trade())));
    }

    private static PackedTrades packed(Trade... trades) throws IOException {
        PackedTrades packed = new PackedTrades();
        for (Trade trade : trades) {
            new TradePacker().add(trade, packed);
        }
        return packed;
    }
}
