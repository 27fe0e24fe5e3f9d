package io.tradebars.redis;

import io.lettuce.core.RedisException;

/** The endpoint's answer is not what its API promises; whether the commands took effect is unknown. */
final class MalformedReplyException extends RedisException {

    private static final long serialVersionUID = 1L;

    MalformedReplyException(String message) {
        super(message);
    }

    MalformedReplyException(String message, Throwable cause) {
        super(message, cause);
    }
}
