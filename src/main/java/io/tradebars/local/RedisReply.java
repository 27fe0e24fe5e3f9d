package io.tradebars.local;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A reply of Redis in RESP2, its kinds kept apart (redis.io/docs/latest/develop/reference/protocol-spec). */
sealed interface RedisReply {

    /** A simple string, {@code +OK}. */
    record Status(byte[] bytes) implements RedisReply {}

    /** A bulk string; any bytes. */
    record Bulk(byte[] bytes) implements RedisReply {}

    record Int(long value) implements RedisReply {}

    /** A null bulk string or a null array; RESP2 has two, JSON one. */
    record Nil() implements RedisReply {}

    /** An error, {@code -ERR ...}, without the dash. */
    record Error(byte[] bytes) implements RedisReply {
        Error(String message) {
            this(message.getBytes(StandardCharsets.UTF_8));
        }

        String message() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    record Array(List<RedisReply> elements) implements RedisReply {}
}
