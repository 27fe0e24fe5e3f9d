package io.tradebars.local;

import io.tradebars.local.SteadyMarket.Place;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which bars of a {@link SteadyMarket} were seen exact. What is not exact yet may become so; what is must stay it, or be gone. Safe for use by
 * several threads.
 */
final class MarketSightings {

    private static final int MOST_WRONGS = 20;

    private final SteadyMarket market;
    private final long bars;

    // Guarded by this.
    private final BitSet exact;
    private final List<String> wrongs = new ArrayList<>();

    MarketSightings(SteadyMarket market) {
        this.market = market;
        this.bars = market.bars();
        this.exact = new BitSet(market.symbols() * market.minutes());
    }

    /** A bar with its key. */
    void see(String key, String bar) {
        Place place = market.place(key).orElse(null);
        if (place == null) {
            if (!SteadyMarket.isOfTheEnd(key)) {
                wrong(key + " is there and no trade of it was sent");
            }
            return;
        }
        boolean isExact = bar.equals(market.bar(place));
        int number = place.minute() * market.symbols() + place.symbol();
        synchronized (this) {
            if (isExact) {
                exact.set(number);
            } else if (exact.get(number)) {
                wrong(key + " was exact and is " + bar + " now");
            }
        }
    }

    /** Something else went wrong. */
    synchronized void wrong(String sentence) {
        if (wrongs.size() < MOST_WRONGS) {
            wrongs.add(sentence);
        }
    }

    /** How many bars were seen exact. */
    synchronized long exact() {
        return exact.cardinality();
    }

    /** How many were not. */
    long missing() {
        return bars - exact();
    }

    /** What went wrong, a sentence each, the first ones of them. */
    synchronized List<String> wrongs() {
        return List.copyOf(wrongs);
    }
}
