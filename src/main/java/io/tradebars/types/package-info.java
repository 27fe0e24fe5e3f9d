/**
 * Flink types of our own for what crosses the network or stands in state: written by hand, exact, never by Kryo.
 *
 * <p>Enters: values of the other rooms. Leaves: their bytes. Begin with {@link io.tradebars.types.ElementSerializer}. This
 * room imports no other.
 */
package io.tradebars.types;
