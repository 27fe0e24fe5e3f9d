package io.tradebars.local;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tradebars.bars.BarKey;
import io.tradebars.sink.StoredBars;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Counts and exports what Redis has of the bars that were made. */
final class BarReader {

    private BarReader() {}

    /** How many of the bars are in Redis. */
    static long count(List<BarKey> keys, StoredBars redis) {
        long[] found = {0};
        redis.read(keys, (key, json) -> found[0]++);
        return found[0];
    }

    /**
     * Writes the bars to a file, one JSON object a line: {@code {"symbol":…,"interval":…,"venue":…,"t":…}}, the venue where there is
     * one, and the bar as it stands in Redis.
     *
     * @param keys in the order of the lines
     * @return how many were in Redis
     */
    static long export(List<BarKey> keys, StoredBars redis, Path file) throws IOException {
        long[] found = {0};
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            redis.read(keys, (key, json) -> {
                found[0]++;
                try {
                    out.write(line(key, json));
                    out.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found[0];
    }

    /** The line of {@link #export} for a bar. */
    static String line(BarKey key, String json) {
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
}
