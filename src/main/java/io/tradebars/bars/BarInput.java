package io.tradebars.bars;

/** What goes to the operator that makes the bars: some trades of an instrument, what is said of an earlier one, or that one came too late. */
sealed interface BarInput permits PartialBar, PartialBars, AmendedTrade, LateMinute {

    /** The key of the stream. */
    Instrument instrument();
}
