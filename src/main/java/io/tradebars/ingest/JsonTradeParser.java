package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.trade.TakerSide;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Format {@code json}: one JSON object, one trade; where its fields stand is told by {@link JsonFields}.
 *
 * <p>Price, size, time, id and sequence may be numbers or strings; symbol and venue are strings. Fields that are not named
 * are skipped. An optional field that is null or empty counts as absent.
 *
 * <p>Side, conditions and action are read only if they are named: a record may well have fields of such names that mean something
 * else. A side is one of {@code buy}, {@code buyer}, {@code b}, {@code sell}, {@code seller}, {@code s}, in any case, and tells who
 * took. ({@code bid} and {@code ask} are not taken: of a trade "at the ask" the buyer took, of an "ask" order that met another
 * the seller did, and feeds mean either.) Conditions are an array of codes, or one code. An action is one of {@code new},
 * {@code trade}, {@code cancel}, {@code correct}, {@code correction}, in any case.
 */
final class JsonTradeParser implements TradeParser {

    /** A place in the record: fields to take from here, places below. */
    private static final class Node {
        final List<Field> fields = new ArrayList<>(1);
        final Map<String, Node> children = new HashMap<>();
    }

    private enum Field {
        SYMBOL("symbol"),
        PRICE("price"),
        SIZE("size"),
        TIME("time"),
        ID("id"),
        SEQUENCE("sequence"),
        VENUE("venue"),
        SIDE("side"),
        CONDITIONS("condition"),
        ACTION("action"),
        ORIGINAL_ID("original id");

        /** What a person calls it. */
        final String title;

        Field(String title) {
            this.title = title;
        }
    }

    private static final Field[] FIELDS = Field.values();

    private final Node root = new Node();
    /** By the field; {@code null} for one that is not read. */
    private final String[] paths;

    private final String[] values = new String[FIELDS.length];
    private final TradeDraft draft = new TradeDraft();
    private final TimestampUnit timeUnit;
    private final String constantVenue;

    /** Spares most messages the way through tokens and strings. */
    private final Optional<FlatJsonScanner> scanner;

    private List<String> conditions;

    JsonTradeParser(JsonFields fields, TimestampUnit timeUnit, String constantVenue) {
        this.timeUnit = timeUnit;
        this.constantVenue = constantVenue;
        this.scanner = FlatJsonScanner.of(fields, timeUnit, constantVenue);
        this.paths = new String[] {
            fields.symbol(),
            fields.price(),
            fields.size(),
            fields.time(),
            fields.id(),
            fields.sequence(),
            fields.venue(),
            fields.side(),
            fields.conditions(),
            fields.action(),
            fields.action() == null ? null : fields.originalId()
        };
        for (Field field : FIELDS) {
            if (paths[field.ordinal()] == null) {
                continue;
            }
            Node node = root;
            for (String segment : segments(paths[field.ordinal()])) {
                node = node.children.computeIfAbsent(segment, name -> new Node());
            }
            node.fields.add(field);
        }
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        if (scanner.isPresent() && scanner.get().read(message, draft)) {
            result.trade(draft);
        } else {
            parseStrictly(message, result);
        }
    }

    /** Reads any message, or says what is wrong with it. */
    void parseStrictly(byte[] message, Result result) throws RejectedMessageException {
        Arrays.fill(values, null);
        conditions = null;
        JsonReader.read(message, parser -> {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                throw new RejectedMessageException("message is not a JSON object but "
                        + JsonReader.name(parser.currentToken()) + " (trade.format is json)");
            }
            readObject(parser, root);
        });
        String action = optional(Field.ACTION);
        if (action == null || action.equalsIgnoreCase("new") || action.equalsIgnoreCase("trade")) {
            result.trade(readTrade());
        } else if (action.equalsIgnoreCase("cancel")) {
            result.cancel(readCancel());
        } else if (action.equalsIgnoreCase("correct") || action.equalsIgnoreCase("correction")) {
            tellCorrection(result);
        } else {
            throw new RejectedMessageException("action is none of new, trade, cancel, correct and correction: '"
                    + ExactNumbers.shorten(action) + "' in field '" + path(Field.ACTION) + "' (leave trade.json.action"
                    + " out if the field means something else)");
        }
    }

    private TradeDraft readTrade() throws RejectedMessageException {
        return readAllButPriceAndSize().price(readPrice()).size(readSize());
    }

    /** Which trade never was; its price and size need not be repeated, but are read if they are. */
    private TradeDraft readCancel() throws RejectedMessageException {
        if (optional(Field.ID) == null) {
            throw new RejectedMessageException("id is missing: no field '" + path(Field.ID)
                    + "' says which trade is cancelled (set trade.json.id if it has another name)");
        }
        return readAllButPriceAndSize()
                .price(values[Field.PRICE.ordinal()] == null ? null : readPrice())
                .size(values[Field.SIZE.ordinal()] == null ? null : readSize());
    }

    private void tellCorrection(Result result) throws RejectedMessageException {
        String id = optional(Field.ID);
        String originalId = optional(Field.ORIGINAL_ID);
        if (id == null && originalId == null) {
            throw new RejectedMessageException("original id is missing: no field '" + path(Field.ORIGINAL_ID)
                    + "', nor '" + path(Field.ID) + "', says which trade is corrected (set trade.json.original-id"
                    + " if it has another name)");
        }
        TradeDraft corrected = readTrade().id(id == null ? originalId : id);
        result.correction(originalId == null ? id : originalId, corrected);
    }

    private TradeDraft readAllButPriceAndSize() throws RejectedMessageException {
        String symbol = required(Field.SYMBOL);
        if (symbol.isEmpty()) {
            throw new RejectedMessageException("symbol is empty in field '" + path(Field.SYMBOL) + "'");
        }
        String venue = optional(Field.VENUE);
        return draft.clear()
                .venue(venue == null ? constantVenue : venue)
                .symbol(symbol)
                .eventTimeNanos(timeUnit.toNanos(required(Field.TIME), path(Field.TIME)))
                .sequence(optional(Field.SEQUENCE))
                .id(optional(Field.ID))
                .taker(readSide())
                .conditions(conditions == null ? List.of() : conditions);
    }

    private BigDecimal readPrice() throws RejectedMessageException {
        return ExactNumbers.parse(required(Field.PRICE), "price", path(Field.PRICE));
    }

    private BigDecimal readSize() throws RejectedMessageException {
        return ExactNumbers.parseSize(required(Field.SIZE), path(Field.SIZE));
    }

    private TakerSide readSide() throws RejectedMessageException {
        String side = optional(Field.SIDE);
        if (side == null) {
            return TakerSide.UNKNOWN;
        }
        if (side.equalsIgnoreCase("buy") || side.equalsIgnoreCase("buyer") || side.equalsIgnoreCase("b")) {
            return TakerSide.BUYER;
        }
        if (side.equalsIgnoreCase("sell") || side.equalsIgnoreCase("seller") || side.equalsIgnoreCase("s")) {
            return TakerSide.SELLER;
        }
        throw new RejectedMessageException("side is none of buy, buyer, b, sell, seller and s: '"
                + ExactNumbers.shorten(side) + "' in field '" + path(Field.SIDE)
                + "' (leave trade.json.side out if the field means something else)");
    }

    private void readObject(JsonParser parser, Node node) throws IOException, RejectedMessageException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Node child = node.children.get(parser.currentName());
            parser.nextToken();
            readValue(parser, child);
        }
    }

    /** @param node the array's place */
    private void readArray(JsonParser parser, Node node) throws IOException, RejectedMessageException {
        boolean holdsConditions = node.fields.contains(Field.CONDITIONS);
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (holdsConditions) {
                addCondition(parser);
            }
            readValue(parser, node.children.get(Integer.toString(i)));
        }
    }

    private void readValue(JsonParser parser, Node node) throws IOException, RejectedMessageException {
        if (node == null) {
            parser.skipChildren();
            return;
        }
        for (Field field : node.fields) {
            if (field == Field.CONDITIONS) {
                takeConditions(parser);
            } else {
                take(parser, field);
            }
        }
        switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser, node);
            case START_ARRAY -> readArray(parser, node);
            default -> {}
        }
    }

    private void take(JsonParser parser, Field field) throws IOException, RejectedMessageException {
        int i = field.ordinal();
        boolean mustBeText = field == Field.SYMBOL || field == Field.VENUE;
        if (mustBeText && parser.currentToken().isNumeric()) {
            throw new RejectedMessageException(field.title + " is not a text: " + ExactNumbers.shorten(parser.getText())
                    + " in field '" + paths[i] + "'");
        }
        values[i] = JsonReader.onlyOnce(values[i], JsonReader.scalar(parser, field.title, paths[i]), paths[i]);
    }

    /** Begins the list; the codes of an array are added as it is read. */
    private void takeConditions(JsonParser parser) throws IOException, RejectedMessageException {
        if (conditions != null) {
            throw new RejectedMessageException("field '" + path(Field.CONDITIONS) + "' is given twice");
        }
        conditions = new ArrayList<>(4);
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            addCondition(parser);
        }
    }

    private void addCondition(JsonParser parser) throws IOException, RejectedMessageException {
        String condition = JsonReader.scalar(parser, Field.CONDITIONS.title, path(Field.CONDITIONS));
        if (condition != null && !condition.isEmpty()) {
            conditions.add(condition);
        }
    }

    private String required(Field field) throws RejectedMessageException {
        String value = values[field.ordinal()];
        if (value == null) {
            throw new RejectedMessageException(field.title + " is missing: no field '" + path(field) + "'"
                    + " (set trade.json." + field.title + " if it has another name)");
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
