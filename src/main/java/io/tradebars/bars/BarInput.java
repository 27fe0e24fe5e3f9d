package io.tradebars.bars;

/** What goes to the operator that makes the bars: some trades of an instrument, or what is said of an earlier one. */
sealed interface BarInput permits PartialBar, AmendedTrade {

    /** The key of the stream. */
    Instrument instrument();
}
