package io.tradebars.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.protocol.PushHandler;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lettuce's connection over a writer that has no channel: it is connected from when it is made until it is closed, and tells
 * its listeners so itself, since Lettuce fires these events from its channel.
 */
final class HttpConnection<K, V> extends StatefulRedisConnectionImpl<K, V> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private final SocketAddress address;
    private final List<RedisConnectionStateListener> listeners;
    private final AtomicBoolean disconnected = new AtomicBoolean();

    /**
     * @param timeout of each command, unless the options say otherwise
     * @param address what listeners are told that the connection leads to
     * @param listeners the first ones; more may be added
     */
    HttpConnection(
            RedisChannelWriter writer,
            RedisCodec<K, V> codec,
            Duration timeout,
            ClientOptions options,
            SocketAddress address,
            Collection<RedisConnectionStateListener> listeners) {
        super(writer, NoPush.INSTANCE, codec, timeout, options.getJsonParser());
        this.address = address;
        this.listeners = new CopyOnWriteArrayList<>(listeners);
        setOptions(options);
    }

    @Override
    public void addListener(RedisConnectionStateListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(RedisConnectionStateListener listener) {
        listeners.remove(listener);
    }

    /** Tells the listeners that the connection can be used; called once. */
    void fireConnected() {
        tell(listener -> listener.onRedisConnected(this, address));
    }

    @Override
    public void deactivated() {
        super.deactivated();
        if (disconnected.compareAndSet(false, true)) {
            tell(listener -> listener.onRedisDisconnected(this));
        }
    }

    private void tell(Consumer<RedisConnectionStateListener> event) {
        for (RedisConnectionStateListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("A listener of a Redis connection failed", e);
            }
        }
    }

    /** A reply ends with its request, so nothing is ever pushed. */
    private enum NoPush implements PushHandler {
        INSTANCE;

        @Override
        public void addListener(PushListener listener) {}

        @Override
        public void removeListener(PushListener listener) {}

        @Override
        public Collection<PushListener> getPushListeners() {
            return List.of();
        }
    }
}
