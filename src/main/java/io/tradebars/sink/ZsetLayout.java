package io.tradebars.sink;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.Range.Boundary;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.api.sync.RedisCommands;
import io.tradebars.bars.BarKey;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * One sorted set a symbol: a member for each bar, its JSON, scored by its start in milliseconds (exact: far below 2^53).
 *
 * <p>A bar takes the place of the members of its score. The set gets its time to live anew with each bar, and keeps
 * {@code redis.max-bars} of them, the newest. Guarded, a bar costs 5 commands on Upstash (the script, ZRANGEBYSCORE, ZADD,
 * ZREMRANGEBYRANK, EXPIRE) and 1 more when it replaces another state of itself, unguarded 5; without a time to live or without
 * a limit 1 less each. The last N bars of a symbol are {@code ZRANGE key 0 N-1 REV}, the newest first: 1 command.
 */
final class ZsetLayout extends BarLayout {

    private static final String READING = """
            local old = redis.pcall('ZRANGEBYSCORE', key, t, t)
            if failed(old) then return clean(old) end
            for _, other in ipairs(old) do consider(other) end
            if forbidden() then return 0 end
            """;

    private static final String REMOVING_WHAT_WAS_READ = """
            if #old > 0 then add('ZREMRANGEBYSCORE', key, t, t) end
            """;

    private static final String REMOVING = """
            add('ZREMRANGEBYSCORE', key, t, t)
            """;

    private static final String ADDING = """
            if not gone then add('ZADD', key, t, bar) end
            if max > 0 then add('ZREMRANGEBYRANK', key, 0, -1 - max) end
            """ + EXPIRE;

    ZsetLayout(LayoutSettings settings) {
        super(settings, READING, (settings.guard() ? REMOVING_WHAT_WAS_READ : REMOVING) + ADDING);
    }

    @Override
    List<String> harmlessWrite() {
        return List.of("ZADD", "XX", "0", "");
    }

    @Override
    boolean knowsLast() {
        return !settings().key().distinguishesDays();
    }

    @Override
    SortedMap<Long, String> last(RedisCommands<String, String> redis, BarKey newest, ZoneId dayZone, int count) {
        if (!knowsLast()) {
            return super.last(redis, newest, dayZone, count);
        }
        SortedMap<Long, String> bars = new TreeMap<>();
        for (ScoredValue<String> member : redis.zrevrangebyscoreWithScores(
                settings().key().keyOf(newest),
                Range.from(Boundary.unbounded(), Boundary.including(newest.startMillis())),
                Limit.from(count))) {
            bars.put((long) member.getScore(), member.getValue());
        }
        return bars;
    }

    @Override
    void read(RedisCommands<String, String> redis, List<BarKey> keys, BiConsumer<BarKey, String> found) {
        byRedisKey(keys).forEach((redisKey, bars) -> {
            long first = bars.stream().mapToLong(BarKey::startMillis).min().orElseThrow();
            long last = bars.stream().mapToLong(BarKey::startMillis).max().orElseThrow();
            Map<Long, String> byStart = new HashMap<>();
            for (ScoredValue<String> member : redis.zrangebyscoreWithScores(redisKey, Range.create(first, last))) {
                byStart.put((long) member.getScore(), member.getValue());
            }
            for (BarKey bar : bars) {
                if (byStart.containsKey(bar.startMillis())) {
                    found.accept(bar, byStart.get(bar.startMillis()));
                }
            }
        });
    }
}
