package io.tradebars.sink;

/** How bars lie in Redis; {@link BarLayout} writes and reads them. */
public enum RedisLayout {
    /** One string a bar; the last N bars of a symbol are the {@code MGET} of N keys. */
    STRING("string", "bars:{interval}:{symbol}:{t}"),

    /** One hash a symbol and day (UTC), one field a bar; the last N are its {@code HMGET}, the day its {@code HGETALL}. */
    HASH("hash", "bars:{interval}:{symbol}:{day}"),

    /** One sorted set a symbol, scored by the start of the bar; the last N are {@code ZRANGE key 0 N-1 REV}. */
    ZSET("zset", "bars:{interval}:{symbol}"),

    /**
     * One stream a symbol, with an entry for each closed bar and each correction; the last N entries are {@code XREVRANGE key + -
     * COUNT N}. It keeps what was said when, so it is not idempotent: after a failure some entries may stand there twice.
     */
    STREAM("stream", "bars:{interval}:{symbol}");

    private final String label;
    private final String defaultKey;

    RedisLayout(String label, String defaultKey) {
        this.label = label;
        this.defaultKey = defaultKey;
    }

    /** The key pattern for bars without a venue, where no other is set. */
    String defaultKey() {
        return defaultKey;
    }

    /** Whether a key holds one bar, and so must name its start. */
    boolean hasAKeyForEachBar() {
        return this == STRING;
    }

    /** Its name in options. */
    @Override
    public String toString() {
        return label;
    }
}
