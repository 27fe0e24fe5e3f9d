/**
 * What could not be used, kept whole: {@link io.tradebars.deadletter.DeadLetter} and its form on the dead-letter topic.
 *
 * <p>Enters: rejected records, trades that are too late, bars that Redis refused. Leaves: Kafka records with the
 * original bytes and {@code tradebars-} headers, through Flink's Kafka sink where there is a side output ({@link
 * io.tradebars.deadletter.DeadLetterSerializer}) or through a small producer where there is none ({@link
 * io.tradebars.deadletter.DeadLetterTopic#open}). This room imports no other.
 */
package io.tradebars.deadletter;
