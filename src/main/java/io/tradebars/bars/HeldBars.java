package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.PackedTrades;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradePacker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The trades held back, by instrument and minute, in the order in which the first of each came: an open-addressing table, so that a
 * trade finds its bar without an object. What was held is used again once all of it has been sent. For one thread.
 */
final class HeldBars {

    /** Trades of an instrument in a minute: added up, one by one, or both. */
    final class Held {
        private String venue;
        private String symbol;
        private Minutes minutes;
        private long minuteMillis;
        private int hash;
        private int slot;
        private final BarContent content;

        /** The same, as it goes on. Never packed here. */
        private final PackableContent packable;

        private PackedTrades trades = PartialBar.NO_TRADES;
        private long beginMillis;
        private List<SourceRecord> records = List.of();

        private Held() {
            this.content = addsUp ? BarContent.empty() : null;
            this.packable = addsUp ? PackableContent.of(content) : null;
        }

        /** Begins to hold others. */
        private void begin(Trade first, Minutes ofInstrument, long minute, int firstHash, int firstSlot) {
            venue = first.venue();
            symbol = first.symbol();
            minutes = ofInstrument;
            minuteMillis = minute;
            hash = firstHash;
            slot = firstSlot;
            beginMillis = Completeness.FROM_THE_BEGINNING;
            if (!records.isEmpty()) {
                records = List.of();
            }
            if (addsUp) {
                content.clear();
            }
            if (keepsTrades) {
                trades = new PackedTrades();
            }
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
        void add(Trade trade, long begin, Completeness completeness) throws IOException {
            beginMillis = Math.max(beginMillis, begin);
            if (addsUp) {
                content.add(trade, completeness);
            }
            if (keepsTrades) {
                packer.add(trade, trades);
            }
        }

        /** Adds the record that a trade came in. */
        void add(SourceRecord record) {
            if (records.isEmpty()) {
                records = new ArrayList<>();
            }
            records.add(record);
        }

        private PartialBar toPartialBar() {
            return new PartialBar(minutes.instrument, minuteMillis, packable, trades, beginMillis, records);
        }
    }

    /** In how many minutes trades of an instrument are held, of which some may have been sent already. */
    private static final class Minutes {
        private final Instrument instrument;
        private int held;

        /** Those that go on together, as soon as the last of them is there; or {@code null}. */
        private PartialBars together;

        private Minutes(Instrument instrument) {
            this.instrument = instrument;
        }
    }

    /** Instruments are forgotten when there are more, so that those of the past don't add up. */
    private static final int MAX_KNOWN = 100_000;

    private static final int FIRST_CAPACITY = 1 << 8;
    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private final boolean addsUp;
    private final boolean keepsTrades;
    private final TradePacker packer = new TradePacker();
    private final BarContentPacker contentPacker = new BarContentPacker();
    private final Map<Instrument, Minutes> byInstrument = new HashMap<>();

    /** The first {@link #size} are held; the others were, and are used again. */
    private final List<Held> inOrder = new ArrayList<>();

    private int size;

    /** At most half full; a power of two. */
    private Held[] table = new Held[FIRST_CAPACITY];

    /**
     * @param addsUp whether trades are added up
     * @param keepsTrades whether they are held one by one, maybe besides
     */
    HeldBars(boolean addsUp, boolean keepsTrades) {
        this.addsUp = addsUp;
        this.keepsTrades = keepsTrades;
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
        if (size == inOrder.size()) {
            inOrder.add(new Held());
        }
        Held added = inOrder.get(size++);
        Minutes minutes = byInstrument.computeIfAbsent(new Instrument(trade.venue(), trade.symbol()), Minutes::new);
        minutes.held++;
        added.begin(trade, minutes, minuteMillis, hash, slot);
        table[slot] = added;
        if (2 * size > table.length) {
            grow();
        }
        return added;
    }

    private static int hash(Trade trade, long minuteMillis) {
        int venue = trade.venue() == null ? 0 : trade.venue().hashCode();
        long mixed = (31L * venue + trade.symbol().hashCode() + minuteMillis * 1_000_003) * MIXER;
        return (int) (mixed >>> 32);
    }

    private void grow() {
        table = new Held[2 * table.length];
        for (int i = 0; i < size; i++) {
            Held held = inOrder.get(i);
            held.slot = freeSlot(held.hash);
            table[held.slot] = held;
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
        return size;
    }

    /** Hands on all that is held, by instrument where it is of several minutes; then nothing is. Valid for the output until it returns. */
    void send(Consumer<BarInput> output) throws IOException {
        for (int i = 0; i < size; i++) {
            Held held = inOrder.get(i);
            table[held.slot] = null;
            send(held, output);
        }
        size = 0;
        if (byInstrument.size() > MAX_KNOWN) {
            byInstrument.clear();
        }
    }

    /** In the order in which they began, for that is how they lie in memory. */
    private void send(Held held, Consumer<BarInput> output) throws IOException {
        Minutes minutes = held.minutes;
        boolean alone = minutes.held == 1 && minutes.together == null;
        if (alone || keepsTrades || !held.records.isEmpty()) {
            output.accept(held.toPartialBar());
        } else {
            if (minutes.together == null) {
                minutes.together = PartialBars.of(minutes.instrument, minutes.held);
            }
            minutes.together.add(held.minuteMillis, held.content, contentPacker);
        }
        minutes.held--;
        if (minutes.held == 0 && minutes.together != null) {
            output.accept(minutes.together);
            minutes.together = null;
        }
    }
}
