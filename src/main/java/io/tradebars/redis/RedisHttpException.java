package io.tradebars.redis;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.Optional;

/**
 * The REST endpoint answered a whole request with an HTTP status that is neither success nor the error of one command.
 *
 * <p>What it leaves open: after a status of 500 or above, all, some or none of the request's commands may have taken effect.
 */
public final class RedisHttpException extends RedisException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final Duration retryAfter;

    /**
     * @param status the HTTP status
     * @param retryAfter how long the server asked to wait, or {@code null}
     * @param detail what the server said, already shortened and without secrets; may be empty
     */
    RedisHttpException(int status, Duration retryAfter, String detail) {
        super("HTTP " + status + (detail.isEmpty() ? "" : ": " + detail));
        this.status = status;
        this.retryAfter = retryAfter;
    }

    /** The HTTP status, for example 429. */
    public int status() {
        return status;
    }

    /** How long the server asked to wait before the next request, from now; empty if it didn't say. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
