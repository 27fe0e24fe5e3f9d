package io.tradebars.ingest;

import io.tradebars.trade.Decimal;
import io.tradebars.trade.KnownBytes;
import io.tradebars.trade.TradeOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one JSON message, numbered as they begin in it: the message itself is number 0, and what an object or array holds follows it.
 * Values under names that are not in {@link JsonNames} are left out, with all that is in them.
 *
 * <p>Elements of an array, as fields of an object:
 *
 * <pre>{@code
 * for (int element = array + 1; element < tokens.end(array); element = tokens.end(element)) { … }
 * }</pre>
 *
 * <p>{@link JsonReader} fills it: from a plain message with where its values stand, from any other with their texts. Mutable and used again for
 * the next message; for one thread.
 */
final class JsonTokens {

    /** What a value is. */
    enum Kind {
        OBJECT("an object"),
        ARRAY("an array"),
        TEXT("a text"),
        NUMBER("a number"),
        TRUE("true"),
        FALSE("false"),
        NULL("null");

        /** What a person calls it. */
        final String title;

        Kind(String title) {
            this.title = title;
        }

        boolean isStructure() {
            return this == OBJECT || this == ARRAY;
        }
    }

    private static final Kind[] KINDS = Kind.values();
    private static final int KIND_BITS = 3;
    private static final int NAME_BITS = 13;
    private static final int START_SHIFT = KIND_BITS + NAME_BITS;
    private static final int END_SHIFT = Integer.SIZE;

    /** The highest number of a name. */
    static final int MAX_NAME = (1 << NAME_BITS) - 1;

    /** The longest message that may be plain. */
    static final int MAX_PLAIN_LENGTH = (1 << END_SHIFT - START_SHIFT) - 1;

    private static final int FIRST_CAPACITY = 256;

    /** More are let go before the next message: it will hardly be as large. */
    private static final int MAX_KEPT_CAPACITY = 1 << 15;

    /** As deep as {@link JsonReader} lets a message be. */
    private static final int MAX_DEPTH = 64;

    /** Longer texts hardly come again, and would take room. */
    private static final int MAX_KNOWN_LENGTH = 48;

    private final KnownBytes<String> knownTexts = new KnownBytes<>(text -> new String(text, StandardCharsets.US_ASCII));

    /** Of arrays, by what stands between their brackets. */
    private final KnownBytes<List<String>> knownLists = new KnownBytes<>(bytes -> readTexts(this.listed));

    /** The array that a list is made of. */
    private int listed;

    private final PlainUtc utc = new PlainUtc();

    private byte[] message;
    /** Of a message that isn't plain, those of scalars; else {@code null}. */
    private String[] texts;

    private int count;

    /**
     * Of each value, from the lowest bit on, the ordinal of its kind in {@value #KIND_BITS} bits, the number of its name in {@value #NAME_BITS},
     * and its start and its end. Of a scalar of a plain message these are its first byte, without the quote, and the byte after its last; the
     * end of a structure is the number of the value after all that is in it.
     */
    private long[] values = new long[FIRST_CAPACITY];

    private final int[] open = new int[MAX_DEPTH];
    private int depth;

    // --- filling it

    /** Begins with a plain message, whose texts stand for themselves in its bytes. */
    void beginPlain(byte[] message) {
        begin();
        this.message = message;
        texts = null;
    }

    /** Begins with a message whose texts are given. */
    void beginDecoded() {
        begin();
        message = null;
        texts = new String[values.length];
    }

    private void begin() {
        count = 0;
        depth = 0;
        if (values.length > MAX_KEPT_CAPACITY) {
            values = new long[FIRST_CAPACITY];
        }
    }

    /** Begins an object or array. */
    void open(Kind kind, int name) {
        open[depth++] = count;
        add(kind, name, 0, 0);
    }

    /** Ends the object or array that was begun last. */
    void close() {
        values[open[--depth]] |= (long) count << END_SHIFT;
    }

    /** Whether an object or array has not ended. */
    boolean isOpen() {
        return depth > 0;
    }

    /** Adds a scalar of a plain message. */
    void addPlain(Kind kind, int name, int from, int to) {
        add(kind, name, from, to);
    }

    /** Adds a scalar of another message. */
    void addDecoded(Kind kind, int name, String text) {
        add(kind, name, 0, 0);
        texts[count - 1] = text;
    }

    private void add(Kind kind, int name, int start, int end) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
            texts = texts == null ? null : Arrays.copyOf(texts, 2 * count);
        }
        values[count++] = kind.ordinal() | name << KIND_BITS | (long) start << START_SHIFT | (long) end << END_SHIFT;
    }

    // --- reading it

    /** How many values there are. */
    int count() {
        return count;
    }

    /** The first of the values that a message holds which is an array of them, or else is the only one. */
    int firstOfOneOrMany() {
        return kind(0) == Kind.ARRAY ? 1 : 0;
    }

    Kind kind(int value) {
        return KINDS[(int) values[value] & (1 << KIND_BITS) - 1];
    }

    /** The number of its name in the object that it is in; {@link JsonNames#NONE} if it is in none. */
    int name(int value) {
        return (int) values[value] >>> KIND_BITS & MAX_NAME;
    }

    /** The number of the value after it and all that is in it. */
    int end(int value) {
        return kind(value).isStructure() ? last(value) : value + 1;
    }

    private int first(int value) {
        return (int) values[value] >>> START_SHIFT;
    }

    private int last(int value) {
        return (int) (values[value] >>> END_SHIFT);
    }

    /** Whether the message is plain: all texts are ASCII, and the methods below that read from bytes may succeed. */
    boolean isPlain() {
        return texts == null;
    }

    /** The text of a scalar: what a string holds, else what is written. */
    String text(int value) {
        return isPlain()
                ? new String(message, first(value), last(value) - first(value), StandardCharsets.ISO_8859_1)
                : texts[value];
    }

    /** As {@link #text}, of one that will come again in other messages; then it is no new object. */
    String knownText(int value) {
        return isPlain() && last(value) - first(value) <= MAX_KNOWN_LENGTH
                ? knownTexts.get(message, first(value), last(value))
                : text(value);
    }

    /** Whether the {@link #text} of a scalar is empty. */
    boolean isEmpty(int value) {
        return isPlain() ? first(value) == last(value) : texts[value].isEmpty();
    }

    /** Where the character stands in the {@link #text} of a scalar, as {@link String#indexOf(int)} tells it. */
    int indexOf(int value, char character) {
        if (!isPlain()) {
            return texts[value].indexOf(character);
        }
        int at = first(value);
        while (at < last(value) && message[at] != character) {
            at++;
        }
        return at == last(value) ? -1 : at - first(value);
    }

    /**
     * The number that a text or number writes as {@link Long#toString} does, with at most {@value Decimal#MAX_SCALE} digits.
     *
     * @return {@link TradeOrder#NONE} if its {@link #text} must be read
     */
    long plainWhole(int value) {
        if (!isPlain()) {
            return TradeOrder.NONE;
        }
        int end = PlainJson.skipWhole(message, first(value));
        return end == last(value) ? PlainJson.whole(message, first(value), end) : TradeOrder.NONE;
    }

    /**
     * Reads the number that a text or number writes.
     *
     * @param number made it if the answer is yes; else anything may be in it
     * @return false if its {@link #text} must be read
     */
    boolean readPlainDecimal(int value, Decimal number) {
        return isPlain() && PlainJson.readDecimal(message, first(value), number) == last(value);
    }

    /**
     * The instant that a text or number writes, in nanoseconds since the epoch.
     *
     * @return -1 if its {@link #text} must be read
     */
    long plainNanos(int value, TimestampUnit unit) {
        if (!isPlain()) {
            return -1;
        }
        int end = last(value);
        if (unit == TimestampUnit.ISO) {
            return utc.read(message, first(value), end);
        }
        return PlainJson.skipDigits(message, first(value)) == end ? unit.ofDigits(message, first(value), end) : -1;
    }

    /** Texts of an array of scalars; {@code null} if something else is in it. */
    List<String> texts(int array) {
        int end = end(array);
        for (int element = array + 1; element < end; element++) {
            if (kind(element).isStructure() || kind(element) == Kind.NULL) {
                return null;
            }
        }
        if (end == array + 1) {
            return List.of();
        }
        if (isPlain()) {
            // With the quotes: "1,2" is not 1,2.
            int from = kind(array + 1) == Kind.TEXT ? first(array + 1) - 1 : first(array + 1);
            int to = kind(end - 1) == Kind.TEXT ? last(end - 1) + 1 : last(end - 1);
            if (to - from <= MAX_KNOWN_LENGTH) {
                listed = array;
                return knownLists.get(message, from, to);
            }
        }
        return readTexts(array);
    }

    private List<String> readTexts(int array) {
        List<String> elements = new ArrayList<>(4);
        for (int element = array + 1; element < end(array); element++) {
            elements.add(knownText(element));
        }
        return List.copyOf(elements);
    }

    /**
     * Asserts that a value is an array.
     *
     * @param what the quantities, for the reason: {@code trades}
     * @param field the field of the message, for the reason
     */
    void requireArray(int value, String what, String field) throws RejectedMessageException {
        if (kind(value) != Kind.ARRAY) {
            throw new RejectedMessageException(
                    what + " are not an array but " + kind(value).title + " in field '" + field + "'");
        }
    }

    /**
     * Asserts that a value is an object.
     *
     * @param what the quantity, for the reason: {@code trade}
     * @param field the field of the message, for the reason
     */
    void requireObject(int value, String what, String field) throws RejectedMessageException {
        if (kind(value) != Kind.OBJECT) {
            throw new RejectedMessageException(
                    what + " is not an object but " + kind(value).title + " in field '" + field + "'");
        }
    }

    /**
     * The text of a string or number; {@code null} for JSON's null.
     *
     * @throws RejectedMessageException if it is anything else
     */
    String textOrNumber(int value, String what, String field) throws RejectedMessageException {
        return switch (kind(value)) {
            case TEXT, NUMBER -> text(value);
            case NULL -> null;
            default ->
                throw new RejectedMessageException(
                        what + " is neither a number nor a text: " + kind(value).title + " in field '" + field + "'");
        };
    }
}
