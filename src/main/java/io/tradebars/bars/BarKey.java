package io.tradebars.bars;

import java.util.Objects;

/**
 * Which bar: of what, how long, and from when.
 *
 * @param interval its length
 * @param venue where it traded; {@code null} where the feed names none
 * @param symbol the instrument's name as the feed writes it
 * @param startMillis its first instant, in milliseconds since the epoch
 */
public record BarKey(Interval interval, String venue, String symbol, long startMillis) {
    public BarKey {
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(symbol, "symbol");
    }

    // Written out: a sink asks for them several times a bar, and what a record has by itself is some sixty calls for
    // the compiler to inline, each time.
    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof BarKey that
                        && startMillis == that.startMillis
                        && interval == that.interval
                        && symbol.equals(that.symbol)
                        && Objects.equals(venue, that.venue));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Objects.hashCode(venue) + symbol.hashCode()) + Long.hashCode(startMillis);
    }
}
