package io.tradebars.benchmark;

/** A trade in fixed point. Mutable, so that one does for a whole topic. */
final class FixedTrade {

    /** Decimals of {@link #price}. */
    static final int PRICE_SCALE = 2;

    /** Decimals of {@link #size}. */
    static final int SIZE_SCALE = 3;

    /** Decimals of price times size. */
    static final int NOTIONAL_SCALE = PRICE_SCALE + SIZE_SCALE;

    static final long MINUTE_MILLIS = 60_000;

    /** Number of the symbol, as who fills this in counts them. */
    int symbol;

    long price;
    long size;
    long timeMillis;
    long id;

    long minuteMillis() {
        return timeMillis - timeMillis % MINUTE_MILLIS;
    }
}
