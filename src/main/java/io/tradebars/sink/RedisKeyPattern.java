package io.tradebars.sink;

import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the key of a bar is made: text with the placeholders {@code {interval}}, {@code {venue}}, {@code {symbol}}, {@code {t}}
 * (start of the bar, milliseconds since the epoch) and {@code {day}} (of that start, in UTC: {@code 2024-08-09}).
 *
 * <p>The default of a layout gets the venue before the symbol for a bar that has one: {@code bars:{interval}:{symbol}:{t}} becomes
 * {@code bars:{interval}:{venue}:{symbol}:{t}}. In every other pattern a venue stands only where {@code {venue}} is written, and
 * is empty for a bar that has none: with a pattern of your own and without {@code {venue}}, bars of one symbol from two venues
 * share a key.
 *
 * <p>A symbol stands in a key as the feed writes it. In a venue a colon is written {@code %3A} and a percent sign {@code %25}, so that it
 * ends where the symbol begins: of bars that have a venue, and of bars that have none, no symbol makes the key of another one's bar. Where
 * one feed has both, a symbol {@code a:b} without a venue has the key of symbol {@code b} at venue {@code a}, unless {@code {venue}} is
 * written in the pattern, or {@code trade.venue} gives all of them one. Immutable.
 */
public final class RedisKeyPattern implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final Map<String, String> READ_AS = Map.of(
            "{interval}",
                    Arrays.stream(Interval.values()).map(Interval::label).collect(Collectors.joining("|", "(", ")")),
            "{venue}", "(.*?)",
            "{symbol}", "(.*)",
            "{day}", "(\\d{4}-\\d\\d-\\d\\d)",
            "{t}", "(-?\\d{1,17})");

    /** Text and placeholders in turn; placeholders keep their braces. */
    private final List<String> parts;

    /** The same for bars that have a venue. */
    private final List<String> partsWithVenue;

    private final String pattern;

    private RedisKeyPattern(String pattern, boolean isDefault) {
        this.pattern = pattern;
        this.parts = split(pattern);
        this.partsWithVenue = isDefault ? split(pattern.replace("{symbol}", "{venue}:{symbol}")) : parts;
    }

    /** What is used unless another is set. */
    public static RedisKeyPattern defaultOf(RedisLayout layout) {
        return new RedisKeyPattern(layout.defaultKey(), true);
    }

    /**
     * Reads a pattern.
     *
     * @param layout what its keys hold: a bar each, or several
     * @throws IllegalArgumentException if it has an unknown placeholder, or bars would share a key that holds one, or not share one
     *     that is to hold several; the message goes on after the option's name: {@code has the unknown placeholder {x} …}
     */
    public static RedisKeyPattern parse(String pattern, RedisLayout layout) {
        RedisKeyPattern parsed = new RedisKeyPattern(pattern, pattern.equals(layout.defaultKey()));
        List<String> missing =
                new ArrayList<>(layout.hasAKeyForEachBar() ? List.of("{symbol}", "{t}") : List.of("{symbol}"));
        for (String part : parsed.parts) {
            switch (part) {
                case "{interval}", "{venue}", "{symbol}", "{day}", "{t}" -> missing.remove(part);
                default -> {
                    if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
                        throw new IllegalArgumentException("has the unknown placeholder " + part
                                + ", use {interval}, {venue}, {symbol}, {day} and {t}");
                    }
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "must contain " + String.join(" and ", missing) + ", or bars would share a key");
        }
        if (!layout.hasAKeyForEachBar() && parsed.parts.contains("{t}")) {
            throw new IllegalArgumentException("must not contain {t} with redis.layout " + layout
                    + ", of which a key holds many bars (with {day} it holds those of a day)");
        }
        return parsed;
    }

    /** Whether bars of the same start and different intervals get different keys: if {@code false}, use one interval only. */
    public boolean distinguishesIntervals() {
        return parts.contains("{interval}");
    }

    /** Whether bars of one series get another key each day. */
    boolean distinguishesDays() {
        return parts.contains("{day}");
    }

    /** Whether a key holds one bar. */
    public boolean hasAKeyForEachBar() {
        return parts.contains("{t}");
    }

    /** The key of that bar. */
    public String keyOf(BarKey bar) {
        return fill(partsFor(bar), bar);
    }

    /** What SCAN is to look for to find all keys: one of Redis' own patterns, that may match others, too. */
    public String glob() {
        StringBuilder glob = new StringBuilder();
        for (String part : parts) {
            glob.append(isPlaceholder(part) ? "*" : part.replaceAll("[\\\\*?\\[\\]^]", "\\\\$0"));
        }
        return glob.toString();
    }

    /**
     * Reads a key back: a bar whose key it is, or, of a key of several bars, one that lies there. Where a key does not tell venue and
     * symbol apart, as with the default, all of it is the symbol, which makes the same key. What a pattern leaves out is guessed: the
     * interval as a minute, the start as that of the day or 0.
     *
     * @return empty if it is no such key
     */
    public Optional<BarKey> barOf(String key) {
        StringBuilder regex = new StringBuilder();
        List<String> found = new ArrayList<>();
        for (String part : parts) {
            if (isPlaceholder(part) && found.contains(part)) {
                regex.append('\\').append(found.indexOf(part) + 1);
            } else if (isPlaceholder(part)) {
                found.add(part);
                regex.append(READ_AS.get(part));
            } else {
                regex.append(Pattern.quote(part));
            }
        }
        Matcher matcher = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(key);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        found.forEach(part -> values.put(part, matcher.group(found.indexOf(part) + 1)));
        try {
            String venue = values.getOrDefault("{venue}", "");
            long day = values.containsKey("{day}")
                    ? LocalDate.parse(values.get("{day}"))
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant()
                            .toEpochMilli()
                    : 0;
            BarKey bar = new BarKey(
                    Interval.ofLabel(values.getOrDefault("{interval}", Interval.ONE_MINUTE.label())),
                    venue.isEmpty() ? null : venue,
                    values.get("{symbol}"),
                    values.containsKey("{t}") ? Long.parseLong(values.get("{t}")) : day);
            return keyOf(bar).equals(key) ? Optional.of(bar) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isPlaceholder(String part) {
        return part.startsWith("{");
    }

    /**
     * The channel that the bar is published on: its key without start and day, and without the character (no letter or digit)
     * that sets each off.
     */
    public String channelOf(BarKey bar) {
        List<String> parts = new ArrayList<>(partsFor(bar));
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i).equals("{t}") || parts.get(i).equals("{day}")) {
                parts.remove(i);
                if (i > 0) {
                    parts.set(i - 1, withoutSeparatorAtEnd(parts.get(i - 1)));
                } else if (!parts.isEmpty()) {
                    parts.set(0, withoutSeparatorAtStart(parts.get(0)));
                }
            }
        }
        return fill(parts, bar);
    }

    private static String withoutSeparatorAtEnd(String part) {
        boolean separated = !part.isEmpty() && !part.endsWith("}") && !isWord(part.charAt(part.length() - 1));
        return separated ? part.substring(0, part.length() - 1) : part;
    }

    private static String withoutSeparatorAtStart(String part) {
        boolean separated = !part.isEmpty() && !part.startsWith("{") && !isWord(part.charAt(0));
        return separated ? part.substring(1) : part;
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c);
    }

    private List<String> partsFor(BarKey bar) {
        return bar.venue() == null ? parts : partsWithVenue;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RedisKeyPattern that
                && pattern.equals(that.pattern)
                && partsWithVenue.equals(that.partsWithVenue);
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

    private static String fill(List<String> parts, BarKey bar) {
        StringBuilder key = new StringBuilder(64);
        for (String part : parts) {
            switch (part) {
                case "{interval}" -> key.append(bar.interval().label());
                case "{venue}" -> key.append(bar.venue() == null ? "" : escaped(bar.venue()));
                case "{symbol}" -> key.append(bar.symbol());
                case "{day}" ->
                    key.append(Instant.ofEpochMilli(bar.startMillis())
                            .atOffset(ZoneOffset.UTC)
                            .toLocalDate());
                case "{t}" -> key.append(bar.startMillis());
                default -> key.append(part);
            }
        }
        return key.toString();
    }

    private static String escaped(String venue) {
        boolean isPlain = venue.indexOf(':') < 0 && venue.indexOf('%') < 0;
        return isPlain ? venue : venue.replace("%", "%25").replace(":", "%3A");
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
