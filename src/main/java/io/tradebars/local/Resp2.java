package io.tradebars.local;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The protocol of Redis, version 2 (redis.io/docs/latest/develop/reference/protocol-spec). */
final class Resp2 {

    private static final RedisReply NIL = new RedisReply.Nil();

    private Resp2() {}

    /** The commands one after the other. */
    static byte[] encode(List<RestCommand> commands) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        for (RestCommand command : commands) {
            line(out, '*', ascii(command.words().size()));
            command.words().forEach(word -> bulk(out, word));
        }
        return out.toByteArray();
    }

    /** The replies one after the other. A null array is written as a null bulk string. */
    static byte[] write(List<RedisReply> replies) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        replies.forEach(reply -> write(out, reply));
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, RedisReply reply) {
        if (reply instanceof RedisReply.Bulk bulk) {
            bulk(out, bulk.bytes());
        } else if (reply instanceof RedisReply.Int integer) {
            line(out, ':', ascii(integer.value()));
        } else if (reply instanceof RedisReply.Nil) {
            line(out, '$', ascii(-1));
        } else if (reply instanceof RedisReply.Status status) {
            line(out, '+', status.bytes());
        } else if (reply instanceof RedisReply.Error error) {
            line(out, '-', error.bytes());
        } else if (reply instanceof RedisReply.Array array) {
            line(out, '*', ascii(array.elements().size()));
            array.elements().forEach(element -> write(out, element));
        }
    }

    private static byte[] ascii(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static void bulk(ByteArrayOutputStream out, byte[] bytes) {
        line(out, '$', ascii(bytes.length));
        line(out, bytes);
    }

    private static void line(ByteArrayOutputStream out, char kind, byte[] content) {
        out.write(kind);
        line(out, content);
    }

    private static void line(ByteArrayOutputStream out, byte[] content) {
        out.writeBytes(content);
        out.write('\r');
        out.write('\n');
    }

    /**
     * The next reply; waits for it.
     *
     * @throws EOFException if the stream ends
     * @throws IOException if it cannot be read, or is not RESP2
     */
    static RedisReply read(InputStream in) throws IOException {
        int kind = next(in);
        return switch (kind) {
            case '+' -> new RedisReply.Status(readLine(in));
            case '-' -> new RedisReply.Error(readLine(in));
            case ':' -> new RedisReply.Int(readNumber(in));
            case '$' -> readBulk(in);
            case '*' -> readArray(in);
            default -> throw new IOException("not a reply of Redis: it begins with byte " + kind);
        };
    }

    private static RedisReply readBulk(InputStream in) throws IOException {
        int length = (int) readNumber(in);
        if (length < 0) {
            return NIL;
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("Redis ended the connection");
        }
        next(in);
        next(in);
        return new RedisReply.Bulk(bytes);
    }

    private static RedisReply readArray(InputStream in) throws IOException {
        int count = (int) readNumber(in);
        if (count < 0) {
            return NIL;
        }
        List<RedisReply> elements = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            elements.add(read(in));
        }
        return new RedisReply.Array(elements);
    }

    private static long readNumber(InputStream in) throws IOException {
        String text = new String(readLine(in), StandardCharsets.US_ASCII);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("not a reply of Redis: a number is malformed", e);
        }
    }

    /** A line cannot hold a carriage return. */
    private static byte[] readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(32);
        for (int b = next(in); b != '\r'; b = next(in)) {
            line.write(b);
        }
        next(in);
        return line.toByteArray();
    }

    private static int next(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException("Redis ended the connection");
        }
        return b;
    }
}
