package io.tradebars.sink;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.tradebars.redis.CertificateFault;
import io.tradebars.redis.CommandOutcome;
import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RetrySchedule;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the writer's connection and sends one PING over it: it finds a wrong address, token or certificate before the first
 * bar does, and over HTTP/2 it is what opens the one connection (a cold burst would dial several). In the same request it asks whether
 * bars may be written.
 *
 * <p>Blocks its thread, the task's, for the attempts of the schedule at the most.
 */
final class FirstContact {

    private static final Logger LOG = LoggerFactory.getLogger(FirstContact.class);

    /** What a replica says when it is written to, or a primary that has just become one. */
    private static final String READ_ONLY = "READONLY";

    /** Faults that lie in the address, or in what answers there, rather than in its present state. */
    private static final Set<String> OF_THE_ADDRESS = Set.of(
            CommandOutcome.Transient.UNTRUSTED_CERTIFICATE,
            CommandOutcome.Transient.UNKNOWN_HOST,
            "HTTP 301",
            "HTTP 302",
            "HTTP 307",
            "HTTP 308",
            "HTTP 404",
            "HTTP 405",
            READ_ONLY);

    private final RedisConnector connector;
    private final SinkSettings settings;
    private final RetrySchedule schedule;
    private final Pause pause;
    private final Runnable onRetry;

    /** How to wait; a parameter so that tests need not. */
    interface Pause {
        void sleep(Duration duration) throws InterruptedException;
    }

    /** @param onRetry called before each attempt but the first */
    FirstContact(
            RedisConnector connector, SinkSettings settings, RetrySchedule schedule, Pause pause, Runnable onRetry) {
        this.connector = connector;
        this.settings = settings;
        this.schedule = schedule;
        this.pause = pause;
        this.onRetry = onRetry;
    }

    /**
     * A connection that has answered, with auto-flush off; the connector closes it.
     *
     * @throws WrongRedisException if Redis refuses, or if there is none that could be trusted at that address
     * @throws IOException if Redis cannot be reached; both messages say what to do
     */
    StatefulRedisConnection<byte[], byte[]> open() throws IOException, InterruptedException {
        return open(connection -> Optional.empty());
    }

    /** As {@link #open()}, but also throws if Redis would not let bars be written like that. */
    StatefulRedisConnection<byte[], byte[]> openToWrite(BarLayout layout) throws IOException, InterruptedException {
        return open(connection -> layout.rehearse(connection.async()));
    }

    private StatefulRedisConnection<byte[], byte[]> open(Rehearsal rehearsal) throws IOException, InterruptedException {
        StatefulRedisConnection<byte[], byte[]> connection = null;
        for (int attempt = 1; ; attempt++) {
            Throwable cause;
            try {
                if (connection == null) {
                    connection = connector.connect(ByteArrayCodec.INSTANCE);
                    connection.setAutoFlushCommands(false);
                }
                cause = converse(connection, rehearsal);
                if (cause == null) {
                    return connection;
                }
            } catch (ExecutionException e) {
                cause = e.getCause();
            } catch (TimeoutException | RuntimeException e) {
                cause = e;
            }
            CommandOutcome outcome = judge(cause);
            if (!(outcome instanceof CommandOutcome.Transient passing)) {
                throw new WrongRedisException(reason(outcome), cause);
            }
            if (attempt == schedule.attempts()) {
                throw unreachable(passing.word(), attempt, cause);
            }
            Duration delay = schedule.delayAfter(attempt, passing.retryAfter());
            LOG.warn(
                    "Redis {} (attempt {}/{}), retrying in {}...",
                    passing.word(),
                    attempt,
                    schedule.attempts(),
                    Durations.seconds(delay));
            onRetry.run();
            pause.sleep(delay);
        }
    }

    private IOException unreachable(String word, int attempts, Throwable cause) {
        String message = word.equals(READ_ONLY)
                ? "Redis at " + settings.address() + " only lets itself be read: " + firstLine(cause)
                        + " (redis.url must be that of the primary, not of a replica)"
                : "Redis at " + settings.address() + " cannot be reached (redis.url): " + word + " in " + attempts
                        + " attempts. "
                        + CertificateFault.adviceOn(cause).orElseGet(() -> firstLine(cause));
        return OF_THE_ADDRESS.contains(word)
                ? new WrongRedisException(message, cause)
                : new IOException(message, cause);
    }

    /** What is asked besides the PING, in the same request. */
    private interface Rehearsal {
        Optional<CompletableFuture<?>> start(StatefulRedisConnection<byte[], byte[]> connection);
    }

    /**
     * The PING and the question whether bars may be written.
     *
     * @return why they may not, or {@code null}
     * @throws ExecutionException if the PING failed
     */
    private Throwable converse(StatefulRedisConnection<byte[], byte[]> connection, Rehearsal rehearsal)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        var pong = connection.async().ping().toCompletableFuture();
        Optional<CompletableFuture<?>> rehearsed = rehearsal.start(connection);
        connection.flushCommands();
        // The transport ends it within these two; the second more is for a transport that doesn't.
        Duration longest = settings.redis().callTimeout().plus(settings.redis().connectTimeout());
        pong.get(longest.toMillis() + 1000, TimeUnit.MILLISECONDS);
        if (rehearsed.isEmpty()) {
            return null;
        }
        try {
            rehearsed.get().get(longest.toMillis() + 1000, TimeUnit.MILLISECONDS);
            return null;
        } catch (ExecutionException e) {
            return judgeRehearsal(e.getCause());
        }
    }

    /** Throws if no try will change it. Full memory and the like are no reason not to begin: the bars are held until they pass. */
    private Throwable judgeRehearsal(Throwable failure) throws WrongRedisException {
        CommandOutcome outcome = judge(failure);
        if (outcome instanceof CommandOutcome.Transient passing) {
            return passing.word().equals(READ_ONLY) ? failure : null;
        }
        if (outcome instanceof CommandOutcome.Unauthorized unauthorized) {
            if (!isOfTheKey(unauthorized.message())) {
                throw new WrongRedisException(settings.notPermitted(unauthorized.message()), failure);
            }
            // It may be allowed for the symbols that come.
            LOG.warn("{}", settings.notPermitted(unauthorized.message() + ", of a key that begins as redis.key does"));
        } else {
            LOG.warn("Redis at {} does not take what writes a bar: {}", settings.address(), outcome);
        }
        return null;
    }

    /**
     * Whether the user lacks a right to the key rather than to the command: {@code NOPERM No permissions to access a key} (Redis 7
     * {@code acl.c}, {@code getAclErrorMessage}), with {@code access} in Redis 6, too.
     */
    private static boolean isOfTheKey(String message) {
        return message.contains(" access ");
    }

    /** Over a socket, what Redis says to the handshake comes as the cause of a connection failure. */
    private static CommandOutcome judge(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return new CommandOutcome.Transient("timeout", null);
        }
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 16; cause = cause.getCause(), depth++) {
            if (cause instanceof RedisCommandExecutionException) {
                return CommandOutcome.of(cause);
            }
        }
        return CommandOutcome.of(failure);
    }

    private String reason(CommandOutcome outcome) {
        String where = "Redis at " + settings.address() + " ";
        if (outcome instanceof CommandOutcome.Unauthorized unauthorized) {
            boolean rest = settings.redis().isHttp();
            return where + "refuses the " + (rest ? "token" : "user or password") + ": " + unauthorized.message()
                    + (rest
                            ? " (set redis.token or redis.token-file to the REST token of this database)"
                            : " (set both in redis.url: redis://user:password@host)");
        }
        if (outcome instanceof CommandOutcome.Refused refused) {
            return where + "refuses a PING: " + refused.message() + " (is redis.url right?)";
        }
        if (outcome instanceof CommandOutcome.BatchRejected rejected) {
            return where + "rejects a PING: " + rejected.message() + " (is redis.url that of a Redis REST endpoint?)";
        }
        return where + "answers in a way that was not foreseen: " + outcome;
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
