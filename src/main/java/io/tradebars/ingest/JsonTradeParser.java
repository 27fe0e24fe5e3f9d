package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Format {@code json}: one JSON object, one trade; where its fields stand is told by {@link JsonFields}.
 *
 * <p>Price, size, time, id and sequence may be numbers or strings; symbol and venue are strings. Fields that are not named
 * are skipped.
 */
final class JsonTradeParser implements TradeParser {

    /** A place in the record: fields to take from here, places below. */
    private static final class Node {
        final List<Field> fields = new ArrayList<>(1);
        final Map<String, Node> children = new HashMap<>();
    }

    private enum Field {
        SYMBOL,
        PRICE,
        SIZE,
        TIME,
        ID,
        SEQUENCE,
        VENUE
    }

    private static final Field[] FIELDS = Field.values();

    private final Node root = new Node();
    private final String[] paths;
    private final String[] values = new String[FIELDS.length];
    private final TradeDraft draft = new TradeDraft();
    private final TimestampUnit timeUnit;
    private final String constantVenue;

    JsonTradeParser(JsonFields fields, TimestampUnit timeUnit, String constantVenue) {
        this.timeUnit = timeUnit;
        this.constantVenue = constantVenue;
        this.paths = new String[] {
            fields.symbol(),
            fields.price(),
            fields.size(),
            fields.time(),
            fields.id(),
            fields.sequence(),
            fields.venue()
        };
        for (Field field : FIELDS) {
            Node node = root;
            for (String segment : segments(paths[field.ordinal()])) {
                node = node.children.computeIfAbsent(segment, name -> new Node());
            }
            node.fields.add(field);
        }
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        Arrays.fill(values, null);
        JsonReader.read(message, parser -> {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new RejectedMessageException("message is not a JSON object but "
                        + JsonReader.name(parser.currentToken()) + " (trade.format is json)");
            }
            readObject(parser, root);
        });
        String symbol = required(Field.SYMBOL, "symbol");
        if (symbol.isEmpty()) {
            throw new RejectedMessageException("symbol is empty in field '" + path(Field.SYMBOL) + "'");
        }
        BigDecimal price = ExactNumbers.parse(required(Field.PRICE, "price"), "price", path(Field.PRICE));
        BigDecimal size = ExactNumbers.parseSize(required(Field.SIZE, "size"), path(Field.SIZE));
        long eventTimeNanos = timeUnit.toNanos(required(Field.TIME, "time"), path(Field.TIME));
        String venue = optional(Field.VENUE);
        result.trade(draft.clear()
                .venue(venue == null ? constantVenue : venue)
                .symbol(symbol)
                .price(price)
                .size(size)
                .eventTimeNanos(eventTimeNanos)
                .sequence(optional(Field.SEQUENCE))
                .id(optional(Field.ID)));
    }

    private void readObject(JsonParser parser, Node node) throws IOException, RejectedMessageException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Node child = node.children.get(parser.currentName());
            parser.nextToken();
            readValue(parser, child);
        }
    }

    private void readArray(JsonParser parser, Node node) throws IOException, RejectedMessageException {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            readValue(parser, node.children.get(Integer.toString(i)));
        }
    }

    private void readValue(JsonParser parser, Node node) throws IOException, RejectedMessageException {
        if (node == null) {
            parser.skipChildren();
            return;
        }
        for (Field field : node.fields) {
            take(parser, field);
        }
        switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser, node);
            case START_ARRAY -> readArray(parser, node);
            default -> {}
        }
    }

    private void take(JsonParser parser, Field field) throws IOException, RejectedMessageException {
        int i = field.ordinal();
        String what = field.name().toLowerCase(Locale.ROOT);
        boolean mustBeText = field == Field.SYMBOL || field == Field.VENUE;
        if (mustBeText && parser.currentToken().isNumeric()) {
            throw new RejectedMessageException(what + " is not a text: " + ExactNumbers.shorten(parser.getText())
                    + " in field '" + paths[i] + "'");
        }
        values[i] = JsonReader.onlyOnce(values[i], JsonReader.scalar(parser, what, paths[i]), paths[i]);
    }

    private String required(Field field, String what) throws RejectedMessageException {
        String value = values[field.ordinal()];
        if (value == null) {
            throw new RejectedMessageException(what + " is missing: no field '" + path(field) + "'"
                    + " (set trade.json." + what + " if it has another name)");
        }
        return value;
    }

    private String optional(Field field) {
        String value = values[field.ordinal()];
        return value == null || value.isEmpty() ? null : value;
    }

    private String path(Field field) {
        return paths[field.ordinal()];
    }

    /** Segments of a JSON pointer (RFC 6901, section 4), or the one name that is no pointer. */
    private static List<String> segments(String path) {
        if (!path.startsWith("/")) {
            return List.of(path);
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.substring(1).split("/", -1)) {
            segments.add(segment.replace("~1", "/").replace("~0", "~"));
        }
        return segments;
    }
}
