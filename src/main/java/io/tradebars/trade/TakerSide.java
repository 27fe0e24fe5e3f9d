package io.tradebars.trade;

/** Which side took liquidity: whose order met one that was resting in the book. */
public enum TakerSide {
    /** The buyer took: an "uptick" print, at the ask. */
    BUYER,
    /** The seller took. */
    SELLER,
    /** The feed doesn't say, or there was none, as in an auction. */
    UNKNOWN
}
