package io.tradebars.sink;

/** How bars lie in Redis. */
public enum RedisLayout {
    /** One string a bar: {@code SET key bar EX ttl}; the last N bars of a symbol are the {@code MGET} of N keys. */
    STRING("string");

    private final String label;

    RedisLayout(String label) {
        this.label = label;
    }

    /** Its name in options. */
    @Override
    public String toString() {
        return label;
    }
}
