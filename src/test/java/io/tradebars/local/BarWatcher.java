package io.tradebars.local;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader who never looks away: reads all bars straight from Redis, several times in 10 ms, and remembers what no reader should
 * ever see: a bar that goes back to an older revision, goes away, or was never sent. Safe for use by several threads.
 */
final class BarWatcher implements AutoCloseable {

    private static final long PAUSE_MILLIS = 2;
    private static final Pattern REVISION = Pattern.compile("\"n\":(\\d+)(,\"x\":false)?}$");

    private final BiPredicate<String, String> isSent;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private final List<String> wrongs = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::watch, "bar-watcher");
    private volatile long looks;
    private volatile long openBars;
    private volatile boolean closed;

    /** @param isSent whether that value is a state of the bar of that key */
    BarWatcher(int redisPort, BiPredicate<String, String> isSent) {
        this.isSent = isSent;
        this.client = RedisClient.create("redis://127.0.0.1:" + redisPort);
        this.connection = client.connect();
        thread.setDaemon(true);
        thread.start();
    }

    /** What should never have been seen, a sentence each. */
    List<String> wrongs() {
        return wrongs;
    }

    /** All bars as it last saw them, some milliseconds ago; an empty text where a key is of another type. */
    Map<String, String> latest() {
        return Map.copyOf(seen);
    }

    /** How often it has looked. */
    long looks() {
        return looks;
    }

    /** How many states of open bars it has seen. */
    long openBars() {
        return openBars;
    }

    private void watch() {
        RedisCommands<String, String> redis = connection.sync();
        try {
            while (!closed) {
                List<String> keys = redis.keys("bars:*");
                if (!keys.isEmpty()) {
                    redis.mget(keys.toArray(String[]::new)).forEach(this::look);
                }
                looks++;
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (RuntimeException | InterruptedException e) {
            if (!closed) {
                wrongs.add("the watcher failed: " + e);
            }
        }
    }

    private void look(KeyValue<String, String> entry) {
        String key = entry.getKey();
        // Without a value: a key of another type.
        String value = entry.getValueOrElse("");
        String before = seen.put(key, value);
        if (value.equals(before) || value.isEmpty() && before == null) {
            return;
        }
        if (!isSent.test(key, value)) {
            wrongs.add(key + " was never sent: '" + value + "'");
        } else if (before != null && !before.isEmpty() && revision(value) < revision(before)) {
            wrongs.add(key + " went back from " + before + " to " + value);
        }
        if (value.contains("\"x\":false")) {
            openBars++;
        }
    }

    private static long revision(String json) {
        Matcher matcher = REVISION.matcher(json);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no bar: " + json);
        }
        return 2 * Long.parseLong(matcher.group(1)) + (matcher.group(2) == null ? 1 : 0);
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join(TimeUnit.SECONDS.toMillis(5));
        connection.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
