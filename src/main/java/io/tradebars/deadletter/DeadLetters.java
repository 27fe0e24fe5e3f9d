package io.tradebars.deadletter;

import java.io.IOException;

/**
 * Where the code that finds something unusable puts it. Owned by one thread; at least once: after {@link #flush()} has
 * returned, everything sent before is kept.
 */
public interface DeadLetters extends AutoCloseable {

    /**
     * Takes one; it may be on its way only.
     *
     * @throws IOException if this one, or one sent earlier, could not be kept
     */
    void send(DeadLetter letter) throws IOException;

    /**
     * Returns when everything sent before is kept.
     *
     * @throws IOException if something could not be kept
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void flush() throws IOException, InterruptedException;

    /** Lets go of what is held without waiting for what is on its way; twice is harmless. */
    @Override
    void close();
}
