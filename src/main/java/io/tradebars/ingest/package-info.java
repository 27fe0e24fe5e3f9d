/**
 * From Kafka's bytes to trades: the formats, what is rejected and why, timestamps and watermarks.
 *
 * <p>Enters: Kafka records. Leaves: trades with the record that they came in, rejections with their reason. Runs on the
 * source's task thread.
 */
package io.tradebars.ingest;
