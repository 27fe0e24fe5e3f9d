package io.tradebars.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.ingest.TradeFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmark's verdicts rest on: the two readers, the floor's table, and the bars to expect. */
class ReferenceBarsTest {

    private static final Load LOAD = new Load("some", 20_000, 3_000, 5);

    private final ReferenceBars reference = new ReferenceBars(LOAD);
    private final MinuteTable table = new MinuteTable();
    private final ByteScanner scanner = new ByteScanner();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeBars() {
        CollectedBars.clear();
        TradeGenerator trades = new TradeGenerator(LOAD);
        FixedTrade trade = new FixedTrade();
        FixedTrade read = new FixedTrade();
        while (trades.next(trade)) {
            reference.add(trade);
            scanner.read(TradeMessages.of(TradeFormat.JSON, trade), read);
            table.add(read);
        }
    }

    /** The verdict on the table's bars, after something was done to those of the last minute. */
    private ReferenceBars.Difference verdict(UnaryOperator<long[]> change) throws Exception {
        Path right = folder.resolve("right");
        table.collect(scanner.symbols(), CollectedBars.newCollector());
        CollectedBars.writeTo(right);
        CollectedBars.clear();
        CollectedBars.Collector changed = CollectedBars.newCollector();
        long lastMinute = TradeGenerator.START_MILLIS + (LOAD.minutes() - 1) * FixedTrade.MINUTE_MILLIS;
        CollectedBars.read(right, bar -> {
            long[] given = bar[CollectedBars.START] == lastMinute ? change.apply(bar.clone()) : bar;
            if (given != null) {
                changed.add(given[0], given[1], given[2], given[3], given[4], given[5], given[6], given[7], given[8]);
            }
        });
        Path file = folder.resolve("changed");
        CollectedBars.writeTo(file);
        return reference.compare(file);
    }

    private static UnaryOperator<long[]> adding(int field) {
        return bar -> {
            bar[field]++;
            return bar;
        };
    }

    @Test
    void theFloorMakesTheBarsToExpect() throws Exception {
        assertThat(verdict(UnaryOperator.identity())).hasToString("equal");
    }

    @Test
    void aLossOfTheLastMinuteIsSeen() throws Exception {
        ReferenceBars.Difference difference = verdict(bar -> null);
        assertThat(difference.missing()).isPositive().isEqualTo(difference.missingAtTheEnd());
        assertThat(difference.openOrClose() + difference.others()).isZero();
    }

    @Test
    void aWrongOpenOrCloseIsToldFromOtherFaults() throws Exception {
        for (int field : new int[] {CollectedBars.OPEN, CollectedBars.CLOSE}) {
            ReferenceBars.Difference difference = verdict(adding(field));
            assertThat(difference.openOrClose()).isPositive();
            assertThat(difference.missing() + difference.others()).isZero();
        }
    }

    @Test
    void aFaultInAnyOtherFieldIsSeen() throws Exception {
        for (int field : new int[] {
            CollectedBars.HIGH, CollectedBars.LOW, CollectedBars.VOLUME, CollectedBars.NOTIONAL, CollectedBars.TRADES
        }) {
            assertThat(verdict(adding(field)).others()).as("field %d", field).isPositive();
        }
    }

    @Test
    void bothReadersReadWhatTheGeneratorWrites() {
        TradeGenerator trades = new TradeGenerator(LOAD);
        FixedTrade trade = new FixedTrade();
        JacksonTradeReader jackson = new JacksonTradeReader();
        while (trades.next(trade)) {
            for (TradeReader reader : List.of(scanner, jackson)) {
                FixedTrade read = new FixedTrade();
                reader.read(TradeMessages.of(TradeFormat.JSON, trade), read);
                assertThat(reader.symbols().get(read.symbol)).isEqualTo(Load.symbolName(trade.symbol));
                read.symbol = trade.symbol;
                assertThat(read).usingRecursiveComparison().isEqualTo(trade);
            }
        }
    }
}
