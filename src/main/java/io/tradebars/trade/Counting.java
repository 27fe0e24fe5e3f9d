package io.tradebars.trade;

/**
 * What of a bar a trade counts for. Most count for all; some sale conditions take a print out of the price or out of the volume.
 *
 * @param highLow whether it can be the high or the low
 * @param openClose whether it can be the open or the close
 * @param volume whether its size counts in volume, notional and vwap
 */
public record Counting(boolean highLow, boolean openClose, boolean volume) {

    /** An ordinary trade. */
    public static final Counting ALL = new Counting(true, true, true);

    /** What both count for: the conditions of a trade each take something away. */
    public Counting and(Counting other) {
        return new Counting(highLow && other.highLow, openClose && other.openClose, volume && other.volume);
    }
}
