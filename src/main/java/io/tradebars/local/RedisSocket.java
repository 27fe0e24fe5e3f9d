package io.tradebars.local;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * One connection to Redis. Batches are written whole, one after the other, without waiting for replies; a thread of its own
 * reads the replies and gives each batch its share. A batch that stays unanswered ends the connection. It is never made
 * anew and nothing is ever sent twice. Safe for use by several threads; futures complete on the reading thread.
 *
 * <p>Not Lettuce, because a client must tell the status {@code OK} from a value {@code OK}: Lettuce 7.7.0 gives an output
 * both through the same {@code set} ({@code RedisStateMachine.safeSetSingle}).
 */
final class RedisSocket implements Closeable {

    private static final int READ_BUFFER_BYTES = 64 * 1024;

    private final Socket socket = new Socket();
    private final Scheduler timer;
    private final Duration replyTimeout;
    private final Thread reader = new Thread(this::readReplies, "rest-endpoint-redis");
    private final Queue<Batch> unanswered = new ArrayDeque<>(); // guarded by itself
    private volatile boolean open = true; // becomes false under the lock of unanswered

    private record Batch(int size, List<RedisReply> replies, CompletableFuture<List<RedisReply>> future) {}

    private RedisSocket(Scheduler timer, Duration replyTimeout) {
        this.timer = timer;
        this.replyTimeout = replyTimeout;
    }

    /**
     * Connects and says the greeting; waits for both.
     *
     * @throws IOException if Redis is away or refuses the greeting
     */
    static RedisSocket connect(RedisAddress address, Duration timeout, Duration replyTimeout, Scheduler timer)
            throws IOException {
        RedisSocket connection = new RedisSocket(timer, replyTimeout);
        try {
            connection.open(address, timeout);
            return connection;
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void open(RedisAddress address, Duration timeout) throws IOException {
        int timeoutMillis = (int) timeout.toMillis();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address.host(), address.port()), timeoutMillis);
        if (!address.greeting().isEmpty()) {
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write(Resp2.encode(address.greeting()));
            for (int i = 0; i < address.greeting().size(); i++) {
                if (Resp2.read(socket.getInputStream()) instanceof RedisReply.Error refusal) {
                    throw new IOException("Redis refuses the connection: " + refusal.message());
                }
            }
            socket.setSoTimeout(0);
        }
        reader.setDaemon(true);
        reader.start();
    }

    boolean isOpen() {
        return open;
    }

    /** The replies, one per command; fails with an {@link IOException} if the connection ends before all are there. */
    CompletableFuture<List<RedisReply>> send(List<RestCommand> commands) {
        byte[] bytes = Resp2.encode(commands);
        Batch batch = new Batch(commands.size(), new ArrayList<>(commands.size()), new CompletableFuture<>());
        try {
            write(bytes, batch);
        } catch (IOException e) {
            batch.future.completeExceptionally(e);
            end(e);
            return batch.future;
        }
        Scheduler.Task timeout = timer.schedule(
                () -> end(new IOException("Redis did not answer within " + replyTimeout.toSeconds() + " s")),
                replyTimeout.toMillis(),
                TimeUnit.MILLISECONDS);
        batch.future.whenComplete((replies, failure) -> timeout.cancel());
        return batch.future;
    }

    /** One batch at a time: this lock keeps a transaction whole. */
    private synchronized void write(byte[] bytes, Batch batch) throws IOException {
        synchronized (unanswered) {
            if (!open) {
                throw new IOException("the connection to Redis has ended");
            }
            unanswered.add(batch);
        }
        socket.getOutputStream().write(bytes);
    }

    private void readReplies() {
        try {
            InputStream in = new BufferedInputStream(socket.getInputStream(), READ_BUFFER_BYTES);
            while (true) {
                answer(Resp2.read(in));
            }
        } catch (IOException | RuntimeException e) {
            end(e);
        }
    }

    private void answer(RedisReply reply) throws IOException {
        Batch batch;
        synchronized (unanswered) {
            batch = unanswered.peek();
            if (batch == null) {
                throw new IOException("Redis sent a reply that nobody asked for");
            }
            batch.replies.add(reply);
            if (batch.replies.size() < batch.size) {
                return;
            }
            unanswered.remove();
        }
        batch.future.complete(batch.replies);
    }

    /** Closes the socket first, since a thread may hang in a write. */
    private void end(Throwable cause) {
        try {
            socket.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        List<Batch> failed;
        synchronized (unanswered) {
            open = false;
            failed = List.copyOf(unanswered);
            unanswered.clear();
        }
        failed.forEach(batch -> batch.future.completeExceptionally(cause));
    }

    /** Fails what is unanswered; the reading thread ends at once. */
    @Override
    public void close() {
        end(new IOException("the REST endpoint is closing"));
    }
}
