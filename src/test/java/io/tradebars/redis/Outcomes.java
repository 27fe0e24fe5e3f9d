package io.tradebars.redis;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.lettuce.core.RedisFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** How commands end that a test expects to fail. */
final class Outcomes {

    private Outcomes() {}

    /** What a command failed with, within some seconds. */
    static Throwable failureOf(RedisFuture<?> future) {
        try {
            throw new AssertionError("succeeded with " + future.get(8, SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** The same in words. */
    static CommandOutcome outcomeOf(RedisFuture<?> future) {
        return CommandOutcome.of(failureOf(future));
    }
}
