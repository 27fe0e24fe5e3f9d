package io.tradebars.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The JSON of Upstash REST (upstash.com/docs/redis/features/restapi): commands in, replies out. */
final class RestJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] OK = {'O', 'K'};

    private RestJson() {}

    /**
     * One command: {@code ["SET","key","value","EX",100]}. Numbers and booleans become their text as written.
     *
     * @throws RestException (400) if the body is anything else
     */
    static RestCommand readCommand(byte[] body) {
        return read(body, parser -> {
            expectArray(parser.nextToken());
            return command(parser);
        });
    }

    /**
     * An array of commands.
     *
     * @throws RestException (400) if the body is anything else
     */
    static List<RestCommand> readCommands(byte[] body) {
        return read(body, parser -> {
            expectArray(parser.nextToken());
            List<RestCommand> commands = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                expectArray(token);
                commands.add(command(parser));
            }
            if (commands.isEmpty()) {
                throw bad("ERR empty pipeline");
            }
            return commands;
        });
    }

    private static <T> T read(byte[] body, Reading<T> reading) {
        try (JsonParser parser = JSON.createParser(body)) {
            T result = reading.apply(parser);
            if (parser.nextToken() != null) {
                throw bad("ERR failed to parse command: text after the JSON array");
            }
            return result;
        } catch (JsonProcessingException e) {
            throw new RestException(
                    RestException.BAD_REQUEST, "ERR failed to parse command: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RestCommand command(JsonParser parser) throws IOException {
        List<byte[]> words = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                throw bad("ERR failed to parse command: the JSON array does not end");
            }
            if (token == JsonToken.VALUE_NULL) {
                throw bad("ERR null args are not supported");
            }
            if (!token.isScalarValue()) {
                throw bad("ERR unsupported arg type: " + (token == JsonToken.START_ARRAY ? "array" : "object"));
            }
            words.add(parser.getText().getBytes(StandardCharsets.UTF_8));
        }
        return new RestCommand(words);
    }

    private static void expectArray(JsonToken token) {
        if (token != JsonToken.START_ARRAY) {
            throw bad("ERR failed to parse command: expected a JSON array");
        }
    }

    private static RestException bad(String message) {
        return new RestException(RestException.BAD_REQUEST, message);
    }

    /** {@code {"result":..}} or {@code {"error":".."}}. */
    static byte[] writeReply(RedisReply reply, boolean base64) {
        return write(json -> writeEnvelope(json, reply, base64));
    }

    /** An array of what {@link #writeReply} writes. */
    static byte[] writeReplies(List<RedisReply> replies, boolean base64) {
        return write(json -> {
            json.writeStartArray();
            for (RedisReply reply : replies) {
                writeEnvelope(json, reply, base64);
            }
            json.writeEndArray();
        });
    }

    static byte[] writeError(String message) {
        return writeReply(new RedisReply.Error(message), false);
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            writing.accept(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void writeEnvelope(JsonGenerator json, RedisReply reply, boolean base64) throws IOException {
        json.writeStartObject();
        if (reply instanceof RedisReply.Error error) {
            json.writeStringField("error", error.message());
        } else {
            json.writeFieldName("result");
            writeValue(json, reply, base64);
        }
        json.writeEndObject();
    }

    private static void writeValue(JsonGenerator json, RedisReply reply, boolean base64) throws IOException {
        if (reply instanceof RedisReply.Bulk bulk) {
            writeString(json, bulk.bytes(), base64);
        } else if (reply instanceof RedisReply.Int integer) {
            json.writeNumber(integer.value());
        } else if (reply instanceof RedisReply.Nil) {
            json.writeNull();
        } else if (reply instanceof RedisReply.Status status) {
            writeString(json, status.bytes(), base64 && !Arrays.equals(status.bytes(), OK));
        } else if (reply instanceof RedisReply.Array array) {
            json.writeStartArray();
            for (RedisReply element : array.elements()) {
                writeValue(json, element, base64);
            }
            json.writeEndArray();
        } else if (reply instanceof RedisReply.Error error) {
            // Inside an array, as a script may return it; the documentation has no shape for it.
            writeString(json, error.bytes(), base64);
        }
    }

    /** Without base64, what is not UTF-8 becomes U+FFFD, as Upstash documents. */
    private static void writeString(JsonGenerator json, byte[] bytes, boolean base64) throws IOException {
        json.writeString(
                base64 ? Base64.getEncoder().encodeToString(bytes) : new String(bytes, StandardCharsets.UTF_8));
    }

    private interface Reading<T> {
        T apply(JsonParser parser) throws IOException;
    }

    private interface Writing {
        void accept(JsonGenerator json) throws IOException;
    }
}
