package io.tradebars.local;

import io.tradebars.local.SentTrades.Sent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A market whose trades are a pure function of symbol and minute, so that nothing needs to be remembered to know what each bar must be.
 * A few symbols trade in every minute, most of them now and then. Some trades come two minutes late and correct their
 * bars; those of a symbol are in all partitions.
 *
 * @param symbols how many there are; they are numbered
 * @param first when it begins, in milliseconds since the epoch, on a minute
 * @param minutes how long it lasts
 * @param partitions of the topic
 */
record SteadyMarket(int symbols, long first, int minutes, int partitions) {

    /** Long after the last bar, by which all bars close. */
    private static final int MINUTES_TO_THE_LAST_TRADE = 10;

    private static final String LAST = "LAST";
    private static final int LATE_MINUTES = 2;
    private static final int ONE_LATE_OF = 50;
    private static final int SYMBOLS_OF_A_PACE = 20;
    private static final int MOST_TRADES = 4;
    private static final long SLICE_MILLIS = JobBench.MINUTE / MOST_TRADES;

    /** A bar of this market. */
    record Place(int symbol, int minute) {}

    private static String name(int symbol) {
        return "S" + symbol;
    }

    /** Redis' key of a bar. */
    String key(int symbol, int minute) {
        return JobBench.key(name(symbol), first + minute * JobBench.MINUTE);
    }

    /** Which bar a key is of; empty if of none of this market. */
    Optional<Place> place(String key) {
        String[] parts = key.split(":");
        if (parts.length != 4 || !parts[2].matches("S\\d{1,6}")) {
            return Optional.empty();
        }
        Place place = new Place(
                Integer.parseInt(parts[2].substring(1)), (int) ((Long.parseLong(parts[3]) - first) / JobBench.MINUTE));
        return trades(place.symbol(), place.minute()) > 0
                        && key(place.symbol(), place.minute()).equals(key)
                ? Optional.of(place)
                : Optional.empty();
    }

    /** Whether a bar is only of the trades by which all others close. */
    static boolean isOfTheEnd(String key) {
        return key.startsWith("bars:1m:" + LAST);
    }

    /** How many trades a symbol has in a minute; 0 for a symbol or minute that there is not, too. */
    int trades(int symbol, int minute) {
        if (symbol < 0 || symbol >= symbols || minute < 0 || minute >= minutes) {
            return 0;
        }
        long hash = hash(symbol, minute);
        int pace = 1 + symbol / SYMBOLS_OF_A_PACE;
        return hash % pace == 0 ? 1 + (int) (hash / pace % MOST_TRADES) : 0;
    }

    /** How many bars it has. */
    long bars() {
        long bars = 0;
        for (int minute = 0; minute < minutes; minute++) {
            for (int symbol = 0; symbol < symbols; symbol++) {
                bars += trades(symbol, minute) > 0 ? 1 : 0;
            }
        }
        return bars;
    }

    /** The closed bar of a minute that has trades. */
    String bar(Place place) {
        List<Sent> trades = new ArrayList<>();
        for (int i = 0; i < trades(place.symbol(), place.minute()); i++) {
            trades.add(trade(place.symbol(), place.minute(), i));
        }
        return SentTrades.bar(trades);
    }

    /** What comes in a minute, in the order in which it does. */
    List<Sent> coming(int minute) {
        List<Sent> coming = new ArrayList<>();
        for (int symbol = 0; symbol < symbols; symbol++) {
            add(coming, symbol, minute, false);
        }
        coming.sort(Comparator.comparingLong(Sent::time));
        for (int symbol = 0; symbol < symbols; symbol++) {
            add(coming, symbol, minute - LATE_MINUTES, true);
        }
        return coming;
    }

    /** After the last minute: what was late then, and a trade of each partition by which all bars close. */
    List<Sent> end() {
        List<Sent> coming = new ArrayList<>();
        for (int minute = minutes; minute < minutes + LATE_MINUTES; minute++) {
            coming.addAll(coming(minute));
        }
        for (int partition = 0; partition < partitions; partition++) {
            coming.add(new Sent(
                    partition,
                    LAST + partition,
                    1,
                    1,
                    first + (minutes + MINUTES_TO_THE_LAST_TRADE) * JobBench.MINUTE));
        }
        return coming;
    }

    private void add(List<Sent> coming, int symbol, int minute, boolean late) {
        for (int i = 0; i < trades(symbol, minute); i++) {
            if (late == (hash(symbol, minute * MOST_TRADES + i) % ONE_LATE_OF == 0)) {
                coming.add(trade(symbol, minute, i));
            }
        }
    }

    private Sent trade(int symbol, int minute, int i) {
        long hash = hash(symbol, minute * MOST_TRADES + i);
        return new Sent(
                (symbol + i) % partitions,
                name(symbol),
                1 + hash % 1_000_003,
                1 + hash % 997,
                first + minute * JobBench.MINUTE + i * SLICE_MILLIS + hash % SLICE_MILLIS);
    }

    /** Not negative; SplitMix64's finalizer. */
    private static long hash(int symbol, int number) {
        long z = ((long) symbol << 32 ^ number) + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return (z ^ z >>> 31) >>> 1;
    }
}
