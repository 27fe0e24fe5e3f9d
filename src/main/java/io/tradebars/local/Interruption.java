package io.tradebars.local;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (and SIGTERM) as a wish that the program can fulfil in its own time: the JVM's shutdown waits until the program has put its
 * things away, or for {@link #PATIENCE}.
 */
final class Interruption implements AutoCloseable {

    /** Longest time that the JVM waits for the program. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch wished = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    /** Listens from now on. */
    Interruption() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "interruption"));
    }

    private void shutDown() {
        wished.countDown();
        try {
            done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isWished() {
        return wished.getCount() == 0;
    }

    /** Waits; true as soon as the wish has come, false after that time without one. */
    boolean await(Duration time) throws InterruptedException {
        return wished.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Everything is put away; the JVM may end. */
    @Override
    public void close() {
        done.countDown();
    }
}
