package io.tradebars.sink;

import io.tradebars.bars.BarKey;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the key of a bar is made: text with the placeholders {@code {interval}}, {@code {venue}}, {@code {symbol}} and {@code
 * {t}} (start of the bar, milliseconds since the epoch).
 *
 * <p>The default, {@value #DEFAULT}, becomes {@value #DEFAULT_WITH_VENUE} for a bar that has a venue. In every other pattern
 * a venue stands only where {@code {venue}} is written, and is empty for a bar that has none: with a pattern of your own and
 * without {@code {venue}}, bars of one symbol from two venues share a key. Immutable.
 */
public final class RedisKeyPattern implements Serializable {

    /** What is used unless another is set. */
    public static final String DEFAULT = "bars:{interval}:{symbol}:{t}";

    /** What the default becomes for bars that have a venue. */
    public static final String DEFAULT_WITH_VENUE = "bars:{interval}:{venue}:{symbol}:{t}";

    private static final long serialVersionUID = 1L;

    private static final RedisKeyPattern WITH_VENUE = new RedisKeyPattern(DEFAULT_WITH_VENUE);

    /** Text and placeholders in turn; placeholders keep their braces. */
    private final List<String> parts;

    private final String pattern;

    private RedisKeyPattern(String pattern) {
        this.pattern = pattern;
        this.parts = split(pattern);
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it has an unknown placeholder, or none for symbol or start; the message goes on
     *     after the option's name: {@code has the unknown placeholder {x} …}
     */
    public static RedisKeyPattern parse(String pattern) {
        RedisKeyPattern parsed = new RedisKeyPattern(pattern);
        Set<String> missing = new TreeSet<>(Set.of("{symbol}", "{t}"));
        for (String part : parsed.parts) {
            switch (part) {
                case "{interval}", "{venue}", "{symbol}", "{t}" -> missing.remove(part);
                default -> {
                    if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
                        throw new IllegalArgumentException(
                                "has the unknown placeholder " + part + ", use {interval}, {venue}, {symbol} and {t}");
                    }
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "must contain " + String.join(" and ", missing) + ", or bars would share a key");
        }
        return parsed;
    }

    /** Whether bars of the same start and different intervals get different keys: if {@code false}, use one interval only. */
    public boolean distinguishesIntervals() {
        return parts.contains("{interval}");
    }

    /** The key of that bar. */
    public String keyOf(BarKey bar) {
        if (bar.venue() != null && pattern.equals(DEFAULT)) {
            return WITH_VENUE.fill(bar);
        }
        return fill(bar);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RedisKeyPattern that && pattern.equals(that.pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    /** The pattern as it was written. */
    @Override
    public String toString() {
        return pattern;
    }

    private String fill(BarKey bar) {
        StringBuilder key = new StringBuilder(64);
        for (String part : parts) {
            switch (part) {
                case "{interval}" -> key.append(bar.interval().label());
                case "{venue}" -> key.append(bar.venue() == null ? "" : bar.venue());
                case "{symbol}" -> key.append(bar.symbol());
                case "{t}" -> key.append(bar.startMillis());
                default -> key.append(part);
            }
        }
        return key.toString();
    }

    private static List<String> split(String pattern) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (from < pattern.length()) {
            int open = pattern.indexOf('{', from);
            int close = open < 0 ? -1 : pattern.indexOf('}', open);
            if (close < 0) {
                parts.add(pattern.substring(from));
                break;
            }
            if (open > from) {
                parts.add(pattern.substring(from, open));
            }
            parts.add(pattern.substring(open, close + 1));
            from = close + 1;
        }
        return List.copyOf(parts);
    }
}
