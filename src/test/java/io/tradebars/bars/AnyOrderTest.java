package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetterElementSerializer;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Amendment;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import io.tradebars.trade.TradeRecord;
import io.tradebars.trade.TradeRecordSerializer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random streams, disturbed in random ways, give the bars that a plain reference makes of the trades that stand in the end. */
class AnyOrderTest {

    private static final OutputTag<DeadLetter> DEAD_LETTERS =
            new OutputTag<>("dead-letters", DeadLetterElementSerializer.TYPE);

    private static final Interval[] INTERVALS = {
        Interval.ONE_MINUTE, Interval.FIVE_MINUTES, Interval.ONE_HOUR, Interval.ONE_DAY
    };

    /** Both operators in a row, which can be broken down and restored at any moment. */
    private static final class Line implements AutoCloseable {
        private final BarSettings settings;
        private final List<Bar> bars = new ArrayList<>();
        private final List<DeadLetter> letters = new ArrayList<>();
        private OneInputStreamOperatorTestHarness<TradeRecord, BarInput> partials;
        private KeyedOneInputStreamOperatorTestHarness<Instrument, BarInput, Bar> whole;
        private long checkpoints;

        Line(BarSettings settings) throws Exception {
            this.settings = settings;
            open(null, null);
        }

        private void open(OperatorSubtaskState ofPartials, OperatorSubtaskState ofWhole) throws Exception {
            partials = new OneInputStreamOperatorTestHarness<>(
                    new PartialBarOperator(settings, DEAD_LETTERS), TradeRecordSerializer.TYPE.createSerializer(null));
            whole = new KeyedOneInputStreamOperatorTestHarness<>(
                    new BarOperator(settings, DEAD_LETTERS), BarInput::instrument, InstrumentSerializer.TYPE);
            partials.setup(BarInputSerializer.TYPE.createSerializer(null));
            if (ofPartials != null) {
                partials.initializeState(ofPartials);
                whole.initializeState(ofWhole);
            }
            partials.open();
            whole.open();
        }

        void process(TradeRecord record) throws Exception {
            partials.processElement(new StreamRecord<>(record));
            passOn();
        }

        void watermark(long millis) throws Exception {
            partials.processWatermark(millis);
            passOn();
            whole.processWatermark(millis);
            take();
        }

        void breakDownAndRestore() throws Exception {
            checkpoints++;
            partials.prepareSnapshotPreBarrier(checkpoints);
            passOn();
            OperatorSubtaskState ofPartials = partials.snapshot(checkpoints, checkpoints);
            OperatorSubtaskState ofWhole = whole.snapshot(checkpoints, checkpoints);
            take();
            partials.close();
            whole.close();
            open(ofPartials, ofWhole);
        }

        private void passOn() throws Exception {
            for (BarInput input : partials.extractOutputValues()) {
                whole.processElement(new StreamRecord<>(Trades.received(input)));
            }
            partials.getOutput().clear();
            take();
        }

        private void take() {
            bars.addAll(whole.extractOutputValues());
            whole.getOutput().clear();
            for (OneInputStreamOperatorTestHarness<?, ?> harness : List.of(partials, whole)) {
                var side = harness.getSideOutput(DEAD_LETTERS);
                if (side != null) {
                    side.forEach(record -> letters.add(record.getValue()));
                    side.clear();
                }
            }
        }

        @Override
        public void close() throws Exception {
            partials.close();
            whole.close();
        }
    }

    /** Sends the records, with the watermark behind the latest trade, and breaks the line down now and then. */
    private static Line run(BarSettings settings, List<TradeRecord> records, Random random) throws Exception {
        Line line = new Line(settings);
        long latest = Long.MIN_VALUE;
        for (TradeRecord record : records) {
            line.process(record);
            if (record.isTrade()) {
                latest = Math.max(latest, record.trade().eventTimeMillis());
            }
            if (random.nextInt(20) == 0 && latest != Long.MIN_VALUE) {
                line.watermark(latest - settings.outOfOrderness().toMillis() - 1);
            }
            if (random.nextInt(150) == 0) {
                line.breakDownAndRestore();
            }
        }
        line.watermark(Long.MAX_VALUE);
        return line;
    }

    /** All but the last of each bar must have been on the way there: its revision only grows. */
    private static void assertNeverBackwards(List<Bar> bars) {
        Map<BarKey, Long> revisions = new HashMap<>();
        for (Bar bar : bars) {
            Long before = revisions.put(bar.key(), bar.revision());
            assertThat(before == null || before < bar.revision())
                    .as("%s after revision %s", bar, before)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sumsAreTheSameInAnyOrderAndAfterAnyRestore(long seed) throws Exception {
        Random random = new Random(seed);
        List<TradeRecord> trades = Trades.random(seed, 2_000);
        try (Line line = run(
                Trades.settings(false, false, false, INTERVALS),
                Trades.shuffledWithin(trades, 5_000, random),
                random)) {
            assertThat(Trades.last(line.bars)).isEqualTo(Trades.last(Trades.reference(trades, INTERVALS)));
            assertNeverBackwards(line.bars);
            assertThat(line.letters).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void duplicatesChangeNothingInAnyOrderAndAfterAnyRestore(long seed) throws Exception {
        Random random = new Random(seed);
        List<TradeRecord> trades = Trades.random(seed, 2_000);
        List<TradeRecord> twice = new ArrayList<>(trades);
        trades.stream().filter(trade -> random.nextInt(3) == 0).forEach(twice::add);
        try (Line line = run(
                Trades.settings(true, false, false, INTERVALS), Trades.shuffledWithin(twice, 5_000, random), random)) {
            assertThat(Trades.last(line.bars)).isEqualTo(Trades.last(Trades.reference(trades, INTERVALS)));
            assertNeverBackwards(line.bars);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void cancelsAndCorrectionsGiveTheBarsOfTheTradesThatStandInTheEnd(long seed) throws Exception {
        Random random = new Random(seed);
        List<TradeRecord> trades = Trades.random(seed, 2_000);
        List<TradeRecord> standing = new ArrayList<>();
        List<TradeRecord> amendments = new ArrayList<>();
        for (TradeRecord record : trades) {
            Trade trade = record.trade();
            switch (random.nextInt(10)) {
                case 0 -> amendments.add(amendment(trade, null, false, record.source()));
                case 1 -> {
                    Trade corrected = corrected(trade, trade.order(), random);
                    amendments.add(amendment(trade, corrected, true, record.source()));
                    standing.add(TradeRecord.of(corrected, record.source()));
                }
                case 2 -> {
                    // Within its minute, or into one that may still change.
                    long time = trade.order().eventTimeNanos() + (random.nextInt(40) - 20) * 1_000_000_000L;
                    TradeOrder order = new TradeOrder(
                            time, null, trade.id(), 0, trade.order().offset(), 0);
                    Trade corrected = corrected(trade, order, random);
                    amendments.add(amendment(trade, corrected, false, record.source()));
                    standing.add(TradeRecord.of(corrected, record.source()));
                }
                default -> standing.add(record);
            }
        }
        List<TradeRecord> stream = Trades.shuffledWithin(trades, 5_000, random);
        for (TradeRecord amendment : amendments) {
            // Before its trade, or up to a hundred records after it.
            int place = 0;
            while (stream.get(place).source() != amendment.source()) {
                place++;
            }
            stream.add(Math.min(stream.size(), Math.max(0, place + random.nextInt(120) - 20)), amendment);
        }
        try (Line line =
                run(Trades.settings(random.nextBoolean(), true, random.nextBoolean(), INTERVALS), stream, random)) {
            assertThat(line.letters).isEmpty();
            List<Bar> present = new ArrayList<>(line.bars);
            Map<BarKey, Bar> last = new HashMap<>();
            line.bars.forEach(bar -> last.put(bar.key(), bar));
            present.clear();
            last.values().stream().filter(bar -> !bar.isGone()).forEach(present::add);
            assertThat(Trades.last(present)).isEqualTo(Trades.last(Trades.reference(standing, INTERVALS)));
        }
    }

    private static Trade corrected(Trade trade, TradeOrder order, Random random) {
        return new Trade(
                trade.venue(),
                trade.symbol(),
                BigDecimal.valueOf(random.nextInt(2_000) - 500, random.nextInt(4)),
                BigDecimal.valueOf(random.nextInt(50), random.nextInt(8)),
                1,
                order,
                trade.id());
    }

    private static TradeRecord amendment(Trade trade, Trade corrected, boolean keepsTime, SourceRecord source) {
        return TradeRecord.of(
                new Amendment(
                        trade.venue(), trade.symbol(), trade.identity(), trade.eventTimeMillis(), corrected, keepsTime),
                source);
    }

    @Test
    void aGapIsWhatIsMissingOfConsecutiveIdsWhateverTheOrder() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            List<TradeRecord> all = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                long time = Trades.TEN + i * 1_000L;
                Trade trade = new Trade(
                        null,
                        "A",
                        BigDecimal.ONE,
                        BigDecimal.ONE,
                        1,
                        new TradeOrder(time * 1_000_000, null, Integer.toString(i), 0, i, 0),
                        Integer.toString(i));
                all.add(TradeRecord.of(trade, Trades.source(i)));
            }
            List<TradeRecord> some =
                    all.stream().filter(trade -> random.nextInt(4) > 0).toList();
            try (Line line = run(
                    Trades.settings(false, false, true, INTERVALS),
                    Trades.shuffledWithin(some, 5_000, random),
                    random)) {
                Map<BarKey, Bar> last = new HashMap<>();
                line.bars.forEach(bar -> last.put(bar.key(), bar));
                long missing = last.values().stream()
                        .filter(bar -> bar.key().interval() == Interval.ONE_MINUTE)
                        .mapToLong(bar -> bar.details().gap())
                        .sum();
                int first = Integer.parseInt(some.get(0).trade().id());
                int latest = Integer.parseInt(some.get(some.size() - 1).trade().id());
                assertThat(missing).isEqualTo(latest - first + 1 - some.size());
            }
        }
    }
}
