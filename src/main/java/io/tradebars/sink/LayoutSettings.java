package io.tradebars.sink;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/**
 * How bars lie in Redis, in full; see {@link RedisOptions} for what each means.
 *
 * @param layout the kind of key
 * @param key how the key of a bar is made; fits the layout
 * @param ttl how long a key lives after it was last written, in whole seconds; zero: for ever
 * @param maxBars how many bars a sorted set keeps at the most, and how many entries a stream, about; 0: no limit
 * @param guard whether Redis compares revisions
 * @param publish whether closed bars are published, too
 */
public record LayoutSettings(
        RedisLayout layout, RedisKeyPattern key, Duration ttl, int maxBars, boolean guard, boolean publish)
        implements Serializable {

    public LayoutSettings {
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(ttl, "ttl");
        if (ttl.isNegative() || ttl.toNanosPart() != 0) {
            throw new IllegalArgumentException("ttl must be whole seconds, was " + ttl);
        }
        if (maxBars < 0) {
            throw new IllegalArgumentException("maxBars must not be negative, was " + maxBars);
        }
    }

    /** The same, with Redis comparing revisions. */
    public LayoutSettings guarded() {
        return new LayoutSettings(layout, key, ttl, maxBars, true, publish);
    }
}
