package io.tradebars.sink;

import io.tradebars.bars.Bar;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;

/**
 * A bar made ready for Redis.
 *
 * @param bar the bar
 * @param redisKey its key, UTF-8
 * @param json its value, UTF-8
 * @param sizeBytes what its command takes in a request, about
 */
record BarCommand(Bar bar, byte[] redisKey, byte[] json, int sizeBytes) {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    BarCommand {
        Objects.requireNonNull(bar, "bar");
        Objects.requireNonNull(redisKey, "redisKey");
        Objects.requireNonNull(json, "json");
    }

    long revision() {
        return bar.revision();
    }

    /** For messages: {@code bar BTC-USD 14:03 revision 7}; the time is its start in UTC. */
    @Override
    public String toString() {
        return "bar " + bar.key().symbol() + " "
                + MINUTE.format(Instant.ofEpochMilli(bar.key().startMillis())) + " revision " + revision();
    }
}
