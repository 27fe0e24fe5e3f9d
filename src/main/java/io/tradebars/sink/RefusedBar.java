package io.tradebars.sink;

import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import io.tradebars.deadletter.DeadLetter;
import io.tradebars.deadletter.DeadLetter.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A bar that Redis refused, as a dead letter keeps it: the key that it was to have in Redis and its JSON are key and value of the
 * record, and three headers say which bar it is, so that it can be written again, under another key or in another layout if need be:
 * {@value #INTERVAL_HEADER}, {@value #VENUE_HEADER} (absent for none) and {@value #SYMBOL_HEADER}, all UTF-8. Its start stands in
 * the JSON.
 *
 * @param key which bar
 * @param json as it was to stand in Redis
 */
public record RefusedBar(BarKey key, String json) {

    /** Header with the label of the interval: {@code 1m}. */
    public static final String INTERVAL_HEADER = "tradebars-interval";

    /** Header with the venue. */
    public static final String VENUE_HEADER = "tradebars-venue";

    /** Header with the symbol. */
    public static final String SYMBOL_HEADER = "tradebars-symbol";

    private static final String SOURCE = "redis:";

    public RefusedBar {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(json, "json");
    }

    /** @param message what Redis said */
    static DeadLetter toDeadLetter(BarCommand command, String message, long nowMillis) {
        List<RecordHeader> headers = new ArrayList<>();
        headers.add(header(INTERVAL_HEADER, command.key().interval().label()));
        if (command.key().venue() != null) {
            headers.add(header(VENUE_HEADER, command.key().venue()));
        }
        headers.add(header(SYMBOL_HEADER, command.key().symbol()));
        return new DeadLetter(
                command.redisKey(),
                command.json(),
                headers,
                reason(command, message),
                SOURCE + new String(command.redisKey(), StandardCharsets.UTF_8),
                nowMillis);
    }

    /** What is said of a bar that Redis refuses. */
    static String reason(BarCommand command, String message) {
        return command + " rejected by Redis: " + message;
    }

    /**
     * The bar that a record of the dead-letter topic holds, if it holds one: a trade that could not be used is no bar, whatever it
     * looks like.
     *
     * @param lastHeader gives the text of the last header of a name, {@code null} if there is none
     * @param value of the record, or {@code null}
     */
    public static Optional<RefusedBar> from(UnaryOperator<String> lastHeader, byte[] value) {
        String source = lastHeader.apply(DeadLetter.SOURCE_HEADER);
        String symbol = lastHeader.apply(SYMBOL_HEADER);
        String interval = lastHeader.apply(INTERVAL_HEADER);
        // No topic's name has a colon, so nothing that came from a topic has such a source.
        if (source == null || !source.startsWith(SOURCE) || symbol == null || interval == null || value == null) {
            return Optional.empty();
        }
        String json = new String(value, StandardCharsets.UTF_8);
        try {
            long start = BarJson.startOf(json);
            BarKey key = new BarKey(Interval.ofLabel(interval), lastHeader.apply(VENUE_HEADER), symbol, start);
            return BarJson.revisionOf(json) < 0 ? Optional.empty() : Optional.of(new RefusedBar(key, json));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static RecordHeader header(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
