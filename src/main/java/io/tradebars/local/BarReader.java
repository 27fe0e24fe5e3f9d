package io.tradebars.local;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.lettuce.core.KeyValue;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tradebars.bars.BarKey;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Reads bars back out of Redis. */
final class BarReader {

    private static final int KEYS_A_REQUEST = 500;

    private BarReader() {}

    /** Takes a bar as it stands in Redis. */
    private interface Taker {
        void take(BarKey key, String json) throws IOException;
    }

    /** How many of the bars are in Redis. */
    static long count(
            List<BarKey> keys, Function<BarKey, String> redisKeys, StatefulRedisConnection<String, String> redis)
            throws IOException {
        long[] found = {0};
        read(keys, redisKeys, redis, (key, json) -> found[0]++);
        return found[0];
    }

    /**
     * Writes the bars to a file, one JSON object a line: {@code {"symbol":…,"interval":…,"venue":…,"t":…}}, the venue where there is
     * one, and the bar as it stands in Redis.
     *
     * @param keys in the order of the lines
     * @return how many were in Redis
     */
    static long export(
            List<BarKey> keys,
            Function<BarKey, String> redisKeys,
            StatefulRedisConnection<String, String> redis,
            Path file)
            throws IOException {
        long[] found = {0};
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            read(keys, redisKeys, redis, (key, json) -> {
                found[0]++;
                out.write(line(key, json));
                out.write('\n');
            });
        }
        return found[0];
    }

    private static String line(BarKey key, String json) {
        StringBuilder line = new StringBuilder(json.length() + 64)
                .append("{\"symbol\":\"")
                .append(JsonStringEncoder.getInstance().quoteAsString(key.symbol()))
                .append("\",\"interval\":\"")
                .append(key.interval().label())
                .append('"');
        if (key.venue() != null) {
            line.append(",\"venue\":\"")
                    .append(JsonStringEncoder.getInstance().quoteAsString(key.venue()))
                    .append('"');
        }
        return line.append(',').append(json, 1, json.length()).toString();
    }

    private static void read(
            List<BarKey> keys,
            Function<BarKey, String> redisKeys,
            StatefulRedisConnection<String, String> redis,
            Taker taker)
            throws IOException {
        for (int from = 0; from < keys.size(); from += KEYS_A_REQUEST) {
            List<BarKey> some = keys.subList(from, Math.min(keys.size(), from + KEYS_A_REQUEST));
            List<KeyValue<String, String>> values =
                    redis.sync().mget(some.stream().map(redisKeys).toArray(String[]::new));
            for (int i = 0; i < some.size(); i++) {
                if (values.get(i).hasValue()) {
                    taker.take(some.get(i), values.get(i).getValue());
                }
            }
        }
    }
}
