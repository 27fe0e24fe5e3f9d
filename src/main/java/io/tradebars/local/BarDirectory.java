package io.tradebars.local;

import io.tradebars.bars.BarKey;
import io.tradebars.local.SeenBars.Series;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Which bars there are in Redis, as far as is known: how the chart asks it for them. Safe for use by several threads. */
interface BarDirectory {

    /** All series known so far, by interval, venue and symbol. */
    List<Series> series();

    /**
     * What Redis said of a series.
     *
     * @param asked starts of the bars that it was asked for
     * @param bars those of them that it has: their JSON by their start
     */
    record Found(Collection<Long> asked, Map<Long, String> bars) {

        /** Asks for these. */
        static Found read(ChartRedis redis, List<BarKey> keys) {
            return new Found(keys.stream().map(BarKey::startMillis).toList(), redis.read(keys));
        }
    }

    /**
     * Asks Redis for the latest bars of the series.
     *
     * @param count how many at the most
     * @throws io.lettuce.core.RedisException if Redis doesn't answer
     */
    Found last(ChartRedis redis, Series series, int count);

    /**
     * Asks Redis for those that may be new or have changed since a moment ago.
     *
     * @param back how many bars behind the newest may still change
     * @throws io.lettuce.core.RedisException if Redis doesn't answer
     */
    Found recent(ChartRedis redis, Series series, int back);

    /** A bar of the series was there. */
    default void found(BarKey bar) {}

    /**
     * Looks for more series, for a moment.
     *
     * @return whether Redis was asked
     * @throws io.lettuce.core.RedisException if Redis doesn't answer
     */
    default boolean look(ChartRedis redis) {
        return false;
    }
}
