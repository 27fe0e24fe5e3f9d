/**
 * Bars into Redis: {@link io.tradebars.sink.BarSink} describes, {@code BarSinkWriter} does it on the mailbox thread of its
 * subtask.
 *
 * <p>Enters: {@link io.tradebars.bars.Bar}, any number of revisions of each. Leaves: guarded writes in Redis, at least
 * once before each checkpoint completes; bars that Redis refuses go to the dead-letter topic. For readers of Redis: {@link
 * io.tradebars.sink.RedisKeyPattern} and {@link io.tradebars.sink.BarJson} say what stands where. Begin with {@code
 * BarSinkWriter}.
 */
package io.tradebars.sink;
