package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Trade;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The trades held back, by instrument and minute, in the order in which the first of each came: an open-addressing table, so that a
 * trade finds its bar without an object. For one thread.
 */
final class HeldBars {

    /** Trades of an instrument in a minute: added up, or one by one. */
    static final class Held {
        private final String venue;
        private final String symbol;
        private final long minuteMillis;
        private final int hash;
        private final BarContent content;
        private final List<Trade> trades;
        private long beginMillis = Completeness.FROM_THE_BEGINNING;
        private List<SourceRecord> records = List.of();

        private Held(Trade first, long minuteMillis, int hash, boolean oneByOne) {
            this.venue = first.venue();
            this.symbol = first.symbol();
            this.minuteMillis = minuteMillis;
            this.hash = hash;
            this.content = oneByOne ? null : BarContent.empty();
            this.trades = oneByOne ? new ArrayList<>() : List.of();
        }

        private boolean isOf(Trade trade, long minute) {
            return minuteMillis == minute
                    && symbol.equals(trade.symbol())
                    && (venue == null ? trade.venue() == null : venue.equals(trade.venue()));
        }

        /**
         * Adds a trade.
         *
         * @param begin see {@link Completeness}
         * @param completeness the trade's, or {@code null} where it isn't asked for
         */
        void add(Trade trade, long begin, Completeness completeness) {
            beginMillis = Math.max(beginMillis, begin);
            if (content == null) {
                trades.add(trade.copy());
            } else {
                content.add(trade, completeness);
            }
        }

        /** Adds the record that a trade came in. */
        void add(SourceRecord record) {
            if (records.isEmpty()) {
                records = new ArrayList<>();
            }
            records.add(record);
        }

        PartialBar toPartialBar() {
            return new PartialBar(new Instrument(venue, symbol), minuteMillis, content, trades, beginMillis, records);
        }
    }

    private static final int FIRST_CAPACITY = 1 << 8;
    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private final boolean oneByOne;
    private final List<Held> inOrder = new ArrayList<>();

    /** At most half full; a power of two. */
    private Held[] table = new Held[FIRST_CAPACITY];

    /** @param oneByOne whether trades are held one by one, not added up */
    HeldBars(boolean oneByOne) {
        this.oneByOne = oneByOne;
    }

    /** What is held of the trade's instrument in that minute; nothing yet, maybe. */
    Held of(Trade trade, long minuteMillis) {
        int hash = hash(trade, minuteMillis);
        int slot = hash & table.length - 1;
        while (table[slot] != null) {
            if (table[slot].hash == hash && table[slot].isOf(trade, minuteMillis)) {
                return table[slot];
            }
            slot = slot + 1 & table.length - 1;
        }
        Held added = new Held(trade, minuteMillis, hash, oneByOne);
        table[slot] = added;
        inOrder.add(added);
        if (2 * inOrder.size() > table.length) {
            grow();
        }
        return added;
    }

    private static int hash(Trade trade, long minuteMillis) {
        int venue = trade.venue() == null ? 0 : trade.venue().hashCode();
        long mixed = (31L * venue + trade.symbol().hashCode() + minuteMillis / Interval.ONE_MINUTE.millis() * 1_000_003)
                * MIXER;
        return (int) (mixed >>> 32);
    }

    private void grow() {
        Held[] before = table;
        table = new Held[2 * before.length];
        for (Held each : before) {
            if (each != null) {
                table[freeSlot(each.hash)] = each;
            }
        }
    }

    private int freeSlot(int hash) {
        int slot = hash & table.length - 1;
        while (table[slot] != null) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    int size() {
        return inOrder.size();
    }

    /** The one that began to be held {@code index}th. */
    Held get(int index) {
        return inOrder.get(index);
    }

    void clear() {
        inOrder.clear();
        Arrays.fill(table, null);
    }
}
