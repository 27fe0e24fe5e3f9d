package io.tradebars.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The real Redis behind the REST endpoint: one connection for commands and one for transactions, shared by all requests and
 * made anew by the next request when they are lost. Futures fail with a {@link RestException} of status 503 when Redis is
 * away or silent; error replies are replies. Safe for use by several threads.
 */
final class RedisBackend implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(10);

    private static final RestCommand MULTI = bracket("MULTI");
    private static final RestCommand EXEC = bracket("EXEC");

    private final RedisAddress address;
    private final Scheduler timer;
    private final Link commands = new Link();
    private final Link transactions = new Link();

    /**
     * No I/O yet.
     *
     * @param url {@code redis://[[user]:password@]host[:port][/database]}
     * @param timer for the time limit of replies; its owner starts and stops it
     * @throws IllegalArgumentException if the URL is malformed
     */
    RedisBackend(String url, Scheduler timer) {
        this.address = RedisAddress.parse(url);
        this.timer = timer;
    }

    /** The replies in the order of the commands, which are sent at once and in order. */
    CompletableFuture<List<RedisReply>> run(List<RestCommand> batch) {
        return commands.send(batch);
    }

    /**
     * Runs the commands as one transaction: an {@link RedisReply.Array} with a reply per command, or one
     * {@link RedisReply.Error} if Redis discarded all of it.
     */
    CompletableFuture<RedisReply> transaction(List<RestCommand> batch) {
        List<RestCommand> bracketed = new ArrayList<>(batch.size() + 2);
        bracketed.add(MULTI);
        bracketed.addAll(batch);
        bracketed.add(EXEC);
        return transactions.send(bracketed).thenApply(RedisBackend::outcome);
    }

    /** Redis says only in its reply to the command itself why it discards the transaction. */
    private static RedisReply outcome(List<RedisReply> replies) {
        RedisReply last = replies.get(replies.size() - 1);
        if (last instanceof RedisReply.Error discarded) {
            for (RedisReply reply : replies) {
                if (reply instanceof RedisReply.Error cause && cause != discarded) {
                    return new RedisReply.Error(discarded.message() + " " + cause.message());
                }
            }
        }
        return last;
    }

    private static RestCommand bracket(String name) {
        return new RestCommand(List.of(name.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Ends both connections; what waits for a reply fails. */
    @Override
    public void close() {
        commands.close();
        transactions.close();
    }

    /** A connection, made when it is needed. */
    private final class Link {

        private RedisSocket current; // guarded by this
        private boolean closed; // guarded by this

        CompletableFuture<List<RedisReply>> send(List<RestCommand> batch) {
            RedisSocket connection;
            try {
                connection = connection();
            } catch (IOException e) {
                return CompletableFuture.failedFuture(
                        new RestException(RestException.UNAVAILABLE, "ERR Redis is not reachable", e));
            }
            return connection
                    .send(batch)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new RestException(
                            RestException.UNAVAILABLE,
                            "ERR " + failure.getMessage() + "; the commands may have taken effect",
                            failure)));
        }

        /** The others wait while one connects: a second at most, and nothing on a loopback without a listener. */
        private synchronized RedisSocket connection() throws IOException {
            if (closed) {
                throw new IOException("the REST endpoint is closed");
            }
            if (current == null || !current.isOpen()) {
                current = RedisSocket.connect(address, CONNECT_TIMEOUT, REPLY_TIMEOUT, timer);
            }
            return current;
        }

        synchronized void close() {
            closed = true;
            if (current != null) {
                current.close();
            }
        }
    }
}
