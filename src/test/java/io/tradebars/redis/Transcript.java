package io.tradebars.redis;

import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.output.KeyStreamingChannel;
import io.lettuce.core.output.KeyValueStreamingChannel;
import io.lettuce.core.output.ScoredValueStreamingChannel;
import io.lettuce.core.output.ValueStreamingChannel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What calls of Lettuce's commands gave, as text: a line a call, with its result or its exception. The same calls to the same
 * data give the same text: what has no order is sorted, what time or chance decide is masked.
 */
final class Transcript {

    /** Results of these have no order, or that of a hash table. */
    private static final Set<String> UNORDERED = Set.of(
            "aclCat",
            "command",
            "configGet",
            "hgetall",
            "hkeys",
            "hscan",
            "hscanNovalues",
            "hvals",
            "keys",
            "keysLegacy",
            "pubsubChannels",
            "scan",
            "sdiff",
            "sinter",
            "smembers",
            "sscan",
            "sunion",
            "zscan");

    /** Of these only the type of the result, and its size, is the same each time. */
    private static final Set<String> MASKED = Set.of(
            "aclGenpass",
            "aclLog",
            "debugObject",
            "hrandfield",
            "hrandfieldWithvalues",
            "info",
            "lastsave",
            "memoryUsage",
            "objectIdletime",
            "randomkey",
            "slowlogGet",
            "slowlogLen",
            "spop",
            "srandmember",
            "time",
            "zrandmember",
            "zrandmemberWithScores");

    private static final Pattern STREAM_ID_OF_NOW = Pattern.compile("\\b\\d{13}-\\d+\\b");
    private static final Pattern IDLE = Pattern.compile("(idle, |msSinceLastDelivery=|sinceLastDelivery=)\\d+");
    private static final Pattern IDENTITY = Pattern.compile("(\\w)@[0-9a-f]{5,}");

    private final List<String> lines = new ArrayList<>();

    /** Takes what Lettuce streams, whatever it streams. */
    static final class Channel
            implements KeyStreamingChannel<String>,
                    ValueStreamingChannel<String>,
                    KeyValueStreamingChannel<String, String>,
                    ScoredValueStreamingChannel<String> {
        private final List<Object> taken = new ArrayList<>();

        @Override
        public synchronized void onKey(String key) {
            taken.add(key);
        }

        @Override
        public synchronized void onValue(String value) {
            taken.add(value);
        }

        @Override
        public synchronized void onKeyValue(String key, String value) {
            taken.add(key + "=" + value);
        }

        @Override
        public synchronized void onValue(ScoredValue<String> value) {
            taken.add(value);
        }

        private synchronized List<Object> drain() {
            List<Object> drained = new ArrayList<>(taken);
            taken.clear();
            return drained;
        }
    }

    List<String> lines() {
        return lines;
    }

    /** Each line in which this transcript differs from one of the same calls. */
    List<String> differencesTo(Transcript other) {
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(lines.size(), other.lines.size()); i++) {
            String mine = i < lines.size() ? lines.get(i) : "nothing";
            String theirs = i < other.lines.size() ? other.lines.get(i) : "nothing";
            if (!mine.equals(theirs)) {
                differences.add("\n" + mine + "\n    instead of\n" + theirs);
            }
        }
        return differences;
    }

    void title(String title) {
        lines.add("# " + title);
    }

    /** Adds a call that returned. */
    void result(Method method, Object[] args, Object result) {
        String text = MASKED.contains(method.getName()) ? masked(result) : render(method.getName(), result);
        lines.add(call(method, args) + " -> " + masked(text) + streamed(method, args));
    }

    /** Adds a call that threw. */
    void failure(Method method, Object[] args, Throwable thrown) {
        lines.add(call(method, args) + " !! " + masked(exception(thrown)) + streamed(method, args));
    }

    private static String call(Method method, Object[] args) {
        return method.getName() + "("
                + Stream.of(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(","))
                + (args == null ? "" : " | " + masked(render("", argsWithoutChannels(args))))
                + ")";
    }

    private static List<Object> argsWithoutChannels(Object[] args) {
        List<Object> shown = new ArrayList<>();
        for (Object arg : args) {
            String type = arg == null ? "" : arg.getClass().getName();
            boolean opaque = arg instanceof Channel || type.startsWith("io.lettuce.core.") && !(arg instanceof Enum);
            shown.add(opaque ? arg.getClass().getSimpleName() : arg);
        }
        return shown;
    }

    private static String streamed(Method method, Object[] args) {
        if (args != null) {
            for (Object arg : args) {
                if (arg instanceof Channel channel) {
                    List<Object> drained = channel.drain();
                    return " streamed "
                            + (MASKED.contains(method.getName()) ? masked(drained) : render(method.getName(), drained));
                }
            }
        }
        return "";
    }

    private static String masked(Object result) {
        if (result == null) {
            return "null";
        }
        return "<"
                + (result instanceof Collection<?> items
                        ? "of " + items.size()
                        : result.getClass().getSimpleName()) + ">";
    }

    private static String masked(String text) {
        String masked = STREAM_ID_OF_NOW.matcher(text).replaceAll("<now>");
        masked = IDLE.matcher(masked).replaceAll("$1<idle>");
        return IDENTITY.matcher(masked).replaceAll("$1@<identity>");
    }

    /** Class and message, of what lies beneath the wrappers. */
    static String exception(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof ExecutionException || cause instanceof InvocationTargetException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private static String render(String name, Object value) {
        if (value instanceof Number number && name.endsWith("ttl")) {
            // What is left of a minute or of hours, and may be a little less by now.
            long unit = name.equals("pttl") || name.equals("hpttl") ? 100_000 : 100;
            return String.valueOf(
                    number.longValue() < 0 ? number : Math.round(number.longValue() / (double) unit) * unit);
        }
        return text(value, UNORDERED.contains(name));
    }

    private static String text(Object value, boolean sorted) {
        if (value == null) {
            return "null";
        }
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Throwable thrown) {
            return exception(thrown);
        }
        if (value instanceof Date date) {
            return "date " + date.getTime();
        }
        if (value instanceof Optional<?> optional) {
            return text(optional.orElse(null), sorted);
        }
        if (value instanceof Object[] array) {
            return text(Arrays.asList(array), sorted);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, String> entries = new TreeMap<>();
            map.forEach((key, item) -> entries.put(text(key, sorted), text(item, sorted)));
            return entries.toString();
        }
        if (value instanceof Collection<?> items) {
            Stream<String> texts = items.stream().map(item -> text(item, sorted));
            return (value instanceof Set || sorted ? texts.sorted() : texts)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Iterable<?> iterable) {
            List<Object> items = new ArrayList<>();
            iterable.forEach(items::add);
            return text(items, sorted);
        }
        if (value instanceof ScanCursor || !hasText(value)) {
            return properties(value, sorted);
        }
        return value.toString();
    }

    private static boolean hasText(Object value) {
        try {
            return value.getClass().getMethod("toString").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    /** Class and getters of a value that has no text of its own. */
    private static String properties(Object value, boolean sorted) {
        Map<String, String> properties = new TreeMap<>();
        for (Method method : value.getClass().getMethods()) {
            String name = method.getName();
            boolean getter = name.matches("(get|is)[A-Z].*|id") && !name.equals("getClass");
            if (getter && method.getParameterCount() == 0 && method.getReturnType() != void.class) {
                try {
                    method.setAccessible(true);
                    properties.put(name, text(method.invoke(value), sorted));
                } catch (ReflectiveOperationException e) {
                    properties.put(name, e.getCause() == null ? "?" : exception(e));
                }
            }
        }
        return value.getClass().getSimpleName().toLowerCase(Locale.ROOT) + properties;
    }
}
