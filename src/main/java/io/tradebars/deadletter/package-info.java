/**
 * What could not be used, kept whole: {@link io.tradebars.deadletter.DeadLetter} and its form on the dead-letter topic.
 *
 * <p>Enters: rejected records, trades that are too late, bars that Redis refused. Leaves: Kafka records with the
 * original bytes and {@code tradebars-} headers. This room imports no other.
 */
package io.tradebars.deadletter;
