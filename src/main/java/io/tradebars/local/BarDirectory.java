package io.tradebars.local;

import io.tradebars.bars.BarKey;
import io.tradebars.local.SeenBars.Series;
import java.util.List;

/** Which bars there may be in Redis: what the chart asks it for. Safe for use by several threads. */
interface BarDirectory {

    /** All series known so far, by interval, venue and symbol. */
    List<Series> series();

    /** The latest bars that the series may have, at most so many, the oldest first. */
    List<BarKey> last(Series series, int count);

    /**
     * Those that may be new or have changed since a moment ago, the oldest first.
     *
     * @param back how many bars behind the newest may still change
     */
    List<BarKey> recent(Series series, int back);

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
