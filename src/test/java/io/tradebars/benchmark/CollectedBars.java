package io.tradebars.benchmark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The bars of an engine's run in this JVM, in the order in which each of its threads gave them. They are kept as numbers (72 bytes a bar, which the
 * figures of every engine include), and written to a file after the run. A static field holds them, since an engine's copies of a sink have nothing
 * else in common.
 */
final class CollectedBars {

    /** Where a bar's numbers are; those of prices, volume and notional in the scales of {@link FixedTrade}. */
    static final int SYMBOL = 0;

    static final int START = 1;
    static final int OPEN = 2;
    static final int HIGH = 3;
    static final int LOW = 4;
    static final int CLOSE = 5;
    static final int VOLUME = 6;
    static final int NOTIONAL = 7;
    static final int TRADES = 8;
    private static final int FIELDS = 9;

    private static final int BARS_A_CHUNK = 1 << 12;

    private static final List<Collector> COLLECTORS = new CopyOnWriteArrayList<>();

    private CollectedBars() {}

    /** Takes the bars of one thread. */
    static final class Collector {
        private final List<long[]> chunks = new ArrayList<>();
        private int used = BARS_A_CHUNK * FIELDS;

        /**
         * Keeps a bar.
         *
         * @param symbol number of the symbol
         * @param start its first instant, milliseconds since the epoch
         */
        void add(
                long symbol,
                long start,
                long open,
                long high,
                long low,
                long close,
                long volume,
                long notional,
                long trades) {
            if (used == BARS_A_CHUNK * FIELDS) {
                chunks.add(new long[BARS_A_CHUNK * FIELDS]);
                used = 0;
            }
            long[] chunk = chunks.get(chunks.size() - 1);
            chunk[used + SYMBOL] = symbol;
            chunk[used + START] = start;
            chunk[used + OPEN] = open;
            chunk[used + HIGH] = high;
            chunk[used + LOW] = low;
            chunk[used + CLOSE] = close;
            chunk[used + VOLUME] = volume;
            chunk[used + NOTIONAL] = notional;
            chunk[used + TRADES] = trades;
            used += FIELDS;
        }

        private void writeTo(DataOutputStream out) throws IOException {
            for (int i = 0; i < chunks.size(); i++) {
                int end = i == chunks.size() - 1 ? used : BARS_A_CHUNK * FIELDS;
                for (int j = 0; j < end; j++) {
                    out.writeLong(chunks.get(i)[j]);
                }
            }
        }
    }

    /** Forgets the bars of earlier runs. */
    static void clear() {
        COLLECTORS.clear();
    }

    /** For one more thread of the run. */
    static Collector newCollector() {
        Collector collector = new Collector();
        COLLECTORS.add(collector);
        return collector;
    }

    /** The number in fixed point; an {@link ArithmeticException} if it has more decimals. */
    static long fixed(BigDecimal number, int scale) {
        return number.movePointRight(scale).longValueExact();
    }

    static void writeTo(Path file) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
            for (Collector collector : COLLECTORS) {
                collector.writeTo(out);
            }
        }
    }

    /** Reads what {@link #writeTo} wrote; the array is the same for all bars. */
    static void read(Path file, Consumer<long[]> bars) throws IOException {
        long count = Files.size(file) / (FIELDS * Long.BYTES);
        long[] bar = new long[FIELDS];
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            for (long i = 0; i < count; i++) {
                for (int j = 0; j < FIELDS; j++) {
                    bar[j] = in.readLong();
                }
                bars.accept(bar);
            }
        }
    }
}
