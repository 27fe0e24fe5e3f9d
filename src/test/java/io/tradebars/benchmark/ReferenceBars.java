package io.tradebars.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** The bars of a load, made the plain way while its trades are made: what an engine's bars are held against. */
final class ReferenceBars {

    private final int minutes;
    private final long[] open;
    private final long[] high;
    private final long[] low;
    private final long[] close;
    private final long[] volume;
    private final long[] notional;
    private final long[] trades;
    private final long[] openTime;
    private final long[] closeTime;
    private int bars;

    /**
     * How an engine's bars differ.
     *
     * @param bars how many there should be
     * @param missing how many of them there are not
     * @param missingAtTheEnd how many of these are of the load's last minute
     * @param openOrClose how many are right but for open or close
     * @param others how many are wrong in anything else, or should not be there
     */
    record Difference(int bars, int missing, int missingAtTheEnd, int openOrClose, int others) {
        boolean isNone() {
            return missing + openOrClose + others == 0;
        }

        @Override
        public String toString() {
            if (isNone()) {
                return "equal";
            }
            StringBuilder text = new StringBuilder();
            append(text, missing, "missing (" + missingAtTheEnd + " of the last minute)");
            append(text, openOrClose, "with a wrong open or close");
            append(text, others, "wrong otherwise");
            return text.toString();
        }

        private void append(StringBuilder text, int count, String what) {
            if (count > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(String.format(Locale.ROOT, "%,d of %,d ", count, bars))
                        .append(what);
            }
        }
    }

    ReferenceBars(Load load) {
        minutes = load.minutes();
        int cells = load.symbols() * minutes;
        open = new long[cells];
        high = new long[cells];
        low = new long[cells];
        close = new long[cells];
        volume = new long[cells];
        notional = new long[cells];
        trades = new long[cells];
        openTime = new long[cells];
        closeTime = new long[cells];
    }

    /** Adds a trade; of two at the same time the one with the lower id is added first. */
    void add(FixedTrade trade) {
        int cell = cell(trade.symbol, trade.timeMillis);
        if (trades[cell]++ == 0) {
            bars++;
            high[cell] = Long.MIN_VALUE;
            low[cell] = Long.MAX_VALUE;
            openTime[cell] = Long.MAX_VALUE;
        }
        if (trade.timeMillis < openTime[cell]) {
            openTime[cell] = trade.timeMillis;
            open[cell] = trade.price;
        }
        if (trade.timeMillis >= closeTime[cell]) {
            closeTime[cell] = trade.timeMillis;
            close[cell] = trade.price;
        }
        high[cell] = Math.max(high[cell], trade.price);
        low[cell] = Math.min(low[cell], trade.price);
        volume[cell] += trade.size;
        notional[cell] += trade.price * trade.size;
    }

    private int cell(int symbol, long millis) {
        return symbol * minutes + (int) ((millis - TradeGenerator.START_MILLIS) / FixedTrade.MINUTE_MILLIS);
    }

    int bars() {
        return bars;
    }

    /** Compares with bars that {@link CollectedBars} wrote; of a bar that is there more than once the last counts. */
    Difference compare(Path file) throws IOException {
        byte[] verdicts = new byte[trades.length];
        int[] unexpected = {0};
        CollectedBars.read(file, bar -> {
            int symbol = (int) bar[CollectedBars.SYMBOL];
            long minute = (bar[CollectedBars.START] - TradeGenerator.START_MILLIS) / FixedTrade.MINUTE_MILLIS;
            if (symbol < 0 || symbol >= trades.length / minutes || minute < 0 || minute >= minutes) {
                unexpected[0]++;
            } else {
                int cell = cell(symbol, bar[CollectedBars.START]);
                verdicts[cell] = verdict(cell, bar);
            }
        });
        int[] counts = new int[Verdict.OTHERWISE + 1];
        int missingAtTheEnd = 0;
        for (int cell = 0; cell < verdicts.length; cell++) {
            if (verdicts[cell] != Verdict.ABSENT || trades[cell] > 0) {
                counts[verdicts[cell]]++;
            }
            if (verdicts[cell] == Verdict.ABSENT && trades[cell] > 0 && cell % minutes == minutes - 1) {
                missingAtTheEnd++;
            }
        }
        return new Difference(
                bars,
                counts[Verdict.ABSENT],
                missingAtTheEnd,
                counts[Verdict.OPEN_OR_CLOSE],
                counts[Verdict.OTHERWISE] + unexpected[0]);
    }

    private static final class Verdict {
        static final byte ABSENT = 0;
        static final byte EQUAL = 1;
        static final byte OPEN_OR_CLOSE = 2;
        static final byte OTHERWISE = 3;
    }

    private byte verdict(int cell, long[] bar) {
        long[] sums = {high[cell], low[cell], volume[cell], notional[cell], trades[cell]};
        long[] others = {
            bar[CollectedBars.HIGH],
            bar[CollectedBars.LOW],
            bar[CollectedBars.VOLUME],
            bar[CollectedBars.NOTIONAL],
            bar[CollectedBars.TRADES]
        };
        if (!Arrays.equals(sums, others)) {
            return Verdict.OTHERWISE;
        }
        return bar[CollectedBars.OPEN] == open[cell] && bar[CollectedBars.CLOSE] == close[cell]
                ? Verdict.EQUAL
                : Verdict.OPEN_OR_CLOSE;
    }
}
