package io.tradebars.sink;

import io.lettuce.core.KeyValue;
import io.lettuce.core.api.sync.RedisCommands;
import io.tradebars.bars.BarKey;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * One hash a symbol and day (UTC): a field for each bar, named by its start in milliseconds, with its JSON.
 *
 * <p>Each bar written gives the whole hash its time to live anew, so a day's bars go together, {@code redis.ttl} after the last
 * one. Guarded, a bar costs 4 commands on Upstash (the script, HGET, HSET, EXPIRE), unguarded 3; without a time to live 1 less.
 * The last N bars of a symbol are one {@code HMGET} of N fields (1 command; 2 across midnight), a day's bars one {@code HGETALL},
 * unsorted.
 */
final class HashLayout extends BarLayout {

    private static final String READING = """
            local old = redis.pcall('HGET', key, t)
            if failed(old) then return clean(old) end
            consider(old)
            if forbidden() then return 0 end
            """;

    private static final String REPLACING =
            "if gone then add('HDEL', key, t) else add('HSET', key, t, bar) end\n" + EXPIRE;

    HashLayout(LayoutSettings settings) {
        super(settings, READING, REPLACING);
    }

    @Override
    void read(RedisCommands<String, String> redis, List<BarKey> keys, BiConsumer<BarKey, String> found) {
        byRedisKey(keys).forEach((redisKey, bars) -> {
            String[] fields =
                    bars.stream().map(bar -> Long.toString(bar.startMillis())).toArray(String[]::new);
            List<KeyValue<String, String>> values = redis.hmget(redisKey, fields);
            for (int i = 0; i < bars.size(); i++) {
                BarKey bar = bars.get(i);
                values.get(i).ifHasValue(json -> found.accept(bar, json));
            }
        });
    }
}
