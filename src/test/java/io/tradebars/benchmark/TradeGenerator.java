package io.tradebars.benchmark;

import java.time.Instant;
import java.util.SplittableRandom;

/** Makes the trades of a load, always the same, in the order in which they arrive: one in ten up to 4.9 s after its time. */
final class TradeGenerator {

    /** Start of the first minute, milliseconds since the epoch. */
    static final long START_MILLIS = Instant.parse("2024-08-09T00:00:00Z").toEpochMilli();

    /** No trade arrives later than so long after its time. */
    static final int LATEST_MILLIS = 4_900;

    private static final long SEED = 20_240_809;
    private static final double LATE_SHARE = 0.1;
    private static final long LOWEST_PRICE = 1_000;
    private static final long HIGHEST_FIRST_PRICE = 7_000_000;

    private final Load load;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final long[] prices;
    private int made;

    TradeGenerator(Load load) {
        this.load = load;
        this.prices =
                random.longs(load.symbols(), LOWEST_PRICE, HIGHEST_FIRST_PRICE).toArray();
    }

    /** Fills in the next trade; false when there is none. Its id counts the trades. */
    boolean next(FixedTrade trade) {
        if (made == load.trades()) {
            return false;
        }
        // The rank of a symbol is as good as random in its logarithm, so that trades fall off as by Zipf's law.
        trade.symbol = (int) Math.pow(load.symbols() + 1, random.nextDouble()) - 1;
        prices[trade.symbol] = Math.max(LOWEST_PRICE, prices[trade.symbol] + random.nextInt(-20, 21));
        trade.price = prices[trade.symbol];
        trade.size = random.nextInt(1, 2_000);
        long arrival =
                START_MILLIS + (long) ((double) made / load.trades() * load.minutes() * FixedTrade.MINUTE_MILLIS);
        long late = random.nextDouble() < LATE_SHARE ? random.nextInt(1, LATEST_MILLIS) : 0;
        trade.timeMillis = Math.max(START_MILLIS, arrival - late);
        trade.id = ++made;
        return true;
    }
}
