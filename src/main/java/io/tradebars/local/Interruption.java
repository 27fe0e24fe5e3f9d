package io.tradebars.local;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C (and SIGTERM) as a wish that the program can fulfil in its own time: the JVM's shutdown waits until the program has put its
 * things away, or for {@link #PATIENCE}. With the system property {@value #STOP_WITH_PARENT}, the end of the process that
 * started this one is such a wish, too: Maven, when it alone is ended, leaves what it has started behind.
 */
final class Interruption implements AutoCloseable {

    /** Longest time that the JVM waits for the program. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Set where Maven starts the program. */
    static final String STOP_WITH_PARENT = "tradebars.stop-with-parent";

    private final CountDownLatch wished = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    /** Listens from now on. */
    Interruption() {
        if (Boolean.getBoolean(STOP_WITH_PARENT)) {
            ProcessHandle.current().parent().ifPresent(parent -> parent.onExit().thenRun(wished::countDown));
        }
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
