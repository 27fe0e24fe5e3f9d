package io.tradebars.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.CommandListenerWriter;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.protocol.CommandExpiryWriter;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** Lettuce connections over an Upstash-compatible REST API, all on one OkHttp client. */
final class HttpRedisConnector extends AbstractRedisConnector {

    /**
     * A connection that no longer answers is given up after two of these, rather than at the end of a call's time; OkHttp
     * doesn't ping by default.
     */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(5);

    /** Longer than the minute from one burst of bars to the next. */
    private static final Duration KEEP_ALIVE = Duration.ofMinutes(5);

    private final RedisSettings settings;
    private final ClientOptions options;
    private final OkHttpClient client;
    private final HttpThreads threads;
    private final HttpCounters counters;
    private final RestEndpoint endpoint;
    private final List<CommandListener> commandListeners = new CopyOnWriteArrayList<>();
    private final List<RedisConnectionStateListener> connectionListeners = new CopyOnWriteArrayList<>();

    private HttpRedisConnector(
            RedisSettings settings,
            ClientOptions options,
            OkHttpClient client,
            HttpThreads threads,
            HttpCounters counters,
            HttpUrl base,
            AccessToken token) {
        super(UnfinalizedResources.of(DefaultClientResources.builder()));
        this.settings = settings;
        this.options = options;
        this.client = client;
        this.threads = threads;
        this.counters = counters;
        this.endpoint = new RestEndpoint(
                client,
                base,
                token,
                settings.readYourWrites(),
                settings.callTimeout(),
                resources().timer());
    }

    /** See {@link RedisConnector#create(RedisSettings, ClientOptions)}. */
    static HttpRedisConnector create(RedisSettings settings, ClientOptions options) {
        HttpUrl base = baseUrl(settings.url());
        AccessToken token = AccessToken.of(settings);
        HttpCounters counters = new HttpCounters();
        HttpThreads threads = new HttpThreads();
        OkHttpClient client = client(settings, threads, counters);
        return new HttpRedisConnector(settings, options, client, threads, counters, base, token);
    }

    private static HttpUrl baseUrl(URI url) {
        if (url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw new IllegalArgumentException("redis.url must carry neither user nor query when it is https://;"
                    + " the token belongs in redis.token or redis.token-file");
        }
        if (url.getHost() == null) {
            // Without the address itself, which may carry a secret.
            throw new IllegalArgumentException("redis.url must name a host: " + url.getScheme() + "://host[:port]");
        }
        HttpUrl base = HttpUrl.get(url.toString());
        if (!base.isHttps() && !isLoopback(base.host())) {
            throw new IllegalArgumentException(
                    "redis.url must start with https://, since the token would travel in the clear to '" + base.host()
                            + "' (http:// is for this machine only)");
        }
        return base;
    }

    /** Judged by the name alone: a name that resolves to loopback here need not do so elsewhere. */
    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("::1") || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    private static OkHttpClient client(RedisSettings settings, HttpThreads threads, HttpCounters counters) {
        OkHttpClient.Builder client = threads.newClient(
                        settings.maxConnections(), settings.keepAliveConnections(), KEEP_ALIVE)
                .socketFactory(new NoDelaySocketFactory())
                .connectTimeout(settings.connectTimeout())
                // The endpoint bounds a call's time, and with it these.
                .callTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .pingInterval(PING_INTERVAL)
                // Of another address of the host, when one does not answer; bodies are one-shot, so never of a request.
                .retryOnConnectionFailure(true)
                // A redirect would carry commands and token elsewhere.
                .followRedirects(false)
                .followSslRedirects(false)
                .eventListener(counters);
        TrustedCertificates.of(settings).ifPresent(trusted -> trust(client, trusted));
        return client.build();
    }

    private static void trust(OkHttpClient.Builder client, X509TrustManager trusted) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trusted}, null);
            client.sslSocketFactory(context.getSocketFactory(), trusted);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    @Override
    <K, V> StatefulRedisConnectionImpl<K, V> open(RedisCodec<K, V> codec) {
        HttpConnection<K, V> connection = new HttpConnection<>(
                writer(), codec, settings.callTimeout(), options, endpoint.address(), connectionListeners);
        connection.fireConnected();
        return connection;
    }

    /** The same wrappers in the same order as around Lettuce's socket (Lettuce 7.7 RedisClient.connectStandaloneAsync). */
    private RedisChannelWriter writer() {
        HttpChannelWriter http = new HttpChannelWriter(endpoint, resources());
        RedisChannelWriter writer = http;
        if (CommandExpiryWriter.isSupported(options)) {
            // Also bounds the time in our queue and in OkHttp's, which OkHttp's call timeout leaves out.
            writer = new ExpiringWriter(http, options, resources());
        }
        if (CommandListenerWriter.isSupported(commandListeners)) {
            writer = new CommandListenerWriter(writer, commandListeners);
        }
        return writer;
    }

    @Override
    public void addListener(CommandListener listener) {
        commandListeners.add(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public void addListener(RedisConnectionStateListener listener) {
        connectionListeners.add(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public ConnectorStats stats() {
        int idle = client.connectionPool().idleConnectionCount();
        int all = client.connectionPool().connectionCount();
        return new ConnectorStats(counters.requests(), counters.tlsHandshakes(), Math.max(0, all - idle), idle);
    }

    @Override
    public Optional<String> httpVersion() {
        return Optional.ofNullable(counters.httpVersion());
    }

    @Override
    void closePool() {
        closeConnections();
        // A call that a blocking name lookup holds up ends after us: then its connection goes with it.
        client.dispatcher().setIdleCallback(client.connectionPool()::evictAll);
        client.dispatcher().cancelAll();
        threads.endCalls(CLOSE_STEP_MILLIS);
        client.connectionPool().evictAll();
        threads.endInnerWork();
    }

    /** The client, for tests that look at its sockets. */
    OkHttpClient client() {
        return client;
    }

    /**
     * Lettuce's time-outs for commands, as long as the connection is open: once the connector is closed, its timer takes no
     * more of them and throws.
     */
    private static final class ExpiringWriter extends CommandExpiryWriter {
        private final HttpChannelWriter writer;

        ExpiringWriter(HttpChannelWriter writer, ClientOptions options, ClientResources resources) {
            super(writer, options, resources);
            this.writer = writer;
        }

        @Override
        public <K, V, T> RedisCommand<K, V, T> write(RedisCommand<K, V, T> command) {
            try {
                return writer.isClosed() ? writer.write(command) : super.write(command);
            } catch (IllegalStateException e) {
                if (writer.isClosed()) { // since
                    return writer.write(command);
                }
                throw e;
            }
        }

        @Override
        public <K, V> Collection<RedisCommand<K, V, ?>> write(Collection<? extends RedisCommand<K, V, ?>> commands) {
            try {
                return writer.isClosed() ? writer.write(commands) : super.write(commands);
            } catch (IllegalStateException e) {
                if (writer.isClosed()) { // since
                    return writer.write(commands);
                }
                throw e;
            }
        }
    }
}
