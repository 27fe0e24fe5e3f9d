package io.tradebars.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.event.command.CommandListener;
import java.util.Locale;
import java.util.Optional;

/**
 * Makes Lettuce connections to one Redis, over Upstash's REST API or over a socket; the code that uses them is the same, and
 * so are its results and exceptions. Over HTTP all connections of a connector share one pooled client. Safe for use by several
 * threads, as Lettuce's connections are.
 *
 * <pre>{@code
 * RedisSettings settings = RedisSettings.of("https://eu1-example.upstash.io", token);
 * try (RedisConnector connector = RedisConnector.create(settings)) {
 *     StatefulRedisConnection<String, String> connection = connector.connect(StringCodec.UTF8);
 *
 *     connection.sync().set("greeting", "hello");
 *     connection.async().incr("visits").thenAccept(System.out::println);
 *     connection.reactive().lrange("list", 0, -1).subscribe(System.out::println);
 *
 *     // A pipeline: many commands, one request.
 *     connection.setAutoFlushCommands(false);
 *     RedisFuture<String> greeting = connection.async().get("greeting");
 *     RedisFuture<Long> visits = connection.async().incr("visits");
 *     connection.flushCommands();
 *     connection.setAutoFlushCommands(true);
 *
 *     // A transaction: all or nothing, one request.
 *     connection.sync().multi();
 *     connection.sync().set("a", "1");
 *     connection.sync().incr("b");
 *     TransactionResult result = connection.sync().exec();
 * }
 *
 * // Another pace, and a token from a mounted secret:
 * RedisSettings.builder("https://eu1-example.upstash.io")
 *         .tokenFile("/run/secrets/redis-token").callTimeout(Duration.ofSeconds(5)).build();
 * // Lettuce's own address with user, password, database and timeout, over its own socket:
 * RedisConnector.create(RedisURI.create("rediss://user:password@host:6380/2?timeout=5s"));
 * }</pre>
 *
 * <p>Works as with {@link io.lettuce.core.RedisClient}: every codec, scripts, functions, streams, cursors, streaming channels,
 * {@code dispatch} of commands of one's own, {@link io.lettuce.core.dynamic.RedisCommandFactory},
 * {@code connection.setTimeout}, command and connection listeners.
 *
 * <h2>Over HTTP</h2>
 *
 * <ul>
 *   <li><b>Order.</b> A connection has one request under way at a time, so its commands take effect in order. What is
 *       dispatched while a request is under way shares the next one; with automatic flushing off, {@code flushCommands()} is
 *       exactly one request (more only beyond 10,000 commands or 8 MiB). More at a time takes more connections: they are cheap,
 *       and up to {@link RedisSettings#maxConnections()} calls of them run at once.
 *   <li><b>Atomic</b> are MULTI and EXEC, which make one request, and scripts; a pipeline isn't. Nothing is sent before EXEC;
 *       what Redis would refuse when it queues it is known only then.
 *   <li><b>Refused</b>, at once and unsent, with a {@link io.lettuce.core.RedisCommandExecutionException} that says why:
 *       whatever waits or is bound to a lasting connection. That is blocking commands (BLPOP, BRPOP, BLMOVE, BLMOVEM, BRPOPLPUSH,
 *       BLMPOP, BZPOPMIN, BZPOPMAX, BZMPOP, WAIT, WAITAOF, XREAD and XREADGROUP with BLOCK), WATCH and UNWATCH, SELECT (other
 *       than 0), AUTH and HELLO, CLIENT, CLUSTER, RESET, QUIT, READONLY, READWRITE, ASKING, HIMPORT, MONITOR and all forms of
 *       SUBSCRIBE.
 *   <li><b>Binary.</b> A request is JSON, so keys and arguments must be UTF-8, except one: the last argument of a command
 *       outside a transaction, which then is a request of its own. Others are refused in the same way, never altered. Replies
 *       may hold any bytes.
 *   <li><b>Once.</b> A command is never sent twice, whatever OkHttp or the server would like; whether a failed one is repeated
 *       is the caller's decision ({@link RetrySchedule} says when).
 *   <li><b>Threads.</b> A command is encoded in the thread that dispatches it. Replies are read and futures completed, in the
 *       order of their commands, in daemon threads named {@code redis-http-n} (what needs no reply, while nothing is under
 *       way, in the dispatching one). Callbacks run there, and must not wait for another command of their connection, as in
 *       Lettuce's event loop.
 *   <li><b>Time.</b> Each command has the connection's timeout ({@link RedisSettings#callTimeout()} until
 *       {@code setTimeout}, or what {@link ClientOptions#getTimeoutOptions()} say), the time in queues included; each request
 *       has the call timeout, too. A command whose time is over before its turn is not sent.
 *   <li><b>Open.</b> A connection does no I/O before its first command, is open from the start, and stays so through faults:
 *       each request connects by itself where it must. Its listeners hear of it when it is made and when it is closed.
 *   <li>{@link ClientOptions} that speak of a socket mean nothing: reconnecting, queue size, protocol version, SSL.
 * </ul>
 *
 * <h2>What fails, and how</h2>
 *
 * <table>
 * <caption>Exceptions of a command's future; {@link CommandOutcome#of} puts them into words, the same over both transports
 * </caption>
 * <tr><th>What happens<th>Exception (package {@code io.lettuce.core} unless named)<th>Took effect?
 * <tr><td>Redis answers a command with an error<td>{@code RedisCommandExecutionException} or its subtype by the error's first
 *     word ({@code RedisNoScriptException}, {@code RedisBusyException}, ...)<td>no
 * <tr><td>refused here (see above)<td>{@code RedisCommandExecutionException: ERR ... over HTTP ...}<td>no
 * <tr><td>the codec throws<td>Netty's {@code EncoderException}<td>no
 * <tr><td>HTTP 401<td>{@code RedisCommandExecutionException: WRONGPASS ...}<td>no
 * <tr><td>HTTP 400 to a single command or a transaction<td>{@code RedisCommandExecutionException}<td>no
 * <tr><td>any other status, redirects included; 400 to a pipeline<td>{@link RedisHttpException}, with the status and what
 *     {@code Retry-After} said<td>below 500 no, else unknown
 * <tr><td>cannot connect: refused, unknown host, certificate<td>{@code RedisConnectionException: cannot connect to ...}<td>no
 * <tr><td>connection lost, reply cut short<td>{@code RedisConnectionException: connection to ... lost ...}<td>unknown
 * <tr><td>no reply in time<td>{@code RedisCommandTimeoutException}<td>unknown
 * <tr><td>reply malformed, over 64 MiB, or of too few or too many elements<td>{@code RedisException}, for all commands of the
 *     request<td>unknown
 * <tr><td>closed meanwhile<td>{@code RedisException: Connection closed ...}<td>unknown if under way, else no
 * </table>
 *
 * <h2>Closing</h2>
 *
 * A connection's {@code close()} and {@code closeAsync()} fail what it still has to do, at once. The connector's
 * {@link #close()} does so for all its connections, and ends calls, sockets and threads.
 */
public interface RedisConnector extends AutoCloseable {

    /** {@link #create(RedisSettings, ClientOptions)} with the {@link #defaultOptions()}. */
    static RedisConnector create(RedisSettings settings) {
        return create(settings, defaultOptions());
    }

    /**
     * Makes the connector for the scheme of {@link RedisSettings#url()}. Reads the token file and the CA file, but doesn't
     * connect.
     *
     * @param settings where Redis is; {@code https://}, {@code http://} (loopback only), {@code redis://} or
     *     {@code rediss://}
     * @param options of its connections, best made by {@code defaultOptions().mutate()}; connect timeout, CA file and
     *     pins are taken from the settings
     * @throws IllegalArgumentException if the scheme is another, if a file cannot be read, or if an address or token is
     *     malformed; the message says what to do and never shows token or password
     */
    static RedisConnector create(RedisSettings settings, ClientOptions options) {
        String scheme = String.valueOf(settings.url().getScheme()).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "https", "http" -> HttpRedisConnector.create(settings, options);
            case "redis", "rediss" -> SocketRedisConnector.create(settings, options);
            default ->
                throw new IllegalArgumentException("redis.url must start with https://, redis:// or rediss://"
                        + " (http:// for this machine only), its scheme was '" + scheme + "'");
        };
    }

    /** {@link #create(RedisURI, ClientOptions)} with the {@link #defaultOptions()}. */
    static RedisConnector create(RedisURI uri) {
        return create(uri, defaultOptions());
    }

    /**
     * Makes a connector over Lettuce's socket. Doesn't connect.
     *
     * @param uri user, password, database, timeout, TLS and the rest mean what they mean to Lettuce
     * @param options of its connections, best made by {@code defaultOptions().mutate()}
     */
    static RedisConnector create(RedisURI uri, ClientOptions options) {
        return SocketRedisConnector.create(uri, options);
    }

    /**
     * The options that connections have unless others are given: Lettuce's, except that commands time out, and that a socket
     * which lost its server rejects commands until it has reconnected, rather than keeping them and sending some of them again
     * without anybody's knowledge (Lettuce 7.7 DefaultEndpoint.notifyDrainQueuedCommands).
     */
    static ClientOptions defaultOptions() {
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled())
                // Spares each socket a command that only Redis Enterprise knows.
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .build();
    }

    /**
     * A new connection. Over HTTP it does no I/O yet: the first command opens a connection of the pool. Over a socket it
     * connects.
     *
     * @throws io.lettuce.core.RedisConnectionException if the server cannot be reached (socket only)
     * @throws io.lettuce.core.RedisException if this connector is closed
     */
    <K, V> StatefulRedisConnection<K, V> connect(RedisCodec<K, V> codec);

    /**
     * Tells this listener of the commands of all connections made from now on, as {@link io.lettuce.core.RedisClient} does; in
     * the threads that dispatch and complete them, so it must not block.
     */
    void addListener(CommandListener listener);

    /**
     * Tells this listener when a connection made from now on is open and when it no longer is. Over HTTP that is when it is
     * made and when it is closed; over a socket also when it lost its server and when it is back.
     * {@code connection.addListener} does the same for one connection that is open already.
     */
    void addListener(RedisConnectionStateListener listener);

    /** What this connector has done so far. */
    ConnectorStats stats();

    /**
     * The version of HTTP that the latest request went by, in the words of ALPN: {@code h2}, {@code http/1.1}; empty before the first,
     * and over a socket.
     */
    default Optional<String> httpVersion() {
        return Optional.empty();
    }

    /**
     * Ends all connections and calls, in under a second whatever hangs; twice is harmless. Commands under way fail; whether
     * they took effect is unknown. Leaves no thread.
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
