package io.tradebars.bars;

import java.util.Objects;

/**
 * Which of an instrument's bars.
 *
 * @param interval its length
 * @param startMillis its start, in milliseconds since the epoch
 */
record BarSlot(Interval interval, long startMillis) {
    BarSlot {
        Objects.requireNonNull(interval, "interval");
    }

    /** Its end, in milliseconds since the epoch, if its day has 24 hours. */
    long nominalEndMillis() {
        return startMillis + interval.millis();
    }

    BarKey of(Instrument instrument) {
        return new BarKey(interval, instrument.venue(), instrument.symbol(), startMillis);
    }
}
