package io.tradebars.ingest;

import io.tradebars.ingest.JsonTokens.Kind;
import io.tradebars.trade.Decimal;
import io.tradebars.trade.TradeOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The fields of one JSON object that a parser wants to know, in whatever order they come.
 *
 * <p>What a field must be is asked when its value is: frames of other kinds may use the same names for other things. Mutable and
 * used again for the next object; for one thread.
 */
final class FrameFields {

    private final JsonNames names;

    /** By the number of the name; {@code null} for one that is not of these. */
    private Field[] fields = new Field[0];

    private JsonTokens tokens;

    /** The objects read; a field has a value if it was in the last of them. */
    private long read;

    /** @param names to which those of the fields are added */
    FrameFields(JsonNames names) {
        this.names = names;
    }

    /**
     * Adds a field to read.
     *
     * @param name its name in the object
     * @param what the quantity, for the reasons: {@code price}
     */
    Field field(String name, String what) {
        int number = names.add(name);
        if (number >= fields.length) {
            fields = Arrays.copyOf(fields, number + 1);
        }
        fields[number] = new Field(name, what);
        return fields[number];
    }

    /** Reads an object, instead of the last one. */
    void read(JsonTokens tokens, int object) {
        read++;
        this.tokens = tokens;
        int end = tokens.end(object);
        for (int value = object + 1; value < end; value = tokens.end(value)) {
            int name = tokens.name(value);
            if (name < fields.length && fields[name] != null) {
                fields[name].take(value);
            }
        }
    }

    /** One of them, with the value that the last object read gave it. */
    final class Field {
        private final String name;
        private final String what;
        private final Decimal number = new Decimal();

        private long takenFrom;
        private boolean twice;
        private int value;

        private Field(String name, String what) {
            this.name = name;
            this.what = what;
        }

        String name() {
            return name;
        }

        String what() {
            return what;
        }

        private void take(int value) {
            twice = isPresent();
            takenFrom = read;
            this.value = value;
        }

        /** Whether the object has the field at all, whatever its value. */
        boolean isPresent() {
            return takenFrom == read;
        }

        /** Whether it is a JSON string. */
        boolean isText() {
            return isPresent() && tokens.kind(value) == Kind.TEXT;
        }

        /** Whether it is an array with nothing in it. */
        boolean isEmptyList() {
            return isPresent() && tokens.kind(value) == Kind.ARRAY && tokens.end(value) == value + 1;
        }

        /** The number of its value among the tokens, if it {@link #isPresent}. */
        int value() {
            return value;
        }

        /**
         * Asserts that it is not given twice: which of the two is right cannot be known.
         *
         * @throws RejectedMessageException if it is
         */
        void requireOnce() throws RejectedMessageException {
            if (isPresent() && twice) {
                throw new RejectedMessageException("field '" + name + "' is given twice");
            }
        }

        /**
         * The text of a string or number, exactly as written.
         *
         * @return {@code null} if the field is absent, null or empty
         * @throws RejectedMessageException if it is anything else, or is given twice
         */
        String optional() throws RejectedMessageException {
            return hasValue() ? tokens.knownText(value) : null;
        }

        /**
         * As {@link #optional}, of a field that must be there.
         *
         * @throws RejectedMessageException also if it is absent, null or empty
         */
        String required() throws RejectedMessageException {
            requireValue();
            return tokens.text(value);
        }

        /** Where the character stands in what is {@link #required}, as {@link String#indexOf(int)} tells it. */
        int indexOf(char character) throws RejectedMessageException {
            requireValue();
            return tokens.indexOf(value, character);
        }

        /** As {@link #required}, of a field that must be a JSON string. */
        String requiredText() throws RejectedMessageException {
            requireValue();
            if (tokens.kind(value) != Kind.TEXT) {
                throw new RejectedMessageException(what + " is not a text: " + ExactNumbers.shorten(tokens.text(value))
                        + " in field '" + name + "'");
            }
            return tokens.knownText(value);
        }

        /** Whether it is a text that is not empty, or a number: whether {@link #optional} is there. */
        boolean hasValue() throws RejectedMessageException {
            requireOnce();
            if (!isPresent() || tokens.kind(value) == Kind.NULL) {
                return false;
            }
            if (!isTextOrNumber()) {
                throw new RejectedMessageException(what + " is neither a number nor a text: " + tokens.kind(value).title
                        + " in field '" + name + "'");
            }
            return !tokens.isEmpty(value);
        }

        private boolean isTextOrNumber() {
            return tokens.kind(value) == Kind.TEXT || tokens.kind(value) == Kind.NUMBER;
        }

        private void requireValue() throws RejectedMessageException {
            if (hasValue()) {
                return;
            }
            if (!isPresent()) {
                throw new RejectedMessageException(what + " is missing: no field '" + name + "'");
            }
            throw new RejectedMessageException(
                    what + " is " + (tokens.kind(value) == Kind.NULL ? "null" : "empty") + " in field '" + name + "'");
        }

        /** As {@link #required}, of a field that must be a number in a JSON number or string; the answer is only good until the next. */
        Decimal number() throws RejectedMessageException {
            requireValue();
            if (!tokens.readPlainDecimal(value, number)) {
                number.set(ExactNumbers.parse(tokens.text(value), what, name));
            }
            return number;
        }

        /** As {@link #number}, and never negative. */
        Decimal size() throws RejectedMessageException {
            requireValue();
            if (!tokens.readPlainDecimal(value, number) || number.signum() < 0) {
                number.set(ExactNumbers.parseSize(tokens.text(value), name));
            }
            return number;
        }

        /** As {@link #required}, of a field that must be an instant; in nanoseconds since the epoch. */
        long nanos(TimestampUnit unit) throws RejectedMessageException {
            requireValue();
            long nanos = tokens.plainNanos(value, unit);
            return nanos >= 0 ? nanos : unit.toNanos(tokens.text(value), name);
        }

        /**
         * As {@link #required}, of a field that is a whole number as {@link Long#toString} writes it, of at most
         * {@value Decimal#MAX_SCALE} digits.
         *
         * @return {@link TradeOrder#NONE} if it may be one, or anything else: {@link #required} tells
         */
        long plainWhole() throws RejectedMessageException {
            requireValue();
            return tokens.plainWhole(value);
        }

        /** Gives a draft what is {@link #required} as its symbol, which must be a JSON string. */
        void toSymbol(TradeDraft draft) throws RejectedMessageException {
            String symbol = requiredText();
            if (tokens.isPlain()) {
                draft.plainSymbol(symbol);
            } else {
                draft.symbol(symbol);
            }
        }

        /** Gives a draft what is {@link #required} as its id. */
        void toId(TradeDraft draft) throws RejectedMessageException {
            requireValue();
            toOptionalId(draft);
        }

        /** Gives a draft what is {@link #optional} as its id. */
        void toOptionalId(TradeDraft draft) throws RejectedMessageException {
            if (hasValue()) {
                long whole = tokens.plainWhole(value);
                if (whole == TradeOrder.NONE) {
                    draft.id(tokens.text(value));
                } else {
                    draft.id(whole);
                }
            }
        }

        /** Gives a draft what is {@link #optional} as its sequence. */
        void toSequence(TradeDraft draft) throws RejectedMessageException {
            if (hasValue()) {
                long whole = tokens.plainWhole(value);
                if (whole == TradeOrder.NONE) {
                    draft.sequence(tokens.text(value));
                } else {
                    draft.sequence(whole);
                }
            }
        }

        /**
         * The texts of an array of scalars, or the only one where a scalar stands in its place.
         *
         * @return empty if the field is absent, null or empty
         */
        List<String> texts() throws RejectedMessageException {
            if (!isPresent() || tokens.kind(value) != Kind.ARRAY) {
                String only = optional();
                return only == null ? List.of() : List.of(only);
            }
            requireOnce();
            List<String> elements = tokens.texts(value);
            if (elements == null) {
                throw new RejectedMessageException(what + " is not a list of texts or numbers in field '" + name + "'");
            }
            return elements;
        }

        /**
         * The number of its value, which must be an array, among the tokens.
         *
         * @throws RejectedMessageException if it is absent or anything else, or is given twice
         */
        int array() throws RejectedMessageException {
            requireOnce();
            if (!isPresent()) {
                throw new RejectedMessageException(what + " are missing: no field '" + name + "'");
            }
            tokens.requireArray(value, what, name);
            return value;
        }

        /** Whether it is true or false, and which; {@code null} if it is absent or null. */
        Boolean flag() throws RejectedMessageException {
            requireOnce();
            if (!isPresent() || tokens.kind(value) == Kind.NULL) {
                return null;
            }
            return switch (tokens.kind(value)) {
                case TRUE -> true;
                case FALSE -> false;
                default ->
                    throw new RejectedMessageException(what + " is neither true nor false: " + tokens.kind(value).title
                            + " in field '" + name + "'");
            };
        }
    }
}
