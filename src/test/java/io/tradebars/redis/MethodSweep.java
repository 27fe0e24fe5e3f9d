package io.tradebars.redis;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.BitFieldArgs;
import io.lettuce.core.Consumer;
import io.lettuce.core.GeoArgs;
import io.lettuce.core.GeoRadiusStoreArgs;
import io.lettuce.core.GeoSearch;
import io.lettuce.core.GeoValue;
import io.lettuce.core.LMPopArgs;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.LcsArgs;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.StrAlgoArgs;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XPendingArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.ZPopArgs;
import io.lettuce.core.api.sync.BaseRedisCommands;
import io.lettuce.core.api.sync.RedisAclCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.api.sync.RedisFunctionCommands;
import io.lettuce.core.api.sync.RedisGeoCommands;
import io.lettuce.core.api.sync.RedisHLLCommands;
import io.lettuce.core.api.sync.RedisHashCommands;
import io.lettuce.core.api.sync.RedisKeyCommands;
import io.lettuce.core.api.sync.RedisListCommands;
import io.lettuce.core.api.sync.RedisScriptingCommands;
import io.lettuce.core.api.sync.RedisServerCommands;
import io.lettuce.core.api.sync.RedisSetCommands;
import io.lettuce.core.api.sync.RedisSortedSetCommands;
import io.lettuce.core.api.sync.RedisStreamCommands;
import io.lettuce.core.api.sync.RedisStringCommands;
import io.lettuce.core.api.sync.RedisTransactionalCommands;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.output.StreamingChannel;
import io.lettuce.core.protocol.CommandType;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Calls every method of Lettuce's command interfaces, all overloads, with made-up arguments: on a key of the type that the
 * method is for, on a key of another type, and on a missing key.
 */
final class MethodSweep {

    /** Those of Redis itself; the others are for modules that the server of the tests hasn't got. */
    private static final Map<Class<?>, String> KEYS_BY_INTERFACE = Map.ofEntries(
            Map.entry(RedisKeyCommands.class, "list"),
            Map.entry(RedisStringCommands.class, "string"),
            Map.entry(RedisHashCommands.class, "hash"),
            Map.entry(RedisListCommands.class, "list"),
            Map.entry(RedisSetCommands.class, "set"),
            Map.entry(RedisSortedSetCommands.class, "zset"),
            Map.entry(RedisStreamCommands.class, "stream"),
            Map.entry(RedisGeoCommands.class, "geo"),
            Map.entry(RedisHLLCommands.class, "hll"),
            Map.entry(RedisScriptingCommands.class, "string"),
            Map.entry(RedisFunctionCommands.class, "string"),
            Map.entry(RedisTransactionalCommands.class, "string"),
            Map.entry(RedisServerCommands.class, "string"),
            Map.entry(RedisAclCommands.class, "string"),
            Map.entry(RedisClusterCommands.class, "string"),
            Map.entry(BaseRedisCommands.class, "string"));

    /**
     * Refused over HTTP, with all of CLIENT and CLUSTER; over a socket some of them would wait for ever, or upset what comes
     * next.
     */
    static final Set<String> REFUSED = Set.of(
            "asking",
            "auth",
            "blmove",
            "blmovem",
            "blmpop",
            "blpop",
            "brpop",
            "brpoplpush",
            "bzmpop",
            "bzpopmax",
            "bzpopmin",
            "himportSet",
            "quit",
            "readOnly",
            "readWrite",
            "select",
            "unwatch",
            "waitForReplication",
            "watch");

    /** Would stop, restart or persist the server, or speak to another one. */
    static final Set<String> HARMFUL = Set.of(
            "aclLoad",
            "aclSave",
            "bgrewriteaof",
            "bgsave",
            "configResetstat",
            "configRewrite",
            "debugCrashAndRecover",
            "debugOom",
            "debugReload",
            "debugRestart",
            "debugSegfault",
            "migrate",
            "replicaof",
            "replicaofNoOne",
            "save",
            "shutdown",
            "slaveof",
            "slaveofNoOne",
            "swapdb");

    /** Called by the scenarios: their arguments cannot be made up. */
    static final Set<String> BY_HAND = Set.of("aclDryRun", "configSet", "dispatch", "discard", "exec", "multi");

    private MethodSweep() {}

    /** Whether the method of this name is refused over HTTP, whatever its arguments. */
    static boolean isRefused(String name) {
        return REFUSED.contains(name) || name.startsWith("client") || name.startsWith("cluster");
    }

    /** Whether the method of this name is called over both transports. */
    static boolean isCalled(String name) {
        return !isRefused(name) && !HARMFUL.contains(name) && !BY_HAND.contains(name);
    }

    /** A method and the type of the key that it is for. */
    record Case(Method method, String key) {}

    /** All methods of the commands of Redis itself, in a fixed order. */
    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Method method : RedisCommands.class.getMethods()) {
            String key = method.getDeclaringClass() == RedisCommands.class
                    ? "string"
                    : KEYS_BY_INTERFACE.get(method.getDeclaringClass());
            boolean ofConnection = method.getName().startsWith("getStatefulConnection")
                    || method.getName().equals("getJsonParser");
            if (key != null && !ofConnection) {
                cases.add(new Case(method, key));
            }
        }
        cases.sort(Comparator.comparing(one -> one.method().toString()));
        return cases;
    }

    /** Calls a method with a key of each kind. */
    static void call(Case one, RedisCommands<String, String> commands, Runnable populate) {
        for (String key : List.of(one.key(), one.key().equals("list") ? "string" : "list", "none")) {
            populate.run();
            call(one.method(), commands, key);
        }
    }

    /** Calls a method once. */
    static void call(Method method, RedisCommands<String, String> commands, String key) {
        try {
            method.invoke(commands, arguments(method, key));
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new AssertionError("recorded commands throw nothing: " + method, e);
        }
    }

    private static Object[] arguments(Method method, String key) {
        Object[] arguments = new Object[method.getParameterCount()];
        int keys = 0;
        int strings = 0;
        for (int i = 0; i < arguments.length; i++) {
            Class<?> type = method.getParameterTypes()[i];
            String generic = method.getGenericParameterTypes()[i].getTypeName();
            if (generic.equals("K")) {
                arguments[i] = keys++ == 0 ? key : isField(method) ? "f1" : key + keys;
            } else if (generic.equals("K[]")) {
                arguments[i] = isField(method) ? new String[] {"f1", "none"} : new String[] {key, key + 2};
            } else if (generic.equals("V")) {
                arguments[i] = "v" + (i == 0 ? 1 : i);
            } else if (generic.equals("V[]")) {
                arguments[i] = new String[] {"v1", "v2", "v9"};
            } else if (type == String.class) {
                arguments[i] = string(method, strings++);
            } else {
                arguments[i] = argument(method, type, generic, key);
            }
        }
        return arguments;
    }

    private static boolean isField(Method method) {
        return method.getDeclaringClass() == RedisHashCommands.class;
    }

    private static String string(Method method, int index) {
        String name = method.getName();
        if (name.startsWith("evalsha") || name.equals("scriptExists")) {
            return "e0e1f9fabfc9d4800c877a703b823ac0578ff8db"; // of "return 1"
        }
        if (name.startsWith("eval") || name.equals("scriptLoad") || name.equals("digest")) {
            return "return 1";
        }
        if (name.startsWith("x")) {
            return "1-1";
        }
        if (name.contains("bylex") || name.equals("zlexcount")) {
            return index == 0 == !name.contains("rev") ? "-" : "+";
        }
        if (name.startsWith("z")) {
            return index == 0 == !name.contains("rev") ? "(0" : "+inf";
        }
        if (name.startsWith("acl")) {
            return index == 0 ? "default" : "get";
        }
        if (name.startsWith("config")) {
            return "maxmemory";
        }
        return name.startsWith("keys") || name.equals("info") ? "*" : "word";
    }

    @SuppressWarnings("deprecation") // old commands are commands, too
    private static Object argument(Method method, Class<?> type, String generic, String key) {
        boolean lexical = method.getName().contains("lex");
        if (type == long.class || type == Long.class) {
            return 2L;
        } else if (type == int.class) {
            return 1;
        } else if (type == double.class) {
            return 1.5;
        } else if (type == boolean.class) {
            return true;
        } else if (type == byte[].class) {
            return "return 1".getBytes(StandardCharsets.US_ASCII);
        } else if (type == CharSequence.class) {
            return "word";
        } else if (type == Duration.class) {
            return Duration.ofSeconds(4000);
        } else if (type == Instant.class) {
            return Instant.parse("2100-01-01T00:00:00Z");
        } else if (type == Date.class) {
            return Date.from(Instant.parse("2100-01-01T00:00:00Z"));
        } else if (type == Map.class) {
            return Map.of("f1", "v1");
        } else if (type == List.class) {
            return List.of(key, key + 2);
        } else if (StreamingChannel.class.isAssignableFrom(type)
                || type.getName().endsWith("StreamingChannel")) {
            return new Transcript.Channel();
        } else if (type == Range.class) {
            if (generic.contains("Long") || generic.contains("Integer")) {
                return generic.contains("Long") ? Range.create(0L, 5L) : Range.create(1, 2);
            }
            return lexical
                    ? Range.create("a", "z")
                    : generic.contains("Number") ? Range.create(0, 10) : Range.unbounded();
        } else if (type == Limit.class) {
            return Limit.create(0, 2);
        } else if (type == ScanCursor.class) {
            return ScanCursor.INITIAL;
        } else if (type == ScanArgs.class) {
            return ScanArgs.Builder.limit(100);
        } else if (type == StreamOffset.class) {
            return StreamOffset.from(key, "0");
        } else if (type == Consumer.class) {
            return Consumer.from("group", "consumer");
        } else if (type == GeoSearch.GeoRef.class) {
            return GeoSearch.fromMember("v1");
        } else if (type == GeoSearch.GeoPredicate.class) {
            return GeoSearch.byRadius(5000, GeoArgs.Unit.km);
        } else if (type == GeoValue.class) {
            return GeoValue.just(13.4, 52.5, "v1");
        } else if (type == GeoRadiusStoreArgs.class) {
            return GeoRadiusStoreArgs.Builder.store("stored");
        } else if (type == ScoredValue.class) {
            return ScoredValue.just(1.5, "v1");
        } else if (type == XAutoClaimArgs.class) {
            return XAutoClaimArgs.Builder.xautoclaim(Consumer.from("group", "other"), 0, "0-0");
        } else if (type == XPendingArgs.class) {
            return XPendingArgs.Builder.xpending("group", Range.unbounded(), Limit.from(10));
        } else if (type == StrAlgoArgs.class) {
            return StrAlgoArgs.Builder.strings("abcd", "xbcy").withIdx();
        } else if (type == LcsArgs.class) {
            return LcsArgs.Builder.keys(key, key + 2).withIdx();
        } else if (type == BitFieldArgs.class) {
            return BitFieldArgs.Builder.get(BitFieldArgs.unsigned(8), 0).incrBy(BitFieldArgs.signed(8), 8, 100);
        } else if (type == LMoveArgs.class) {
            return LMoveArgs.Builder.leftRight();
        } else if (type == LMPopArgs.class) {
            return LMPopArgs.Builder.left();
        } else if (type == ZPopArgs.class) {
            return ZPopArgs.Builder.min();
        } else if (type == AclSetuserArgs.class) {
            return AclSetuserArgs.Builder.on();
        } else if (type == CommandType.class) {
            return CommandType.GET;
        } else if (type == Object[].class) {
            return method.getName().equals("geoadd")
                    ? new Object[] {13.4, 52.5, "v1"}
                    : method.getName().equals("zadd") ? new Object[] {1.5, "v1"} : new Object[] {"f1", "v1"};
        } else if (type.isArray()) {
            Object element = type.getComponentType() == String.class
                    ? string(method, 0)
                    : argument(method, type.getComponentType(), generic, key);
            Object array = Array.newInstance(type.getComponentType(), 1);
            Array.set(array, 0, element);
            return array;
        } else if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return fromClass(type);
    }

    /** Of one of Lettuce's classes of arguments: its empty one, or the first that a factory method without parameters gives. */
    private static Object fromClass(Class<?> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            return Stream.concat(
                            Stream.of(type.getMethods()),
                            Stream.of(type.getClasses()).flatMap(inner -> Stream.of(inner.getMethods())))
                    .filter(method -> java.lang.reflect.Modifier.isStatic(method.getModifiers())
                            && method.getParameterCount() == 0
                            && type.isAssignableFrom(method.getReturnType()))
                    .min(Comparator.comparing(Method::getName))
                    .map(method -> {
                        try {
                            return method.invoke(null);
                        } catch (ReflectiveOperationException failure) {
                            throw new AssertionError("no " + type, failure);
                        }
                    })
                    .orElse(null);
        }
    }
}
