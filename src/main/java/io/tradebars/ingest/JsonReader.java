package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.tradebars.ingest.JsonTokens.Kind;
import io.tradebars.trade.EightBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Reads messages that are exactly one JSON value: plain ones by a {@link JsonScanner}, all others by Jackson, strictly, with its faults turned
 * into reasons. For one thread.
 */
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

    private static final Set<Kind> OBJECT = EnumSet.of(Kind.OBJECT);
    private static final Set<Kind> OBJECT_OR_ARRAY = EnumSet.of(Kind.OBJECT, Kind.ARRAY);

    private final JsonNames names;
    private final JsonScanner scanner;
    private final JsonTokens tokens = new JsonTokens();

    /** @param names of what may be asked for */
    JsonReader(JsonNames names) {
        this.names = names;
        this.scanner = new JsonScanner(names);
    }

    /**
     * Reads a message.
     *
     * @return its values, until the next one is read
     * @throws RejectedMessageException if it is not exactly one JSON value
     */
    JsonTokens read(byte[] message) throws RejectedMessageException {
        if (!scanner.scan(message, tokens)) {
            readByJackson(message, names, tokens);
        }
        return tokens;
    }

    /**
     * Reads a message that is an object.
     *
     * @param expected what it should be, for the reason: {@code a JSON object}
     * @param format of which it should be, for the reason
     * @return as {@link #read}
     * @throws RejectedMessageException as {@link #read}; and first of all if it begins as anything else
     */
    JsonTokens readObject(byte[] message, String expected, TradeFormat format) throws RejectedMessageException {
        return read(message, OBJECT, expected, format);
    }

    /** As {@link #readObject}, of a message that is an object or an array. */
    JsonTokens readObjectOrArray(byte[] message, String expected, TradeFormat format) throws RejectedMessageException {
        return read(message, OBJECT_OR_ARRAY, expected, format);
    }

    private JsonTokens read(byte[] message, Set<Kind> kinds, String expected, TradeFormat format)
            throws RejectedMessageException {
        RejectedMessageException fault = null;
        try {
            read(message);
        } catch (RejectedMessageException e) {
            fault = e;
        }
        if (tokens.count() > 0 && !kinds.contains(tokens.kind(0))) {
            throw new RejectedMessageException("message is not " + expected + " but " + tokens.kind(0).title
                    + " (trade.format is " + format + ")");
        }
        if (fault != null) {
            throw fault;
        }
        return tokens;
    }

    /**
     * Reads any message.
     *
     * @param tokens filled with its values; with those before the fault if there is one
     * @throws RejectedMessageException as {@link #read}
     */
    static void readByJackson(byte[] message, JsonNames names, JsonTokens tokens) throws RejectedMessageException {
        tokens.beginDecoded();
        try (JsonParser parser = FACTORY.createParser(message)) {
            if (parser.nextToken() == null) {
                throw new RejectedMessageException("message is blank");
            }
            readValue(parser, names, tokens);
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

    /** Reads the value whose first token the parser stands on, up to its last. */
    private static void readValue(JsonParser parser, JsonNames names, JsonTokens tokens) throws IOException {
        do {
            int name = JsonNames.NONE;
            JsonToken token = parser.currentToken();
            if (token == JsonToken.FIELD_NAME) {
                name = names.of(parser.currentName());
                token = parser.nextToken();
            }
            if (name == JsonNames.OTHER) {
                parser.skipChildren();
                continue;
            }
            switch (token) {
                case START_OBJECT -> tokens.open(Kind.OBJECT, name);
                case START_ARRAY -> tokens.open(Kind.ARRAY, name);
                case END_OBJECT, END_ARRAY -> tokens.close();
                case VALUE_STRING -> tokens.addDecoded(Kind.TEXT, name, parser.getText());
                case VALUE_TRUE -> tokens.addDecoded(Kind.TRUE, name, parser.getText());
                case VALUE_FALSE -> tokens.addDecoded(Kind.FALSE, name, parser.getText());
                case VALUE_NULL -> tokens.addDecoded(Kind.NULL, name, parser.getText());
                default -> tokens.addDecoded(Kind.NUMBER, name, parser.getText());
            }
        } while (tokens.isOpen() && parser.nextToken() != null);
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
