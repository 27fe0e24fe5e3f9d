package io.tradebars.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.netty.handler.codec.EncoderException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What became of a command, in the words that its caller decides by; made from the exception of its future by
 * {@link #of}, the same over HTTP and over a socket.
 */
public sealed interface CommandOutcome {

    /** Word for a reply that makes no sense; see {@link Transient}. */
    String MALFORMED_REPLY = "malformed reply";

    /** How Redis 6 begins what Redis 7 calls NOPERM, where a script calls a command ({@code scripting.c}). */
    String NOT_IN_SCRIPTS = "The user executing the script can't ";

    /** Redis executed the command and answered without an error. */
    record Done() implements CommandOutcome {}

    /**
     * The command failed for a reason that is expected to pass: try again later.
     *
     * @param word the fault in a word or two, for a log line: {@code timeout}, {@code connection refused}, {@code HTTP 429},
     *     {@code LOADING}
     * @param retryAfter how long the server asked to wait, or {@code null}
     */
    record Transient(String word, Duration retryAfter) implements CommandOutcome {

        /** Word for a certificate that isn't trusted, or isn't that of the host. */
        public static final String UNTRUSTED_CERTIFICATE = "untrusted certificate";

        /** Word for a host that has no address. */
        public static final String UNKNOWN_HOST = "unknown host";

        private static final Set<String> NEVER_SENT = Set.of(
                "connection refused",
                "connect timeout",
                UNKNOWN_HOST,
                UNTRUSTED_CERTIFICATE,
                "TLS failure",
                "not connected",
                "HTTP 429");

        public Transient {
            Objects.requireNonNull(word, "word");
        }

        /**
         * Whether the command may have taken effect all the same: after a timeout, a lost connection or a server error nobody
         * knows. {@code false} only if it certainly has not, because it was never sent or Redis said that it refused it.
         */
        public boolean mayHaveTakenEffect() {
            return !NEVER_SENT.contains(word) && !TransientErrors.isWord(word);
        }
    }

    /**
     * Redis refused this command, and would refuse it again: WRONGTYPE, NOSCRIPT, a syntax error, a command that the
     * transport cannot carry.
     *
     * @param message what Redis said
     */
    record Refused(String message) implements CommandOutcome {
        public Refused {
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * Token or password are wrong or lack a permission: HTTP 401 and 403, WRONGPASS, NOAUTH, NOPERM.
     *
     * @param message what to do, without the secret
     */
    record Unauthorized(String message) implements CommandOutcome {
        public Unauthorized {
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * The endpoint rejected the whole request (HTTP 400, 413, 414, 431), too large or malformed; which command is guilty is
     * unknown, and none was executed.
     *
     * @param message what the endpoint said
     */
    record BatchRejected(String message) implements CommandOutcome {
        public BatchRejected {
            Objects.requireNonNull(message, "message");
        }
    }

    /**
     * Judges how a command ended.
     *
     * @param failure what its future completed with, wrapped in {@link CompletionException} or {@link ExecutionException} or
     *     not; {@code null} means success. An exception that is not known counts as transient, since that loses nothing.
     */
    static CommandOutcome of(Throwable failure) {
        Throwable cause = failure;
        while (isWrapper(cause)) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return new Done();
        }
        if (cause instanceof RedisHttpException http) {
            return ofStatus(http);
        }
        if (cause instanceof RedisCommandExecutionException error) {
            return ofError(messageOf(error));
        }
        // Over a socket the password is judged while connecting.
        RedisCommandExecutionException handshake = firstCause(cause, RedisCommandExecutionException.class);
        if (handshake != null) {
            return ofError(messageOf(handshake));
        }
        if (cause instanceof RedisCommandTimeoutException) {
            return new Transient("timeout", null);
        }
        // Lettuce: the reply is of another type than the command's; NumberFormatException is an
        // IllegalArgumentException.
        if (cause instanceof NumberFormatException || cause instanceof UnsupportedOperationException) {
            return new Transient(MALFORMED_REPLY, null);
        }
        // Lettuce and Netty: the codec could not write the command; it never will.
        if (cause instanceof EncoderException || cause instanceof IllegalArgumentException) {
            return new Refused(messageOf(cause));
        }
        return new Transient(wordOf(cause), null);
    }

    private static boolean isWrapper(Throwable failure) {
        if (failure == null || failure.getCause() == null) {
            return false;
        }
        return failure instanceof CompletionException
                || failure instanceof ExecutionException
                // Lettuce's synchronous API: io.lettuce.core.internal.Exceptions.fromSynchronization
                || failure.getClass() == RedisException.class && failure.getCause() instanceof RedisException;
    }

    private static CommandOutcome ofStatus(RedisHttpException http) {
        return switch (http.status()) {
            case 401, 403 -> new Unauthorized(messageOf(http));
            case 400, 413, 414, 431 -> new BatchRejected(messageOf(http));
            // Also 3xx, 404, 405: a wrong or moved address. Nothing is lost while it is being put right.
            default -> new Transient("HTTP " + http.status(), http.retryAfter().orElse(null));
        };
    }

    private static CommandOutcome ofError(String message) {
        if (message.startsWith(NOT_IN_SCRIPTS)) {
            return new Unauthorized(message);
        }
        String code = TransientErrors.codeOf(message);
        return switch (code) {
            case "WRONGPASS", "NOAUTH", "NOPERM" -> new Unauthorized(message);
            default -> {
                String word = TransientErrors.wordOf(message);
                yield word == null ? new Refused(message) : new Transient(word, null);
            }
        };
    }

    private static String wordOf(Throwable failure) {
        if (failure instanceof CancellationException) {
            return "cancelled";
        }
        if (failure instanceof MalformedReplyException) {
            return MALFORMED_REPLY;
        }
        if (firstCause(failure, CertificateException.class) != null
                || firstCause(failure, SSLPeerUnverifiedException.class) != null) {
            return Transient.UNTRUSTED_CERTIFICATE;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return Transient.UNKNOWN_HOST;
            }
            if (cause instanceof SSLException) {
                return "TLS failure";
            }
            // Netty's connect timeout is a ConnectException too.
            if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
                boolean timedOut = messageOf(cause).contains("timed out");
                return timedOut ? "connect timeout" : "connection refused";
            }
            if (cause instanceof SocketTimeoutException) {
                return failure instanceof RedisConnectionException ? "connect timeout" : "timeout";
            }
        }
        // Lettuce 7.7 DefaultEndpoint, for DisconnectedBehavior.REJECT_COMMANDS.
        if (messageOf(failure).startsWith("Currently not connected")) {
            return "not connected";
        }
        // Lettuce 7.7 DefaultEndpoint, and our channel writer, after close().
        if (messageOf(failure).startsWith("Connection is closed")
                || messageOf(failure).startsWith("Connection closed")) {
            return "connection closed";
        }
        return "connection lost";
    }

    /** The first in the chain of causes that is of this type, or {@code null}. */
    private static <T extends Throwable> T firstCause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static String messageOf(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
