package io.tradebars.local;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.Timeout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The real Redis behind the REST endpoint: one connection for commands and one for transactions, shared by all requests.
 * Futures fail with a {@link RestException} of status 503 when Redis is away or silent; error replies are replies.
 *
 * <p>A lost connection is made anew by the next request, not by Lettuce: its own reconnecting may send a command again
 * that failed to be written, and a transaction must never be sent in part. Safe for use by several threads; futures
 * complete on the given executor or on Lettuce's event loop.
 */
final class RedisBackend implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofMillis(300);

    private static final RestCommand MULTI = bracket("MULTI");
    private static final RestCommand EXEC = bracket("EXEC");

    private final RedisURI uri;
    private final Executor executor;
    private final ClientResources resources;
    private final RedisClient client;
    private final Link commands = new Link();
    private final Link transactions = new Link();

    /** @throws IllegalArgumentException if the URL is none of Redis; no I/O yet */
    RedisBackend(String url, Executor executor) {
        this.uri = RedisURI.create(url);
        this.uri.setTimeout(CONNECT_TIMEOUT);
        this.executor = executor;
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .protocolVersion(ProtocolVersion.RESP2)
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .tcpNoDelay(true)
                        .build())
                .build());
    }

    /** Begins to connect, so that the first request finds a connection. */
    void warmUp() {
        commands.connection();
        transactions.connection();
    }

    /** The replies in the order of the commands, which are sent at once and in order. */
    CompletableFuture<List<RedisReply>> run(List<RestCommand> batch) {
        return limited(commands.send(batch));
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
        return limited(transactions.send(bracketed)).thenApply(RedisBackend::outcome);
    }

    /** Redis names only in the reply to the command itself why it will discard the transaction. */
    private static RedisReply outcome(List<RedisReply> replies) {
        RedisReply last = replies.get(replies.size() - 1);
        if (!(last instanceof RedisReply.Error discarded)) {
            return last;
        }
        return replies.stream()
                .limit(replies.size() - 1L)
                .filter(RedisReply.Error.class::isInstance)
                .findFirst()
                .<RedisReply>map(
                        cause -> new RedisReply.Error(discarded.message() + " " + ((RedisReply.Error) cause).message()))
                .orElse(discarded);
    }

    private <T> CompletableFuture<T> limited(CompletableFuture<T> replies) {
        if (!replies.isDone()) {
            Timeout timeout = resources
                    .timer()
                    .newTimeout(
                            ignored -> replies.completeExceptionally(new RestException(
                                    RestException.UNAVAILABLE,
                                    "ERR Redis did not answer within " + REPLY_TIMEOUT.toSeconds()
                                            + " s; the commands may still take effect")),
                            REPLY_TIMEOUT.toMillis(),
                            TimeUnit.MILLISECONDS);
            replies.whenComplete((ignored, failure) -> timeout.cancel());
        }
        return replies;
    }

    /** Ends both connections; what waits for a reply fails. Leaves no thread. */
    @Override
    public void close() {
        client.shutdownAsync(0, SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(ignored -> null)
                .join();
        resources
                .shutdown(0, SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SHUTDOWN_TIMEOUT.toMillis());
    }

    private static RestCommand bracket(String name) {
        return new RestCommand(List.of(name.getBytes(StandardCharsets.US_ASCII)));
    }

    /** One connection, made when it is needed. */
    private final class Link {

        private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> current; // guarded by this

        CompletableFuture<List<RedisReply>> send(List<RestCommand> batch) {
            CompletableFuture<List<RedisReply>> replies = new CompletableFuture<>();
            connection().whenComplete((connection, failure) -> {
                if (failure != null) {
                    replies.completeExceptionally(
                            new RestException(RestException.UNAVAILABLE, "ERR Redis is not reachable", failure));
                } else {
                    dispatch(connection, batch, replies);
                }
            });
            return replies;
        }

        /**
         * The connection that is open or being opened. Its future completes on the executor, never on the event loop: there
         * a write goes out at once and could get between the queued writes of another thread's transaction.
         */
        synchronized CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection() {
            if (current == null || current.isCompletedExceptionally() || isClosed(current)) {
                CompletableFuture<StatefulRedisConnection<byte[], byte[]>> next = new CompletableFuture<>();
                try {
                    client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                            .whenCompleteAsync(
                                    (connection, failure) -> {
                                        if (failure != null) {
                                            next.completeExceptionally(failure);
                                        } else {
                                            next.complete(connection);
                                        }
                                    },
                                    executor);
                } catch (RuntimeException e) {
                    // The client has been shut down.
                    next.completeExceptionally(e);
                }
                current = next;
            }
            return current;
        }

        private boolean isClosed(CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connection) {
            if (!connection.isDone() || connection.join().isOpen()) {
                return false;
            }
            connection.join().closeAsync();
            return true;
        }

        private void dispatch(
                StatefulRedisConnection<byte[], byte[]> connection,
                List<RestCommand> batch,
                CompletableFuture<List<RedisReply>> replies) {
            List<AsyncCommand<byte[], byte[], RedisReply>> pending = new ArrayList<>(batch.size());
            for (RestCommand command : batch) {
                pending.add(encode(command));
            }
            // Lettuce orders the writes of one thread; the lock keeps those of two batches apart.
            synchronized (this) {
                connection.dispatch(pending);
            }
            CompletableFuture.allOf(pending.toArray(new CompletableFuture<?>[0]))
                    .whenComplete((ignored, failure) -> {
                        if (failure != null) {
                            replies.completeExceptionally(new RestException(
                                    RestException.UNAVAILABLE,
                                    "ERR the connection to Redis was lost; the commands may have taken effect",
                                    failure));
                        } else {
                            replies.complete(pending.stream()
                                    .map(CompletableFuture::join)
                                    .toList());
                        }
                    });
        }
    }

    private static AsyncCommand<byte[], byte[], RedisReply> encode(RestCommand command) {
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        command.arguments().forEach(arguments::add);
        return new AsyncCommand<>(new Command<>(new Keyword(command.name()), new RedisReplyOutput(), arguments));
    }

    /**
     * A command's name on the wire, which Lettuce must not recognise: {@code StatefulRedisConnectionImpl} compares
     * {@code toString()} with MULTI, EXEC and others and would then wrap the commands that follow.
     */
    private static final class Keyword implements ProtocolKeyword {

        private final byte[] name;

        Keyword(byte[] name) {
            this.name = name;
        }

        @Override
        public byte[] getBytes() {
            return name;
        }

        @Override
        public String toString() {
            return "over REST";
        }
    }
}
