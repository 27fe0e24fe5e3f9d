package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * A message that is an object of which some fields say what lies in another one, the contents: in whatever order they come.
 *
 * <p>Vendors write the telling fields first, and then a message is read once. Contents that come before them are passed over, and
 * the message is read a second time if it turns out that they are trades: nothing needs to be kept. Mutable and used again for the
 * next message; for one thread.
 */
final class Envelope {

    /** What a format knows of its messages. */
    interface Contents {
        /** Whether the fields read so far say that the contents are trades. */
        boolean areTrades() throws RejectedMessageException;

        /** Reads them; the parser stands on their first token and must be left on their last. */
        void read(JsonParser parser) throws IOException, RejectedMessageException;
    }

    private final String vendor;
    private final String format;
    private final FrameFields fields;
    private final String contentsName;
    private final Contents contents;
    private boolean hasContents;
    private boolean contentsWereRead;

    /**
     * @param vendor for the reasons: {@code Bybit}
     * @param format its name in {@code trade.format}, for the reasons
     * @param fields the telling fields
     * @param contentsName name of the field that holds the contents
     */
    Envelope(String vendor, TradeFormat format, FrameFields fields, String contentsName, Contents contents) {
        this.vendor = vendor;
        this.format = format.toString();
        this.fields = fields;
        this.contentsName = contentsName;
        this.contents = contents;
    }

    /** Reads a message: its fields, and its contents if they are trades. */
    void read(byte[] message) throws RejectedMessageException {
        JsonReader.read(message, this::readFirst);
        readContentsPassedOver(message);
    }

    /** Reads the object that the parser stands on, and passes over contents of which it isn't known yet that they are trades. */
    void readFirst(JsonParser parser) throws IOException, RejectedMessageException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new RejectedMessageException("message is not one of " + vendor + "'s but "
                    + JsonReader.name(parser.currentToken()) + " (trade.format is " + format + ")");
        }
        hasContents = false;
        contentsWereRead = false;
        fields.clear();
        readObject(parser, false);
    }

    /** Reads the message again if its trades were passed over. */
    void readContentsPassedOver(byte[] message) throws RejectedMessageException {
        if (hasContents && !contentsWereRead && contents.areTrades()) {
            JsonReader.read(message, parser -> readObject(parser, true));
        }
    }

    /**
     * Asserts that the message has contents, if only an empty list.
     *
     * @throws RejectedMessageException if it has none
     */
    void requireContents() throws RejectedMessageException {
        if (!hasContents) {
            throw new RejectedMessageException("trades are missing: no field '" + contentsName + "'");
        }
    }

    private void readObject(JsonParser parser, boolean onlyContents) throws IOException, RejectedMessageException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals(contentsName)) {
                readContents(parser, onlyContents);
            } else if (onlyContents) {
                parser.skipChildren();
            } else {
                fields.take(parser, name);
            }
        }
    }

    private void readContents(JsonParser parser, boolean again) throws IOException, RejectedMessageException {
        if (hasContents && !again) {
            throw new RejectedMessageException("field '" + contentsName + "' is given twice");
        }
        hasContents = true;
        if (again || contents.areTrades()) {
            contentsWereRead = true;
            contents.read(parser);
        } else {
            parser.skipChildren();
        }
    }

    /** Moves to the next element of the array that the parser is in; false at its end. Elements must be objects. */
    static boolean nextObject(JsonParser parser, String what, String field)
            throws IOException, RejectedMessageException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
            return false;
        }
        if (token != JsonToken.START_OBJECT) {
            throw new RejectedMessageException(
                    what + " is not an object but " + JsonReader.name(token) + " in field '" + field + "'");
        }
        return true;
    }

    /** Asserts that the parser stands on an array. */
    static void requireArray(JsonParser parser, String what, String field) throws RejectedMessageException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new RejectedMessageException(what + " are not an array but " + JsonReader.name(parser.currentToken())
                    + " in field '" + field + "'");
        }
    }
}
