package io.tradebars.sink;

import io.lettuce.core.api.StatefulRedisConnection;
import io.tradebars.bars.BarKey;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import java.util.function.BiConsumer;

/** Reads bars back out of Redis, however they lie there. As safe for use by several threads as its connection. */
public final class StoredBars {

    private final BarLayout layout;
    private final StatefulRedisConnection<String, String> redis;

    /** @param redis not closed by this class */
    public StoredBars(LayoutSettings settings, StatefulRedisConnection<String, String> redis) {
        this.layout = BarLayout.of(settings);
        this.redis = redis;
    }

    /**
     * Looks bars up, waiting for Redis.
     *
     * @param keys bars of one series next to each other
     * @param found takes those that are there, in that order, each with its JSON ({@link BarJson}) as it stands there
     * @throws io.lettuce.core.RedisException if Redis doesn't answer, or a key holds something else
     */
    public void read(List<BarKey> keys, BiConsumer<BarKey, String> found) {
        layout.read(redis.sync(), keys, found);
    }

    /** Whether Redis knows which bars of a series are the last, as it does of a zset and a stream whose keys don't end with the day. */
    public boolean knowsLast() {
        return layout.knowsLast();
    }

    /**
     * Looks up what may have changed a moment ago, waiting for Redis: of a zset the last bars, of a stream those written last. To be called
     * only if {@link #knowsLast}.
     *
     * @param series any bar of it
     * @param count how many at the most; 1 or more
     * @return bars with their JSON, the oldest first
     * @throws io.lettuce.core.RedisException if Redis doesn't answer, or the key holds something else
     */
    public SortedMap<Long, String> recent(BarKey series, int count) {
        BarKey newest = new BarKey(series.interval(), series.venue(), series.symbol(), Long.MAX_VALUE);
        return layout.recent(redis.sync(), newest, count);
    }

    /**
     * Looks the last bars of a series up, waiting for Redis.
     *
     * <p>A zset and a stream know which are the last. Of a string and a hash the possible starts are tried, going back from {@code
     * newest}: over {@link BarLayout#LOOKED_BACK} of them or a year, whichever is less, but always over {@code count}.
     *
     * @param newest the series, and the latest start that is looked for
     * @param dayZone where days begin
     * @param count how many at the most; 1 or more
     * @return bars with their JSON, the oldest first
     * @throws io.lettuce.core.RedisException if Redis doesn't answer, or a key holds something else
     */
    public SortedMap<Long, String> last(BarKey newest, ZoneId dayZone, int count) {
        return layout.last(redis.sync(), newest, dayZone, count);
    }
}
