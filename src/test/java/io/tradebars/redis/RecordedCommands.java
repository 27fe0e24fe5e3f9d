package io.tradebars.redis;

import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lettuce's synchronous commands, each call carried out in one of several ways and written into a {@link Transcript}; no call
 * throws, one that fails returns {@code null}.
 */
final class RecordedCommands {

    /** How a call is carried out. */
    enum Mode {
        SYNC,
        /** By the reactive interface's method of the same name and parameters. */
        REACTIVE,
        /** Between MULTI and EXEC. */
        TRANSACTION
    }

    /** Nothing here takes as long; a reactive call has no time-out of its own. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private static final Set<String> TRANSACTIONAL = Set.of("multi", "exec", "discard", "watch", "unwatch");

    private final StatefulRedisConnection<String, String> connection;
    private final Mode mode;
    private final Transcript transcript;
    private final Set<String> called = new HashSet<>();

    RecordedCommands(StatefulRedisConnection<String, String> connection, Mode mode, Transcript transcript) {
        this.connection = connection;
        connection.setTimeout(LONGEST);
        this.mode = mode;
        this.transcript = transcript;
    }

    /** Names of the methods that were called. */
    Set<String> called() {
        return called;
    }

    @SuppressWarnings("unchecked") // a proxy has no type arguments
    RedisCommands<String, String> commands() {
        return (RedisCommands<String, String>) Proxy.newProxyInstance(
                RedisCommands.class.getClassLoader(), new Class<?>[] {RedisCommands.class}, this::invoke);
    }

    private Object invoke(Object proxy, Method method, Object[] args) {
        called.add(method.getName());
        try {
            Object result = carryOut(method, args);
            transcript.result(method, args, result);
            return fitting(method.getReturnType(), result);
        } catch (Throwable thrown) {
            transcript.failure(method, args, thrown);
            return null;
        }
    }

    private Object carryOut(Method method, Object[] args) throws Throwable {
        if (TRANSACTIONAL.contains(method.getName()) || connection.isMulti()) {
            return call(connection.sync(), method, args);
        }
        return switch (mode) {
            case SYNC -> call(connection.sync(), method, args);
            case REACTIVE -> callReactive(method, args);
            case TRANSACTION -> callInTransaction(method, args);
        };
    }

    private Object callInTransaction(Method method, Object[] args) throws Throwable {
        RedisCommands<String, String> commands = connection.sync();
        commands.multi();
        try {
            call(commands, method, args);
        } catch (Throwable thrown) {
            commands.discard();
            throw thrown;
        }
        TransactionResult results = commands.exec();
        if (results.isEmpty()) {
            return null; // a method that sends no command
        }
        Object result = results.get(0);
        if (result instanceof Throwable thrown) {
            throw thrown;
        }
        return result;
    }

    private Object callReactive(Method method, Object[] args) throws Throwable {
        Method reactive;
        try {
            reactive = io.lettuce.core.api.reactive.RedisReactiveCommands.class.getMethod(
                    method.getName(), method.getParameterTypes());
        } catch (NoSuchMethodException e) {
            return call(connection.sync(), method, args);
        }
        Object result = call(connection.reactive(), reactive, args);
        if (result instanceof Mono<?> mono) {
            return mono.block(LONGEST);
        }
        return result instanceof Publisher<?> publisher
                ? Flux.from(publisher).collectList().block(LONGEST)
                : result;
    }

    private static Object call(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** What the caller can take: the reactive methods give lists for much else. */
    private static Object fitting(Class<?> type, Object result) {
        if (type.isInstance(result) || result == null) {
            return result;
        }
        if (type.isAssignableFrom(HashSet.class) && result instanceof List<?> list) {
            return new HashSet<>(list);
        }
        return null;
    }
}
