package io.tradebars.bars;

/**
 * A cancel or correction that came before its trade, or whose trade is unknown.
 *
 * @param untilMillis event time until which it waits, in milliseconds since the epoch
 * @param amended what waits
 */
record WaitingAmendment(long untilMillis, AmendedTrade amended) {}
