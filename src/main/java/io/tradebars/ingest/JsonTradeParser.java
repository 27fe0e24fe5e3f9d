package io.tradebars.ingest;

import io.tradebars.ingest.JsonTokens.Kind;
import io.tradebars.trade.TakerSide;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        /** Of no place: there is nothing to take. */
        static final Node NONE = new Node("", JsonNames.OTHER);

        /** Its name in an object, or its index in an array. */
        final String segment;

        final int name;
        final List<Field> fields = new ArrayList<>(1);
        final List<Node> children = new ArrayList<>(1);

        Node(String segment, int name) {
            this.segment = segment;
            this.name = name;
        }

        Node named(int name) {
            for (int i = 0; i < children.size(); i++) {
                if (children.get(i).name == name) {
                    return children.get(i);
                }
            }
            return NONE;
        }

        Node at(int index) {
            return children.isEmpty() ? NONE : child(Integer.toString(index));
        }

        Node child(String segment) {
            for (Node child : children) {
                if (child.segment.equals(segment)) {
                    return child;
                }
            }
            return NONE;
        }
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

    private final JsonNames names = new JsonNames();
    private final Node root = new Node("", JsonNames.NONE);
    private final JsonReader reader = new JsonReader(names);
    private JsonTokens tokens;

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
                Node child = node.child(segment);
                if (child == Node.NONE) {
                    child = new Node(segment, names.add(segment));
                    node.children.add(child);
                }
                node = child;
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
        tokens = reader.readObject(message, "a JSON object", TradeFormat.JSON);
        readObject(0, root);
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

    private void readObject(int object, Node node) throws RejectedMessageException {
        int end = tokens.end(object);
        for (int value = object + 1; value < end; value = tokens.end(value)) {
            readValue(value, node.named(tokens.name(value)));
        }
    }

    /** @param node the array's place */
    private void readArray(int array, Node node) throws RejectedMessageException {
        boolean holdsConditions = node.fields.contains(Field.CONDITIONS);
        int end = tokens.end(array);
        int index = 0;
        for (int value = array + 1; value < end; value = tokens.end(value)) {
            if (holdsConditions) {
                addCondition(value);
            }
            readValue(value, node.at(index));
            index++;
        }
    }

    private void readValue(int value, Node node) throws RejectedMessageException {
        if (node == Node.NONE) {
            return;
        }
        for (int i = 0; i < node.fields.size(); i++) {
            if (node.fields.get(i) == Field.CONDITIONS) {
                takeConditions(value);
            } else {
                take(value, node.fields.get(i));
            }
        }
        switch (tokens.kind(value)) {
            case OBJECT -> readObject(value, node);
            case ARRAY -> readArray(value, node);
            default -> {}
        }
    }

    private void take(int value, Field field) throws RejectedMessageException {
        int i = field.ordinal();
        boolean mustBeText = field == Field.SYMBOL || field == Field.VENUE;
        if (mustBeText && tokens.kind(value) == Kind.NUMBER) {
            throw new RejectedMessageException(field.title + " is not a text: "
                    + ExactNumbers.shorten(tokens.text(value)) + " in field '" + paths[i] + "'");
        }
        String text = tokens.textOrNumber(value, field.title, paths[i]);
        if (values[i] != null) {
            throw new RejectedMessageException("field '" + paths[i] + "' is given twice");
        }
        values[i] = text;
    }

    /** Begins the list; the codes of an array are added as it is read. */
    private void takeConditions(int value) throws RejectedMessageException {
        if (conditions != null) {
            throw new RejectedMessageException("field '" + path(Field.CONDITIONS) + "' is given twice");
        }
        conditions = new ArrayList<>(4);
        if (tokens.kind(value) != Kind.ARRAY) {
            addCondition(value);
        }
    }

    private void addCondition(int value) throws RejectedMessageException {
        String condition = tokens.textOrNumber(value, Field.CONDITIONS.title, path(Field.CONDITIONS));
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
