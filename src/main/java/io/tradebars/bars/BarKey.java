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
}
