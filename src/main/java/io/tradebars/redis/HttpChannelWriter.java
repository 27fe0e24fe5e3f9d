package io.tradebars.redis;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisException;
import io.lettuce.core.protocol.ConnectionFacade;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.netty.handler.codec.EncoderException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;

/**
 * What Lettuce writes commands to instead of a socket: sends them over HTTP, one request at a time for this connection, so
 * that they are executed in order; what is dispatched meanwhile waits and shares the next request.
 *
 * <p>Safe for use by several threads. Commands are encoded in the caller's thread. Futures are completed in the order of their
 * commands, in a thread of OkHttp's dispatcher, before the connection's next request is sent: as with Lettuce's own event
 * loop, a callback must not wait for another command of the same connection.
 *
 * <p>Nothing is ever sent twice. A command whose future failed may have taken effect all the same, unless the failure says
 * that it was never sent; see {@link CommandOutcome.Transient#mayHaveTakenEffect()}.
 */
final class HttpChannelWriter implements RedisChannelWriter {

    private final RestEndpoint endpoint;
    private final ClientResources resources;
    private final AtomicReference<String> syncToken = new AtomicReference<>();

    /** Guards all below; never held while a command completes or a call is handed over. */
    private final Object lock = new Object();

    private final CommandQueue queue = new CommandQueue();
    private boolean autoFlush = true;
    private boolean closed;
    /** Some thread sends or completes a batch, or a call is under way: nobody else may take the next batch. */
    private boolean busy;

    private RestRequest inFlight;
    private Call call;
    private ConnectionFacade facade;

    HttpChannelWriter(RestEndpoint endpoint, ClientResources resources) {
        this.endpoint = endpoint;
        this.resources = resources;
    }

    @Override
    public <K, V, T> RedisCommand<K, V, T> write(RedisCommand<K, V, T> command) {
        add(List.of(command));
        return command;
    }

    @Override
    @SuppressWarnings("unchecked") // what comes in goes out unchanged
    public <K, V> Collection<RedisCommand<K, V, ?>> write(Collection<? extends RedisCommand<K, V, ?>> commands) {
        add(commands);
        return (Collection<RedisCommand<K, V, ?>>) commands;
    }

    private void add(Collection<? extends RedisCommand<?, ?, ?>> commands) {
        List<RedisCommand<?, ?, ?>> accepted = new ArrayList<>(commands.size());
        List<RestCommand> forms = new ArrayList<>(commands.size());
        for (RedisCommand<?, ?, ?> command : commands) {
            try {
                forms.add(RestCommand.of(RespCommand.encode(command)));
                accepted.add(command);
            } catch (RuntimeException e) {
                // A codec's failure is the command's own: unlike on a socket, the connection stays usable.
                Replies.fail(command, new EncoderException("cannot encode " + command.getType(), e));
            }
        }
        boolean rejected;
        boolean flush;
        synchronized (lock) {
            rejected = closed;
            flush = autoFlush;
            if (!rejected) {
                for (int i = 0; i < accepted.size(); i++) {
                    queue.add(accepted.get(i), forms.get(i));
                }
                if (flush) {
                    queue.flushAutomatically();
                }
            }
        }
        if (rejected) {
            accepted.forEach(command -> Replies.fail(command, new RedisException("Connection is closed")));
        } else if (flush) {
            sendNext();
        }
    }

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {
        synchronized (lock) {
            this.autoFlush = autoFlush;
        }
    }

    @Override
    public void flushCommands() {
        synchronized (lock) {
            queue.flush();
        }
        sendNext();
    }

    /** Sends the next request unless one is under way, and completes what needs none. */
    private void sendNext() {
        synchronized (lock) {
            if (busy) {
                return;
            }
            busy = true;
        }
        work();
    }

    /** Runs in one thread at a time: the one that set {@link #busy}, or the one that got the reply. */
    private void work() {
        while (true) {
            RestRequest request;
            synchronized (lock) {
                List<PendingCommand> batch = queue.nextBatch();
                if (batch.isEmpty()) {
                    busy = false;
                    return;
                }
                request = new RestRequest(batch);
                if (!request.isLocal()) {
                    inFlight = request;
                }
            }
            if (request.isLocal()) {
                request.completeLocally();
            } else {
                send(request);
                return;
            }
        }
    }

    private void send(RestRequest request) {
        Call started = endpoint.send(request, syncToken, () -> {
            synchronized (lock) {
                inFlight = null;
                call = null;
            }
            work();
        });
        boolean tooLate;
        synchronized (lock) {
            tooLate = closed;
            // The reply may be here already, and even the next request on its way.
            if (inFlight == request) {
                call = started;
            }
        }
        if (tooLate) {
            started.cancel();
        }
    }

    /**
     * Fails what waits and what is under way, at once; like a socket that is closed, it doesn't wait for replies. Twice is
     * harmless.
     *
     * @return completed
     */
    @Override
    public CompletableFuture<Void> closeAsync() {
        List<PendingCommand> waiting;
        RestRequest cut;
        Call running;
        ConnectionFacade connection;
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.completedFuture(null);
            }
            closed = true;
            waiting = queue.drain();
            cut = inFlight;
            running = call;
            connection = facade;
        }
        if (running != null) {
            running.cancel();
        }
        if (cut != null) {
            cut.fail(new RedisException("Connection closed while a request was under way; it may take effect"));
        }
        RedisException failure = new RedisException("Connection closed before the command was sent");
        waiting.forEach(pending -> pending.fail(failure));
        if (connection != null) {
            connection.deactivated();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        closeAsync();
    }

    @Override
    public void setConnectionFacade(ConnectionFacade connection) {
        synchronized (lock) {
            this.facade = connection;
        }
    }

    @Override
    public ClientResources getClientResources() {
        return resources;
    }
}
