package io.tradebars.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What readers saw of all bars. Told of each look at all keys and of each time that Redis lost everything, it remembers each
 * value ever seen, and notes where a bar went back or away. One of them for each reader; for one thread at a time.
 */
final class Sightings {

    private static final Pattern REVISION = Pattern.compile("\"n\":(\\d+)(,\"x\":false)?}$");

    private final Map<String, String> latest = new HashMap<>();
    private final Map<String, Set<String>> values = new HashMap<>();
    private final List<String> backwards = new ArrayList<>();
    private long looks;

    /** All bars in Redis at one time, by their keys. */
    synchronized void look(Map<String, String> bars) {
        looks++;
        for (Map.Entry<String, String> before : latest.entrySet()) {
            if (!bars.containsKey(before.getKey())) {
                backwards.add(before.getKey() + " was gone after " + before.getValue());
            }
        }
        latest.keySet().retainAll(bars.keySet());
        bars.forEach((key, value) -> {
            String before = latest.put(key, value);
            if (!value.equals(before)) {
                values.computeIfAbsent(key, any -> new HashSet<>()).add(value);
                if (before != null && revision(value) < revision(before)) {
                    backwards.add(key + " went back from " + before + " to " + value);
                }
            }
        });
    }

    /** Redis lost all: what is seen from here on isn't compared with what was seen before. */
    synchronized void emptied() {
        latest.clear();
    }

    /** By key, each value that was ever seen. */
    synchronized Map<String, Set<String>> values() {
        return new HashMap<>(values);
    }

    /** What went back or away, a sentence each. */
    synchronized List<String> backwards() {
        return List.copyOf(backwards);
    }

    synchronized long looks() {
        return looks;
    }

    private static long revision(String json) {
        Matcher matcher = REVISION.matcher(json);
        // What is no bar is told by the checker; it is older than any.
        return matcher.find() ? 2 * Long.parseLong(matcher.group(1)) + (matcher.group(2) == null ? 1 : 0) : -1;
    }
}
