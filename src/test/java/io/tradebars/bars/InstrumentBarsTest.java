package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.trade.TradeRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class InstrumentBarsTest {

    private static byte[] written(InstrumentBars bars) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new InstrumentBarsSerializer().serialize(bars, out);
        return out.getCopyOfBuffer();
    }

    private static InstrumentBars some(Random random) {
        InstrumentBars bars = InstrumentBars.empty();
        for (int i = 0; i < 5; i++) {
            BarContent content = BarContent.empty();
            for (TradeRecord record : Trades.random(random.nextInt(), 1 + random.nextInt(20))) {
                content.add(
                        record.trade(),
                        i == 1 ? Completeness.of(record.trade(), Completeness.FROM_THE_BEGINNING) : null);
            }
            content.addAmendments(random.nextInt(3));
            BarSlot slot = new BarSlot(i == 4 ? Interval.ONE_DAY : Interval.ONE_MINUTE, Trades.TEN + 60_000 * i);
            BarContent settled = i == 2 ? content.copy() : null;
            bars.add(new BarState(slot, PackableContent.of(content), settled, i < 3, 2 * i, i, 7 - i));
        }
        return bars;
    }

    @Test
    void barsSurviveWithAllTheirPartsAndAreCopiedAsTheyAreWritten() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            InstrumentBars bars = some(new Random(seed));
            InstrumentBars read = new InstrumentBarsSerializer().deserialize(new DataInputDeserializer(written(bars)));
            assertThat(read).usingRecursiveComparison().isEqualTo(bars);
            assertThat(written(read)).isEqualTo(written(bars));
            assertThat(written(bars.copy())).isEqualTo(written(bars));
        }
    }

    @Test
    void aBarThatIsPackedIsWrittenAndCopiedAsBeforeAndStillHasItsContent() throws Exception {
        BarContentPacker packer = new BarContentPacker();
        for (int seed = 0; seed < 50; seed++) {
            InstrumentBars bars = some(new Random(seed));
            InstrumentBars packed = bars.copy();
            for (BarState bar : packed.all()) {
                bar.pack(packer);
                bar.pack(packer);
            }
            InstrumentBars copy = packed.copy();
            assertThat(written(packed)).isEqualTo(written(bars));
            for (int i = 0; i < bars.size(); i++) {
                assertThat(copy.get(i).content())
                        .usingRecursiveComparison()
                        .isEqualTo(bars.get(i).content());
                copy.get(i)
                        .merge(PackableContent.of(BarContent.of(
                                Trades.trade("A", "10:00:01", "10", "2", 1).trade())));
            }
            assertThat(written(copy)).isNotEqualTo(written(bars));
            assertThat(written(packed)).isEqualTo(written(bars));
        }
    }

    @Test
    void aPackedBarWhoseTradesWereAmendedHasWhatIsLeftOfThem() throws Exception {
        BarContent content =
                BarContent.of(Trades.trade("A", "10:00:01", "10", "2", 1).trade());
        BarState bar = BarState.of(new BarSlot(Interval.ONE_MINUTE, Trades.TEN), PackableContent.of(content));
        bar.pack(new BarContentPacker());
        bar.replaceUnsettled(
                BarContent.of(Trades.trade("A", "10:00:02", "11", "3", 2).trade()));
        assertThat(bar.content().sums().open()).isEqualByComparingTo("11");
        assertThat(bar.content().trades()).isEqualTo(1);
    }

    @Test
    void aCopyDoesNotChangeWithItsOriginal() throws Exception {
        InstrumentBars bars = some(new Random(3));
        InstrumentBars copy = bars.copy();
        byte[] before = written(copy);
        for (BarState bar : new ArrayList<>(bars.all())) {
            bar.content()
                    .add(
                            Trades.trade("A", "10:00:59.999", "9999.99999", "7", 9_999)
                                    .trade(),
                            null);
            bar.close();
            bar.send(bar.slot().of(new Instrument(null, "A")));
        }
        bars.add(bars.all().get(0));
        assertThat(written(copy)).isEqualTo(before);
    }

    @Test
    void barsAreFoundInTheOrderOfTheirEndsWhateverIsAddedAndRemoved() {
        Random random = new Random(5);
        InstrumentBars bars = InstrumentBars.empty();
        Map<Long, BarState> expected = new TreeMap<>();
        for (int step = 0; step < 10_000; step++) {
            long start = Trades.TEN + 60_000L * random.nextInt(12);
            BarSlot slot = new BarSlot(Interval.ONE_MINUTE, start);
            assertThat(bars.find(slot)).isSameAs(expected.get(start));
            assertThat(bars.find(new BarSlot(Interval.FIVE_MINUTES, start))).isNull();
            if (expected.containsKey(start)) {
                int index = bars.all().indexOf(expected.remove(start));
                assertThat(bars.closeTime(index)).isEqualTo(start + 1);
                assertThat(bars.expiryTime(index)).isEqualTo(start + 2);
                bars.remove(index);
            } else {
                expected.put(start, BarState.of(slot, PackableContent.of(BarContent.empty())));
                bars.add(expected.get(start));
                int index = bars.all().indexOf(expected.get(start));
                assertThat(bars.closeTime(index)).isEqualTo(Long.MIN_VALUE);
                bars.setTimes(index, start + 1, start + 2);
            }
            if (random.nextInt(10) == 0) {
                expected.replaceAll((time, bar) -> null);
                bars = bars.copy();
                for (BarState bar : bars.all()) {
                    expected.put(bar.slot().startMillis(), bar);
                }
            }
            assertThat(bars.all()).containsExactlyElementsOf(expected.values());
        }
    }

    @Test
    void barsOfAllIntervalsAreFoundAmongEachOtherAlsoThoseThatBeginOrEndTogether() {
        List<BarState> added = new ArrayList<>();
        for (Interval interval : Interval.values()) {
            for (long start = Trades.TEN; start < Trades.TEN + 4 * interval.millis(); start += interval.millis()) {
                added.add(BarState.of(new BarSlot(interval, start), PackableContent.of(BarContent.empty())));
            }
        }
        Collections.shuffle(added, new Random(7));
        InstrumentBars bars = InstrumentBars.empty();
        added.forEach(bars::add);

        assertThat(added).allSatisfy(bar -> assertThat(bars.find(bar.slot())).isSameAs(bar));
        assertThat(bars.all()).extracting(bar -> bar.slot().nominalEndMillis()).isSorted();
        assertThat(bars.find(new BarSlot(Interval.ONE_MINUTE, Trades.TEN - 60_000)))
                .isNull();
        assertThat(bars.find(new BarSlot(Interval.ONE_DAY, Trades.TEN + 60_000)))
                .isNull();
    }

    @Test
    void aBarOfTheStandardFieldsTakesLessThan200Bytes() throws Exception {
        InstrumentBars bars = InstrumentBars.empty();
        BarContent content = BarContent.empty();
        for (TradeRecord record : List.of(
                Trades.trade("A", "10:00:00.123", "61837.63", "0.01234", 9_007_199_254_740_993L),
                Trades.trade("A", "10:00:59.999", "61855.37", "12.43238", 9_007_199_254_741_993L))) {
            content.add(record.trade(), null);
        }
        bars.add(BarState.of(new BarSlot(Interval.ONE_MINUTE, Trades.TEN), PackableContent.of(content)));
        assertThat(written(bars)).hasSizeLessThan(200);
    }
}
