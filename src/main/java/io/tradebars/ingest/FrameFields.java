package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one JSON object that a parser wants to know, read in one pass, in whatever order they come.
 *
 * <p>What a field must be is asked when its value is: frames of other kinds may use the same names for other things. Mutable and
 * used again for the next object; for one thread.
 */
final class FrameFields {

    private final List<Field> fields = new ArrayList<>();
    private final Map<String, Field> fieldsByName = new HashMap<>();

    /**
     * Adds a field to read.
     *
     * @param name its name in the object
     * @param what the quantity, for the reasons: {@code price}
     */
    Field field(String name, String what) {
        return add(new Field(name, what, false));
    }

    /** Adds a field that may hold an array of scalars. */
    Field list(String name, String what) {
        return add(new Field(name, what, true));
    }

    private Field add(Field field) {
        fields.add(field);
        fieldsByName.put(field.name, field);
        return field;
    }

    /** Reads an object; the parser stands on its start and is left on its end. */
    void read(JsonParser parser) throws IOException {
        clear();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            take(parser, name);
        }
    }

    /** Forgets all values. */
    void clear() {
        for (int i = 0; i < fields.size(); i++) {
            fields.get(i).clear();
        }
    }

    /** Takes the value that the parser stands on, or skips it if nobody asked for a field of this name. */
    void take(JsonParser parser, String name) throws IOException {
        Field field = fieldsByName.get(name);
        if (field == null) {
            parser.skipChildren();
        } else {
            field.take(parser);
        }
    }

    /** One of them, with the value that the last object read gave it. */
    static final class Field {
        private final String name;
        private final String what;
        private final boolean isList;
        private JsonToken token;
        private String text;
        private List<String> elements;
        private boolean twice;

        private Field(String name, String what, boolean isList) {
            this.name = name;
            this.what = what;
            this.isList = isList;
        }

        String name() {
            return name;
        }

        String what() {
            return what;
        }

        private void clear() {
            token = null;
            text = null;
            elements = null;
            twice = false;
        }

        private void take(JsonParser parser) throws IOException {
            twice = token != null;
            token = parser.currentToken();
            if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
                text = parser.getText();
            } else if (isList && token == JsonToken.START_ARRAY) {
                elements = readElements(parser);
            } else {
                parser.skipChildren();
            }
        }

        /** Texts of an array of scalars; {@code null} if something else is in it. */
        private static List<String> readElements(JsonParser parser) throws IOException {
            List<String> elements = new ArrayList<>(4);
            boolean onlyScalars = true;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (parser.currentToken().isStructStart() || parser.currentToken() == JsonToken.VALUE_NULL) {
                    onlyScalars = false;
                    parser.skipChildren();
                } else {
                    elements.add(parser.getText());
                }
            }
            return onlyScalars ? elements : null;
        }

        /** Whether the object has the field at all, whatever its value. */
        boolean isPresent() {
            return token != null;
        }

        /** Whether it is a JSON string. */
        boolean isText() {
            return token == JsonToken.VALUE_STRING;
        }

        /** Whether it is an array with nothing in it, of a field added by {@link #list}. */
        boolean isEmptyList() {
            return elements != null && elements.isEmpty();
        }

        /**
         * The text of a string or number, exactly as written.
         *
         * @return {@code null} if the field is absent, null or empty
         * @throws RejectedMessageException if it is anything else, or is given twice: which of the two is right cannot be known
         */
        String optional() throws RejectedMessageException {
            requireOnce();
            if (token == null || token == JsonToken.VALUE_NULL) {
                return null;
            }
            if (text == null) {
                throw new RejectedMessageException(what + " is neither a number nor a text: " + JsonReader.name(token)
                        + " in field '" + name + "'");
            }
            return text.isEmpty() ? null : text;
        }

        /**
         * As {@link #optional}, of a field that must be there.
         *
         * @throws RejectedMessageException also if it is absent, null or empty
         */
        String required() throws RejectedMessageException {
            String value = optional();
            if (value != null) {
                return value;
            }
            if (token == null) {
                throw new RejectedMessageException(what + " is missing: no field '" + name + "'");
            }
            throw new RejectedMessageException(
                    what + " is " + (text == null ? "null" : "empty") + " in field '" + name + "'");
        }

        /** As {@link #required}, of a field that must be a JSON string. */
        String requiredText() throws RejectedMessageException {
            String value = required();
            if (token != JsonToken.VALUE_STRING) {
                throw new RejectedMessageException(
                        what + " is not a text: " + ExactNumbers.shorten(value) + " in field '" + name + "'");
            }
            return value;
        }

        /** As {@link #required}, of a field that must be a number in a JSON number or string. */
        BigDecimal number() throws RejectedMessageException {
            return ExactNumbers.parse(required(), what, name);
        }

        /** As {@link #number}, and never negative. */
        BigDecimal size() throws RejectedMessageException {
            return ExactNumbers.parseSize(required(), name);
        }

        /** As {@link #required}, of a field that must be an instant; in nanoseconds since the epoch. */
        long nanos(TimestampUnit unit) throws RejectedMessageException {
            return unit.toNanos(required(), name);
        }

        /**
         * The texts of an array of scalars, or the only one where a scalar stands in its place.
         *
         * @return empty if the field is absent, null or empty
         */
        List<String> texts() throws RejectedMessageException {
            if (token != JsonToken.START_ARRAY) {
                String only = optional();
                return only == null ? List.of() : List.of(only);
            }
            requireOnce();
            if (elements == null) {
                throw new RejectedMessageException(what + " is not a list of texts or numbers in field '" + name + "'");
            }
            return elements;
        }

        private void requireOnce() throws RejectedMessageException {
            if (twice) {
                throw new RejectedMessageException("field '" + name + "' is given twice");
            }
        }

        /** Whether it is true or false, and which; {@code null} if it is absent or null. */
        Boolean flag() throws RejectedMessageException {
            requireOnce();
            if (token == null || token == JsonToken.VALUE_NULL) {
                return null;
            }
            if (!token.isBoolean()) {
                throw new RejectedMessageException(
                        what + " is neither true nor false: " + JsonReader.name(token) + " in field '" + name + "'");
            }
            return token == JsonToken.VALUE_TRUE;
        }
    }
}
