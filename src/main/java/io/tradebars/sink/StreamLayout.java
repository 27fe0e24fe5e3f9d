package io.tradebars.sink;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.sync.RedisCommands;
import io.tradebars.bars.Bar;
import io.tradebars.bars.BarKey;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One stream a symbol: an entry for each closed bar and each correction of it, with one field, named by the bar's start in
 * milliseconds, that holds its JSON. Open bars are left out.
 *
 * <p>Not idempotent: a stream tells what was said in which order, so bars that are written again after a failure stand there
 * again. Guarded, an entry is left out if one of the last {@value #LOOKED_AT} is of the same bar and not older; that catches
 * repeated requests, and most of what a restore repeats. Of several entries of a bar the one with the most trades counts.
 *
 * <p>The stream gets its time to live anew with each entry, and keeps about {@code redis.max-bars} of them. Guarded, a bar costs 4
 * commands on Upstash (the script, XREVRANGE, XADD, EXPIRE), unguarded 3; without a time to live 1 less. The last N entries of
 * a symbol are {@code XREVRANGE key + - COUNT N}: 1 command.
 */
final class StreamLayout extends BarLayout {

    /** How many of the latest entries the guard looks at. */
    static final int LOOKED_AT = 16;

    private static final int ENTRIES_A_REQUEST = 1_000;
    private static final long CLOCK_OFF_MILLIS = 86_400_000;

    private static final String READING = """
            local latest = redis.pcall('XREVRANGE', key, '+', '-', 'COUNT', %d)
            if failed(latest) then return clean(latest) end
            for _, entry in ipairs(latest) do
              if entry[2][1] == t then consider(entry[2][2]) end
            end
            if newest >= mine then return 0 end
            """.formatted(LOOKED_AT);

    private static final String REPLACING = """
            if max > 0 then add('XADD', key, 'MAXLEN', '~', max, '*', t, bar) else add('XADD', key, '*', t, bar) end
            """ + EXPIRE;

    StreamLayout(LayoutSettings settings) {
        super(settings, READING, REPLACING);
    }

    @Override
    boolean keeps(Bar bar) {
        return bar.closed() && !bar.endsOnly();
    }

    @Override
    void read(RedisCommands<String, String> redis, List<BarKey> keys, BiConsumer<BarKey, String> found) {
        byRedisKey(keys).forEach((redisKey, bars) -> {
            Map<String, String> latest = latest(redis, redisKey, bars);
            for (BarKey bar : bars) {
                String json = latest.get(Long.toString(bar.startMillis()));
                if (json != null && !BarJson.isGone(json)) {
                    found.accept(bar, json);
                }
            }
        });
    }

    /**
     * Goes back from the end of the stream until all of the bars were met, or entries are older than the oldest of them; the bars met, by
     * their start.
     */
    private static Map<String, String> latest(RedisCommands<String, String> redis, String redisKey, List<BarKey> bars) {
        Set<String> missing =
                bars.stream().map(bar -> Long.toString(bar.startMillis())).collect(Collectors.toSet());
        long oldest = bars.stream().mapToLong(BarKey::startMillis).min().orElseThrow();
        // A bar is written after its start, by the clock of Redis, which may be off.
        String first = Long.toString(Math.max(0, oldest - CLOCK_OFF_MILLIS));
        return goBack(redis, redisKey, first, met -> {
            missing.removeAll(met.keySet());
            return missing.isEmpty();
        });
    }

    @Override
    boolean knowsLast() {
        return !settings().key().distinguishesDays();
    }

    @Override
    SortedMap<Long, String> recent(RedisCommands<String, String> redis, BarKey series, int count) {
        TreeMap<Long, String> bars = new TreeMap<>();
        for (StreamMessage<String, String> entry :
                redis.xrevrange(settings().key().keyOf(series), Range.unbounded(), Limit.from(count))) {
            entry.getBody().forEach((start, json) -> bars.merge(Long.valueOf(start), json, StreamLayout::fuller));
        }
        bars.values().removeIf(BarJson::isGone);
        return bars;
    }

    /** Corrections stand behind younger bars, so that the last bars are certain only after a page more than holds so many. */
    @Override
    SortedMap<Long, String> last(RedisCommands<String, String> redis, BarKey newest, ZoneId dayZone, int count) {
        if (!knowsLast()) {
            return super.last(redis, newest, dayZone, count);
        }
        TreeMap<Long, String> bars = new TreeMap<>();
        int[] pagesWithEnough = {0};
        goBack(redis, settings().key().keyOf(newest), "-", met -> {
            bars.clear();
            met.forEach((start, json) -> {
                if (Long.parseLong(start) <= newest.startMillis() && !BarJson.isGone(json)) {
                    bars.put(Long.parseLong(start), json);
                }
            });
            return bars.size() >= count && ++pagesWithEnough[0] > 1;
        });
        return latest(bars, count);
    }

    /**
     * Goes back from the end of the stream.
     *
     * @param first the oldest entry that is looked at: an id or {@code -}
     * @param isEnough asked after each page, of all bars met so far
     * @return the bars met, by their start
     */
    private static Map<String, String> goBack(
            RedisCommands<String, String> redis,
            String redisKey,
            String first,
            Predicate<Map<String, String>> isEnough) {
        Map<String, String> met = new HashMap<>();
        String from = "+";
        boolean more = true;
        while (more) {
            List<StreamMessage<String, String>> page =
                    redis.xrevrange(redisKey, Range.create(first, from), Limit.from(ENTRIES_A_REQUEST));
            for (StreamMessage<String, String> entry : page) {
                entry.getBody().forEach((start, json) -> met.merge(start, json, StreamLayout::fuller));
            }
            more = !isEnough.test(met) && page.size() == ENTRIES_A_REQUEST;
            if (more) {
                // Met again, which does no harm: that a range leaves out its end is news of Redis 6.2.
                from = page.get(page.size() - 1).getId();
            }
        }
        return met;
    }

    private static String fuller(String newer, String older) {
        return BarJson.revisionOf(older) > BarJson.revisionOf(newer) ? older : newer;
    }
}
