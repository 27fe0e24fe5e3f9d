/**
 * What a trade is: {@link io.tradebars.trade.Trade}, one valid print, and the order of prints inside a bar.
 *
 * <p>Enters: fields read by {@code ingest}. Leaves: immutable values that any thread may read. Begin with
 * {@link io.tradebars.trade.Trade}. This room imports no other.
 */
package io.tradebars.trade;
