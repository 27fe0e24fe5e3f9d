/**
 * From trades to bars: minutes and longer intervals, partial bars, their merging in event time, late trades.
 *
 * <p>Enters: trades with their records, from {@code ingest}. Leaves: {@link io.tradebars.bars.Bar}, open or closed, and
 * dead letters for trades that are too late. All of it runs on Flink's task threads; begin with {@link
 * io.tradebars.bars.Bar}.
 */
package io.tradebars.bars;
