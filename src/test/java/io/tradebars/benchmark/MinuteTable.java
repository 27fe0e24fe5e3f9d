package io.tradebars.benchmark;

import java.util.Arrays;
import java.util.List;

/** Bars by symbol and minute in a hash table of primitives, open and close by time and id. For one thread. */
final class MinuteTable {

    private static final int SYMBOL_BITS = 20;

    /** Where the numbers of a bar are in its row. */
    private static final int KEY = 0;

    private static final int OPEN = 1;
    private static final int HIGH = 2;
    private static final int LOW = 3;
    private static final int CLOSE = 4;
    private static final int VOLUME = 5;
    private static final int NOTIONAL = 6;
    private static final int TRADES = 7;
    private static final int FIRST_TIME = 8;
    private static final int FIRST_ID = 9;
    private static final int LAST_TIME = 10;
    private static final int LAST_ID = 11;
    private static final int FIELDS = 12;

    /** For each place of the table the number of a row plus one, or 0. */
    private int[] places = new int[1 << 12];

    private long[] rows = new long[places.length / 2 * FIELDS];
    private int size;

    /** Adds a trade to its bar. */
    void add(FixedTrade trade) {
        int row = rowOf(trade.minuteMillis() / FixedTrade.MINUTE_MILLIS << SYMBOL_BITS | trade.symbol);
        merge(
                row,
                trade.timeMillis,
                trade.id,
                trade.price,
                trade.timeMillis,
                trade.id,
                trade.price,
                trade.price,
                trade.price);
        rows[row + VOLUME] += trade.size;
        rows[row + NOTIONAL] += trade.price * trade.size;
        rows[row + TRADES]++;
    }

    /**
     * Adds the bars of another table.
     *
     * @param symbols for each of the other's symbols its number here
     */
    void addAll(MinuteTable other, int[] symbols) {
        long[] from = other.rows;
        for (int i = 0; i < other.size * FIELDS; i += FIELDS) {
            int symbol = symbols[(int) from[i + KEY] & (1 << SYMBOL_BITS) - 1];
            int row = rowOf(from[i + KEY] >> SYMBOL_BITS << SYMBOL_BITS | symbol);
            merge(
                    row,
                    from[i + FIRST_TIME],
                    from[i + FIRST_ID],
                    from[i + OPEN],
                    from[i + LAST_TIME],
                    from[i + LAST_ID],
                    from[i + CLOSE],
                    from[i + HIGH],
                    from[i + LOW]);
            rows[row + VOLUME] += from[i + VOLUME];
            rows[row + NOTIONAL] += from[i + NOTIONAL];
            rows[row + TRADES] += from[i + TRADES];
        }
    }

    private void merge(
            int row,
            long firstTime,
            long firstId,
            long open,
            long lastTime,
            long lastId,
            long close,
            long high,
            long low) {
        boolean isNew = rows[row + TRADES] == 0;
        if (isNew || isBefore(firstTime, firstId, rows[row + FIRST_TIME], rows[row + FIRST_ID])) {
            rows[row + FIRST_TIME] = firstTime;
            rows[row + FIRST_ID] = firstId;
            rows[row + OPEN] = open;
        }
        if (isNew || isBefore(rows[row + LAST_TIME], rows[row + LAST_ID], lastTime, lastId)) {
            rows[row + LAST_TIME] = lastTime;
            rows[row + LAST_ID] = lastId;
            rows[row + CLOSE] = close;
        }
        rows[row + HIGH] = isNew ? high : Math.max(rows[row + HIGH], high);
        rows[row + LOW] = isNew ? low : Math.min(rows[row + LOW], low);
    }

    private static boolean isBefore(long time, long id, long otherTime, long otherId) {
        return time < otherTime || time == otherTime && id < otherId;
    }

    /** Where the row of the key begins; a new one has no trades. */
    private int rowOf(long key) {
        int place = placeOf(key);
        while (places[place] != 0) {
            int row = (places[place] - 1) * FIELDS;
            if (rows[row + KEY] == key) {
                return row;
            }
            place = place + 1 & places.length - 1;
        }
        if (2 * size == places.length) {
            grow();
            return rowOf(key);
        }
        places[place] = ++size;
        int row = (size - 1) * FIELDS;
        rows[row + KEY] = key;
        return row;
    }

    private int placeOf(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & places.length - 1;
    }

    private void grow() {
        places = new int[2 * places.length];
        rows = Arrays.copyOf(rows, 2 * rows.length);
        for (int number = 1; number <= size; number++) {
            int place = placeOf(rows[(number - 1) * FIELDS + KEY]);
            while (places[place] != 0) {
                place = place + 1 & places.length - 1;
            }
            places[place] = number;
        }
    }

    /** Forgets all bars; their room is used again. */
    void clear() {
        Arrays.fill(places, 0);
        Arrays.fill(rows, 0, size * FIELDS, 0);
        size = 0;
    }

    /** Hands on all bars. */
    void collect(List<String> symbols, CollectedBars.Collector collector) {
        for (int row = 0; row < size * FIELDS; row += FIELDS) {
            long key = rows[row + KEY];
            collector.add(
                    Load.symbolNumber(symbols.get((int) key & (1 << SYMBOL_BITS) - 1)),
                    (key >> SYMBOL_BITS) * FixedTrade.MINUTE_MILLIS,
                    rows[row + OPEN],
                    rows[row + HIGH],
                    rows[row + LOW],
                    rows[row + CLOSE],
                    rows[row + VOLUME],
                    rows[row + NOTIONAL],
                    rows[row + TRADES]);
        }
    }
}
