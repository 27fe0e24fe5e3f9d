package io.tradebars.sink;

import io.tradebars.bars.BarKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;

/**
 * A state of a bar made ready for Redis.
 *
 * @param key which bar
 * @param redisKey its key in Redis, UTF-8
 * @param json what stands there, UTF-8
 * @param revision {@link io.tradebars.bars.Bar#revision()}
 * @param gone whether all its trades were taken back
 * @param sizeBytes what its command takes in a request, about
 */
record BarCommand(BarKey key, byte[] redisKey, byte[] json, long revision, boolean gone, int sizeBytes) {

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    BarCommand {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(redisKey, "redisKey");
        Objects.requireNonNull(json, "json");
    }

    /** Whether the bar is closed: what a revision says. */
    boolean closed() {
        return revision % 2 == 1;
    }

    /** For messages: {@code bar BTC-USD 14:03 revision 7}; the time is its start in UTC. */
    @Override
    public String toString() {
        return "bar " + key.symbol() + " " + MINUTE.format(Instant.ofEpochMilli(key.startMillis())) + " revision "
                + revision;
    }
}
