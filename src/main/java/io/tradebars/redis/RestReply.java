package io.tradebars.redis;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the REST API answered, turned into the bytes that Redis would have put on a socket (RESP2), so that Lettuce's own
 * decoder reads them.
 *
 * <p>The answer is {@code {"result":…}} or {@code {"error":"…"}} for one command, an array of these for several, in order;
 * strings are base64, all but {@code OK}, which is no valid base64 and so cannot be mistaken
 * (upstash.com/docs/redis/features/restapi, "Upstash-Encoding: base64").
 *
 * @param several whether the answer is an array, one element for each command
 * @param replies one RESP2 reply each
 * @param error the error if the answer is a single error, else {@code null}
 */
record RestReply(boolean several, List<ByteBuf> replies, String error) {

    /** Longest answer that is read, in bytes, and longest result that is made of it; a longer one fails its request. */
    static final int MAX_BYTES = 64 << 20;

    /** As deep as {@link io.lettuce.core.protocol.RedisStateMachine} can follow, less one for the array of a transaction. */
    private static final int MAX_DEPTH = 30;

    static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .build())
            .build();

    private static final int COUNT_DIGITS = 10;

    /**
     * Reads a whole answer.
     *
     * @param commands how many commands it is for; more replies than that are not kept
     * @throws MalformedReplyException if it isn't of that form, longer than {@link #MAX_BYTES}, or of more replies than
     *     commands
     * @throws IOException if it cannot be read to its end
     */
    static RestReply read(InputStream body, int commands) throws IOException {
        try (JsonParser parser = JSON.createParser(body)) {
            RestReply reply = readDocument(parser, commands);
            if (parser.nextToken() != null) {
                throw new MalformedReplyException("the reply goes on after its end");
            }
            return reply;
        } catch (JacksonException e) {
            throw new MalformedReplyException("the reply is not the JSON expected: " + e.getOriginalMessage(), e);
        }
    }

    private static RestReply readDocument(JsonParser parser, int commands) throws IOException {
        JsonToken token = parser.nextToken();
        List<ByteBuf> replies = new ArrayList<>();
        if (token == JsonToken.START_OBJECT) {
            String error = readElement(parser, replies);
            return new RestReply(false, replies, error);
        }
        if (token != JsonToken.START_ARRAY) {
            throw new MalformedReplyException("the reply is neither an array nor an object");
        }
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (token != JsonToken.START_OBJECT) {
                throw new MalformedReplyException("element " + replies.size() + " of the reply is not an object");
            }
            if (replies.size() == commands) {
                throw new MalformedReplyException("the endpoint gave more than " + commands + " replies to " + commands
                        + " commands; which of them took effect is unknown");
            }
            readElement(parser, replies);
        }
        return new RestReply(true, replies, null);
    }

    /** Reads one result or error from inside its object; returns the error, or {@code null}. */
    private static String readElement(JsonParser parser, List<ByteBuf> replies) throws IOException {
        ByteBuf resp = null;
        String error = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals("result")) {
                resp = Unpooled.buffer(64);
                writeValue(parser, resp, 0);
            } else if (field.equals("error") && parser.currentToken() != JsonToken.VALUE_NULL) {
                error = parser.getText();
            } else {
                parser.skipChildren();
            }
        }
        if (error != null) {
            resp = error(error);
        }
        if (resp == null) {
            throw new MalformedReplyException(
                    "element " + replies.size() + " of the reply has neither result nor error");
        }
        replies.add(resp);
        return error;
    }

    private static void writeValue(JsonParser parser, ByteBuf resp, int depth) throws IOException {
        switch (parser.currentToken()) {
            case VALUE_NULL -> writeAscii(resp, "$-1\r\n");
            case VALUE_NUMBER_INT -> writeAscii(resp, ":" + parser.getLongValue() + "\r\n");
            case VALUE_TRUE -> writeAscii(resp, ":1\r\n");
            case VALUE_FALSE -> writeAscii(resp, ":0\r\n");
            // RESP2 has no floating point: Redis writes such numbers as text.
            case VALUE_NUMBER_FLOAT -> writeBulk(resp, parser.getText().getBytes(StandardCharsets.US_ASCII));
            case VALUE_STRING -> {
                if (parser.getText().equals("OK")) {
                    writeAscii(resp, "+OK\r\n");
                } else {
                    writeBulk(resp, parser.getBinaryValue());
                }
            }
            case START_ARRAY -> writeArray(parser, resp, depth + 1);
            default -> throw new MalformedReplyException("a result holds an unexpected " + parser.currentToken());
        }
    }

    private static void writeArray(JsonParser parser, ByteBuf resp, int depth) throws IOException {
        if (depth > MAX_DEPTH) {
            throw new MalformedReplyException("a result is nested deeper than " + MAX_DEPTH + " arrays");
        }
        // The count goes before the elements but is known after them: leave room for it.
        resp.writeByte('*');
        int countAt = resp.writerIndex();
        resp.writeZero(COUNT_DIGITS);
        writeAscii(resp, "\r\n");
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            writeValue(parser, resp, depth);
            count++;
            // An empty array is four times as long as in JSON.
            if (resp.writerIndex() > MAX_BYTES) {
                throw new MalformedReplyException("a result is longer than " + MAX_BYTES + " bytes");
            }
        }
        for (int digit = COUNT_DIGITS - 1; digit >= 0; digit--, count /= 10) {
            resp.setByte(countAt + digit, '0' + count % 10);
        }
    }

    private static void writeBulk(ByteBuf resp, byte[] bytes) {
        writeAscii(resp, "$" + bytes.length + "\r\n");
        resp.writeBytes(bytes);
        writeAscii(resp, "\r\n");
    }

    private static void writeAscii(ByteBuf resp, String text) {
        // writeCharSequence would begin Netty's default allocator, which has a finalizer (see UnfinalizedResources).
        resp.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An error reply. */
    static ByteBuf error(String message) {
        // An error is one line.
        String line = message.replace('\r', ' ').replace('\n', ' ');
        return Unpooled.wrappedBuffer(("-" + line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** The status reply {@code OK}. */
    static ByteBuf ok() {
        return Unpooled.wrappedBuffer("+OK\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** The header of an array. */
    static ByteBuf arrayHeader(int count) {
        return Unpooled.wrappedBuffer(("*" + count + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
