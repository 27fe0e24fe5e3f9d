package io.tradebars.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.resource.ClientResources;
import java.io.Closeable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** What both connectors share: their open connections, Lettuce's resources, and closing all of it once. */
abstract class AbstractRedisConnector implements RedisConnector {

    /** How long each of the few steps of closing that wait may take. */
    static final long CLOSE_STEP_MILLIS = 250;

    private final ClientResources resources;
    private final Set<Closeable> connections = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param resources owned by this connector from now on */
    AbstractRedisConnector(ClientResources resources) {
        this.resources = resources;
    }

    @Override
    public final <K, V> StatefulRedisConnection<K, V> connect(RedisCodec<K, V> codec) {
        failIfClosed();
        StatefulRedisConnectionImpl<K, V> connection = open(codec);
        connections.add(connection);
        // Forgets the connection when it is closed.
        connection.registerCloseables(connections, connection);
        if (closed.get()) {
            connection.closeAsync();
        }
        failIfClosed();
        return connection;
    }

    /** Whether {@link #close()} has begun. */
    final boolean isClosed() {
        return closed.get();
    }

    private void failIfClosed() {
        if (closed.get()) {
            throw new RedisException("Connection is closed: its Redis connection pool was closed");
        }
    }

    abstract <K, V> StatefulRedisConnectionImpl<K, V> open(RedisCodec<K, V> codec);

    /** Closes the connections, ends what is under way and frees what the connections share; called once. */
    abstract void closePool();

    /** Closes each connection, waiting for nothing. */
    final void closeConnections() {
        for (Closeable connection : connections) {
            ((StatefulRedisConnectionImpl<?, ?>) connection).closeAsync();
        }
    }

    final ClientResources resources() {
        return resources;
    }

    /** Connections that were opened and not yet closed. */
    final int openConnections() {
        return connections.size();
    }

    @Override
    public final void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        closePool();
        resources
                .shutdown(0, CLOSE_STEP_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSE_STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
}
