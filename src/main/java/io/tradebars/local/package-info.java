/**
 * Everything on a laptop: broker, Redis with its REST front, Flink mini-cluster, simulated trades and chart, and the
 * commands of the local program. Nobody imports this room, and the jar for a cluster leaves it out.
 */
package io.tradebars.local;
