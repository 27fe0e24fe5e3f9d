package io.tradebars.sink;

import java.io.IOException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * Redis is not as the options say, and trying again won't change that: a wrong token, address or certificate,
 * or a token that may only read.
 *
 * <p>Flink doesn't restart a job that fails by it (Flink 2.2 {@code ThrowableClassifier}, which has no public counterpart).
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
final class WrongRedisException extends IOException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and what to do, without a secret */
    WrongRedisException(String message, Throwable cause) {
        super(message, cause);
    }
}
