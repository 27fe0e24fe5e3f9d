package io.tradebars.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;

/**
 * Makes Lettuce connections to one Redis; over HTTP they share one pooled client. Safe for use by several threads.
 */
public interface RedisConnector extends AutoCloseable {

    /**
     * A new connection. Over HTTP it does no I/O yet: the first command opens a connection of the pool. Over a socket it
     * connects.
     *
     * @throws io.lettuce.core.RedisConnectionException if the server cannot be reached (socket only)
     */
    <K, V> StatefulRedisConnection<K, V> connect(RedisCodec<K, V> codec);

    /** What this connector has done so far. */
    ConnectorStats stats();

    /** Ends all connections and calls, in under a second whatever hangs; twice is harmless. Leaves no thread. */
    @Override
    void close();

    /**
     * Counts since the connector was made; over a socket {@code requests} counts flushed pipelines only where the
     * transport can tell, and is 0 otherwise.
     *
     * @param requests HTTP requests sent
     * @param tlsHandshakes TLS handshakes completed
     * @param connectionsActive connections that carry a call now
     * @param connectionsIdle connections kept open without a call
     */
    record ConnectorStats(long requests, long tlsHandshakes, int connectionsActive, int connectionsIdle) {}
}
