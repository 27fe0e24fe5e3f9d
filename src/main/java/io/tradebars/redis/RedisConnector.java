package io.tradebars.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import java.util.Locale;

/**
 * Makes Lettuce connections to one Redis, over Upstash's REST API or over a socket; the code that uses them is the same. Over
 * HTTP they share one pooled client. Safe for use by several threads.
 *
 * <pre>{@code
 * RedisSettings settings = new RedisSettings(
 *         URI.create("https://eu1-example.upstash.io"), token, null, null, 20, 10,
 *         Duration.ofSeconds(30), Duration.ofSeconds(10));
 * try (RedisConnector connector = RedisConnector.create(settings)) {
 *     StatefulRedisConnection<String, String> connection = connector.connect(StringCodec.UTF8);
 *     connection.sync().set("greeting", "hello");
 *
 *     // Many commands, one request:
 *     connection.setAutoFlushCommands(false);
 *     RedisFuture<String> greeting = connection.async().get("greeting");
 *     RedisFuture<Long> visits = connection.async().incr("visits");
 *     connection.flushCommands();
 *     greeting.thenAccept(System.out::println);
 * }
 * }</pre>
 *
 * <p>How a command's future ends is the same over both: {@link CommandOutcome#of} puts its exception into words. A command is
 * never sent twice: whether a failed one is repeated is the caller's decision ({@link RetrySchedule} says when).
 *
 * <p>Over HTTP
 *
 * <ul>
 *   <li>a connection has one request under way at a time, so its commands take effect in order; {@code flushCommands()} is
 *       exactly one request, up to 10,000 commands or 8 MiB; with automatic flushing, what is dispatched while a request is
 *       under way shares the next one;
 *   <li>MULTI and EXEC make one atomic request; scripts, streams and all data types work as over a socket;
 *   <li>commands that need a lasting connection fail with a {@link io.lettuce.core.RedisCommandExecutionException} that says
 *       why, without being sent: blocking ones, WATCH, SELECT (other than 0), AUTH, HELLO, CLIENT, CLUSTER, WAIT, MONITOR and
 *       all forms of SUBSCRIBE;
 *   <li>keys and values must be UTF-8, except a value that is its command's last argument; others are refused, never altered;
 *   <li>callbacks run in a thread that also receives replies: like those of Lettuce's event loop, they must not block.
 * </ul>
 */
public interface RedisConnector extends AutoCloseable {

    /**
     * Makes the connector for the scheme of {@link RedisSettings#url()}. Reads the token file and the CA file, but doesn't
     * connect.
     *
     * @param settings where Redis is; {@code https://}, {@code http://} (loopback only), {@code redis://} or
     *     {@code rediss://}
     * @throws IllegalArgumentException if the scheme is another, if a file cannot be read, or if an address or token is
     *     malformed; the message says what to do and never shows token or password
     */
    static RedisConnector create(RedisSettings settings) {
        String scheme = String.valueOf(settings.url().getScheme()).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "https", "http" -> HttpRedisConnector.create(settings);
            case "redis", "rediss" -> SocketRedisConnector.create(settings);
            default ->
                throw new IllegalArgumentException("redis.url must start with https://, redis:// or rediss://"
                        + " (http:// for this machine only), its scheme was '" + scheme + "'");
        };
    }

    /**
     * A new connection. Over HTTP it does no I/O yet: the first command opens a connection of the pool. Over a socket it
     * connects.
     *
     * @throws io.lettuce.core.RedisConnectionException if the server cannot be reached (socket only)
     * @throws io.lettuce.core.RedisException if this connector is closed
     */
    <K, V> StatefulRedisConnection<K, V> connect(RedisCodec<K, V> codec);

    /** What this connector has done so far. */
    ConnectorStats stats();

    /**
     * Ends all connections and calls, in under a second whatever hangs; twice is harmless. Commands under way fail; whether
     * they took effect is unknown. Leaves no thread of its own (OkHttp's shared {@code OkHttp TaskRunner} and
     * {@code Okio Watchdog}, daemons both, end by themselves after a minute without work).
     */
    @Override
    void close();

    /**
     * Counts since the connector was made. Over a socket {@code requests} is 0, since Lettuce doesn't tell what it sends
     * together, and all open connections count as active.
     *
     * @param requests HTTP requests sent
     * @param tlsHandshakes TLS handshakes completed
     * @param connectionsActive connections that carry a call now
     * @param connectionsIdle connections kept open without a call
     */
    record ConnectorStats(long requests, long tlsHandshakes, int connectionsActive, int connectionsIdle) {}
}
