package io.tradebars.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.protocol.CommandEncoder;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Lettuce connections over Lettuce's own socket. */
final class SocketRedisConnector extends AbstractRedisConnector {

    private final RedisClient client;
    private final RedisURI uri;
    private final LongAdder tlsHandshakes;
    private final Set<CompletableFuture<?>> connecting = ConcurrentHashMap.newKeySet();

    private SocketRedisConnector(ClientResources resources, RedisClient client, RedisURI uri, LongAdder tlsHandshakes) {
        super(resources);
        this.client = client;
        this.uri = uri;
        this.tlsHandshakes = tlsHandshakes;
    }

    /** See {@link RedisConnector#create(RedisSettings, ClientOptions)}. */
    static SocketRedisConnector create(RedisSettings settings, ClientOptions options) {
        RedisURI uri = redisUri(settings);
        SocketOptions socket = options.getSocketOptions()
                .mutate()
                .connectTimeout(settings.connectTimeout())
                .build();
        ClientOptions.Builder own = options.mutate().socketOptions(socket);
        TrustedCertificates.of(settings)
                .ifPresent(trusted -> own.sslOptions(options.getSslOptions()
                        .mutate()
                        .jdkSslProvider()
                        .sslContext(context -> context.trustManager(trusted))
                        .build()));
        return create(uri, own.build());
    }

    /** See {@link RedisConnector#create(RedisURI, ClientOptions)}. */
    static SocketRedisConnector create(RedisURI uri, ClientOptions options) {
        LongAdder tlsHandshakes = new LongAdder();
        ClientResources resources = UnfinalizedResources.of(
                DefaultClientResources.builder().nettyCustomizer(new ChannelSetup(tlsHandshakes)));
        RedisClient client = RedisClient.create(resources);
        client.setOptions(options);
        return new SocketRedisConnector(resources, client, uri, tlsHandshakes);
    }

    private static RedisURI redisUri(RedisSettings settings) {
        URI url = settings.url();
        if (url.getHost() == null) {
            // Without the address itself, which may carry a password.
            throw new IllegalArgumentException("redis.url must name a host: " + url.getScheme() + "://host:port");
        }
        RedisURI uri;
        try {
            uri = RedisURI.create(url);
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message may quote the password.
            throw new IllegalArgumentException(
                    "redis.url must be " + url.getScheme() + "://[user:password@]host[:port][/database]");
        }
        uri.setTimeout(settings.callTimeout());
        return uri;
    }

    @Override
    public void addListener(CommandListener listener) {
        client.addListener(listener);
    }

    @Override
    public void addListener(RedisConnectionStateListener listener) {
        client.addListener(listener);
    }

    @Override
    <K, V> StatefulRedisConnectionImpl<K, V> open(RedisCodec<K, V> codec) {
        CompletableFuture<StatefulRedisConnection<K, V>> connection =
                client.connectAsync(codec, uri).toCompletableFuture();
        connecting.add(connection);
        if (isClosed()) {
            abandon(connection);
        }
        try {
            // What connectAsync gives is this class (Lettuce 7.7 RedisClient.newStatefulRedisConnection).
            return (StatefulRedisConnectionImpl<K, V>) connection.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RedisConnectionException.create(e);
        } catch (ExecutionException e) {
            // An address by socket file or sentinels has no host; Lettuce's text of it hides the password.
            String name = uri.getHost() == null ? uri.toString() : uri.getHost() + ":" + uri.getPort();
            throw RedisConnectionException.create(name, e.getCause());
        } finally {
            connecting.remove(connection);
        }
    }

    /** Once the event loops are gone, nobody else ends what is connecting. */
    private static void abandon(CompletableFuture<?> connection) {
        connection.completeExceptionally(new RedisException(
                "Connection is closed: its Redis connection pool was closed while it was connecting"));
    }

    @Override
    public ConnectorStats stats() {
        return new ConnectorStats(0, tlsHandshakes.sum(), openConnections(), 0);
    }

    @Override
    void closePool() {
        connecting.forEach(SocketRedisConnector::abandon);
        try {
            // Closes the connections too.
            client.shutdownAsync(0, CLOSE_STEP_MILLIS, TimeUnit.MILLISECONDS)
                    .get(CLOSE_STEP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The event loops are shut down next, and with them whatever did not end in time.
        }
    }

    /** Counts TLS handshakes as they complete, and keeps passwords out of Lettuce's log. */
    private static final class ChannelSetup implements NettyCustomizer {
        private final LongAdder count;

        ChannelSetup(LongAdder count) {
            this.count = count;
        }

        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline().replace(CommandEncoder.class, null, new DiscreetEncoder());
            SslHandler tls = channel.pipeline().get(SslHandler.class);
            if (tls != null) {
                tls.handshakeFuture().addListener(handshake -> {
                    if (handshake.isSuccess()) {
                        count.increment();
                    }
                });
            }
        }
    }

    /** Lettuce's own, which logs at TRACE all that it writes; but not what has a password in it. */
    private static final class DiscreetEncoder extends CommandEncoder {
        private static final Set<String> WITH_PASSWORD = Set.of("AUTH", "HELLO");

        @Override
        protected void encode(ChannelHandlerContext context, Object message, ByteBuf out) throws Exception {
            Collection<?> commands = message instanceof Collection<?> several ? several : List.of(message);
            if (commands.stream().noneMatch(DiscreetEncoder::hasPassword)) {
                super.encode(context, message, out);
                return;
            }
            for (Object command : commands) {
                ((RedisCommand<?, ?, ?>) command).encode(out);
            }
        }

        private static boolean hasPassword(Object message) {
            return message instanceof RedisCommand<?, ?, ?> command
                    && WITH_PASSWORD.contains(command.getType().toString());
        }
    }
}
