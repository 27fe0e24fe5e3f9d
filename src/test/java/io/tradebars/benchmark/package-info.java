/**
 * What the job costs beside others that make the same bars. {@link io.tradebars.benchmark.Benchmark} is the program: it holds the
 * broker, makes the trades and the bars to expect, and starts each {@link io.tradebars.benchmark.Engine} in a JVM of its own
 * ({@link io.tradebars.benchmark.EngineProcess}), so that what is counted there is the engine's alone.
 */
package io.tradebars.benchmark;
