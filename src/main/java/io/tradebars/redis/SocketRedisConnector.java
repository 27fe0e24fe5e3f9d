package io.tradebars.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;

/** Lettuce connections over Lettuce's own socket. */
final class SocketRedisConnector extends AbstractRedisConnector {

    private final RedisClient client;
    private final LongAdder tlsHandshakes;

    private SocketRedisConnector(ClientResources resources, RedisClient client, LongAdder tlsHandshakes) {
        super(resources);
        this.client = client;
        this.tlsHandshakes = tlsHandshakes;
    }

    /** See {@link RedisConnector#create}. */
    static SocketRedisConnector create(RedisSettings settings) {
        RedisURI uri = redisUri(settings);
        ClientOptions options = options(settings);
        LongAdder tlsHandshakes = new LongAdder();
        ClientResources resources = ClientResources.builder()
                .nettyCustomizer(new HandshakeCounter(tlsHandshakes))
                .build();
        RedisClient client = RedisClient.create(resources, uri);
        client.setOptions(options);
        return new SocketRedisConnector(resources, client, tlsHandshakes);
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

    private static ClientOptions options(RedisSettings settings) {
        ClientOptions.Builder options = ClientOptions.builder()
                // Lettuce reconnects, but what was under way or comes meanwhile fails at once, rather than being sent
                // again
                // without anybody's knowledge (Lettuce 7.7 DefaultEndpoint.notifyDrainQueuedCommands).
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.connectTimeout())
                        .tcpNoDelay(true)
                        .keepAlive(true)
                        .build())
                // Spares each connection a command that only Redis Enterprise knows.
                .maintNotificationsConfig(MaintNotificationsConfig.disabled());
        if (settings.caFile() != null) {
            options.sslOptions(SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(TrustedCertificates.with(settings.caFile()))
                    .build());
        }
        return options.build();
    }

    @Override
    <K, V> StatefulRedisConnectionImpl<K, V> open(RedisCodec<K, V> codec) {
        // What RedisClient.connect returns is this class (Lettuce 7.7 RedisClient.newStatefulRedisConnection).
        return (StatefulRedisConnectionImpl<K, V>) client.connect(codec);
    }

    @Override
    public ConnectorStats stats() {
        return new ConnectorStats(0, tlsHandshakes.sum(), openConnections(), 0);
    }

    @Override
    void closePool() {
        try {
            client.shutdownAsync(0, CLOSE_STEP_MILLIS, TimeUnit.MILLISECONDS)
                    .get(CLOSE_STEP_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The event loops are shut down next, and with them whatever did not end in time.
        }
    }

    /** Counts TLS handshakes as they complete. */
    private static final class HandshakeCounter implements NettyCustomizer {
        private final LongAdder count;

        HandshakeCounter(LongAdder count) {
            this.count = count;
        }

        @Override
        public void afterChannelInitialized(Channel channel) {
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
}
