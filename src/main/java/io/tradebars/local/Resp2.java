package io.tradebars.local;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Replies as Redis itself writes them (redis.io/docs/latest/develop/reference/protocol-spec, RESP2). */
final class Resp2 {

    private Resp2() {}

    /** The replies one after the other. */
    static byte[] write(List<RedisReply> replies) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        replies.forEach(reply -> write(out, reply));
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, RedisReply reply) {
        if (reply instanceof RedisReply.Bulk bulk) {
            line(out, '$', ascii(bulk.bytes().length));
            out.writeBytes(bulk.bytes());
            out.write('\r');
            out.write('\n');
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

    private static void line(ByteArrayOutputStream out, char kind, byte[] content) {
        out.write(kind);
        out.writeBytes(content);
        out.write('\r');
        out.write('\n');
    }
}
