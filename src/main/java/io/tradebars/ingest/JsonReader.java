package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.tradebars.trade.EightBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What the formats share: one strict pass over one JSON value, with its faults turned into reasons. */
final class JsonReader {

    /** Deeper than any feed's message; shallow enough that no message can exhaust the stack. */
    private static final int MAX_DEPTH = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            // Field names come from outside; interning each new one would keep it for ever. (Canonical names stay on:
            // without
            // them Jackson reads through a decoder that turns broken UTF-8 into U+FFFD instead of refusing it.)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonReader() {}

    /** Reads one value; the parser stands on its first token and must be left on its last. */
    interface ValueReader {
        void read(JsonParser parser) throws IOException, RejectedMessageException;
    }

    /**
     * Reads a message that is exactly one JSON value.
     *
     * @throws RejectedMessageException if it is not; or as {@code reader} throws it
     */
    static void read(byte[] message, ValueReader reader) throws RejectedMessageException {
        try (JsonParser parser = FACTORY.createParser(message)) {
            if (parser.nextToken() == null) {
                throw new RejectedMessageException("message is blank");
            }
            reader.read(parser);
            if (parser.nextToken() != null) {
                throw new RejectedMessageException("message holds more than one JSON value, the second at byte "
                        + parser.currentTokenLocation().getByteOffset());
            }
            if (!isUtf8(message)) {
                throw new RejectedMessageException("message is not in UTF-8, as JSON is");
            }
        } catch (JsonProcessingException e) {
            throw new RejectedMessageException(
                    "message is not JSON: " + firstSentence(e.getOriginalMessage()) + position(e));
        } catch (IOException e) {
            throw new RejectedMessageException("message is not JSON: " + firstSentence(e.getMessage()));
        }
    }

    /**
     * Whether a message that Jackson has read is in UTF-8 (RFC 8259, 8.1). Jackson reads UTF-16 and UTF-32, too, which write ASCII with bytes of
     * zero; and it doesn't tell a short name that begins with a byte of 0xFF from the name without it
     * ({@code ByteQuadsCanonicalizer} pads with such bytes).
     */
    private static boolean isUtf8(byte[] message) {
        if (message[0] == 0 || message.length > 1 && message[1] == 0) {
            return false;
        }
        if (EightBytes.isAscii(message)) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(message));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * Reads a message that is exactly one JSON value, and not an array, or an array of such values.
     *
     * @param reader of each of the values
     * @throws RejectedMessageException as {@link #read}
     */
    static void readOneOrMany(byte[] message, ValueReader reader) throws RejectedMessageException {
        read(message, parser -> {
            if (parser.currentToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    reader.read(parser);
                }
            } else {
                reader.read(parser);
            }
        });
    }

    /**
     * The text of a scalar, exactly as written.
     *
     * @return {@code null} for JSON's null
     * @throws RejectedMessageException if the parser stands on anything but a string, a number or null
     */
    static String scalar(JsonParser parser, String what, String field) throws IOException, RejectedMessageException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getText();
            case VALUE_NULL -> null;
            default ->
                throw new RejectedMessageException(
                        what + " is neither a number nor a text: " + name(token) + " in field '" + field + "'");
        };
    }

    /** What a person calls the token: {@code an object}. */
    static String name(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            case VALUE_NULL -> "null";
            default -> token.toString();
        };
    }

    /** The value, unless the field was there before: which of the two is right cannot be known. */
    static String onlyOnce(String before, String now, String field) throws RejectedMessageException {
        if (before != null) {
            throw new RejectedMessageException("field '" + field + "' is given twice");
        }
        return now;
    }

    private static String position(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
    }

    /** Jackson explains at length, with its own settings; the first line tells a person enough. */
    private static String firstSentence(String message) {
        if (message == null || message.isEmpty()) {
            return "unreadable";
        }
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() <= 160 ? line : line.substring(0, 160) + "…";
    }
}
