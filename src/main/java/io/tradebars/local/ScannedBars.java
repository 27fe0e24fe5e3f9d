package io.tradebars.local;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import io.tradebars.local.SeenBars.Series;
import io.tradebars.sink.RedisKeyPattern;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bars of a Redis about which nothing else is known: their series are found by going through its keys (SCAN), some at a time and,
 * when all were seen, again after a while; their starts are worked out from the newest that was found, and from the clock, unless Redis knows which are the last.
 */
final class ScannedBars implements BarDirectory {

    private static final int KEYS_A_COMMAND = 1_000;
    private static final int COMMANDS_A_LOOK = 10;

    /** At rest, one command in so many milliseconds, since Upstash bills each. */
    private static final long MILLIS_A_COMMAND = 3_000;

    private static final long SHORTEST_REST_MILLIS = 15_000;

    /** How far beyond the newest bar a look goes, in bars: a replay of history is ahead of what was found, and no clock tells. */
    private static final int AHEAD = 10;

    private final RedisKeyPattern pattern;
    private final ZoneId dayZone;
    private final Clock clock;
    /** For each series a start that none of its known bars is after; of a key that holds a day, that of the day's last bar. */
    private final Map<Series, Long> bounds = new ConcurrentHashMap<>();

    /** The newest bar that was there. */
    private final Map<Series, Long> newest = new ConcurrentHashMap<>();

    private ScanCursor cursor = ScanCursor.INITIAL;
    private int commands;
    private long restUntil;

    ScannedBars(RedisKeyPattern pattern, ZoneId dayZone, Clock clock) {
        this.pattern = pattern;
        this.dayZone = dayZone;
        this.clock = clock;
    }

    @Override
    public List<Series> series() {
        return bounds.keySet().stream().sorted(Series.ORDER).toList();
    }

    @Override
    public void found(BarKey bar) {
        newest.merge(seriesOf(bar), bar.startMillis(), Math::max);
        bounds.merge(seriesOf(bar), bar.startMillis(), Math::max);
    }

    private static Series seriesOf(BarKey bar) {
        return new Series(bar.interval(), bar.venue(), bar.symbol());
    }

    @Override
    public boolean look(ChartRedis redis) {
        long now = clock.millis();
        if (now < restUntil) {
            return false;
        }
        ScanArgs args = ScanArgs.Builder.matches(pattern.glob()).limit(KEYS_A_COMMAND);
        for (int i = 0; i < COMMANDS_A_LOOK; i++) {
            KeyScanCursor<String> page = redis.commands().scan(cursor, args);
            commands++;
            page.getKeys().forEach(key -> pattern.barOf(key).ifPresent(bar -> foundKey(bar, now)));
            if (page.isFinished()) {
                cursor = ScanCursor.INITIAL;
                restUntil = now + Math.max(SHORTEST_REST_MILLIS, commands * MILLIS_A_COMMAND);
                commands = 0;
                return true;
            }
            cursor = page;
        }
        return true;
    }

    /** A key of many bars doesn't tell which is the newest: they go up to now, at the most. */
    private void foundKey(BarKey bar, long now) {
        if (pattern.hasAKeyForEachBar()) {
            found(bar);
            return;
        }
        long end = bar.startMillis() == 0 ? now : bar.startMillis() + Interval.ONE_DAY.millis() - 1;
        bounds.merge(seriesOf(bar), bar.interval().startOf(Math.min(end, now), dayZone), Math::max);
    }

    @Override
    public Found last(ChartRedis redis, Series series, int count) {
        if (redis.knowsLast()) {
            return foundAll(redis.last(series.at(Long.MAX_VALUE), dayZone, count));
        }
        // A series of history, whose bars are nowhere near the clock, may have gone on; of others nothing is later than
        // now.
        long now = series.interval().startOf(clock.millis(), dayZone);
        long known = bounds.getOrDefault(series, now);
        List<Long> later = forth(series.interval(), known, count, now);
        long newestPossible = later.isEmpty() ? known : later.get(later.size() - 1);
        return foundAll(redis.last(series.at(newestPossible), dayZone, count));
    }

    private static Found foundAll(Map<Long, String> bars) {
        return new Found(bars.keySet(), bars);
    }

    @Override
    public Found recent(ChartRedis redis, Series series, int back) {
        if (redis.knowsLast()) {
            return foundAll(redis.recent(series.at(0), back));
        }
        Interval interval = series.interval();
        long now = interval.startOf(clock.millis(), dayZone);
        SortedSet<Long> starts = new TreeSet<>(back(interval, now, back));
        Long known = newest.get(series);
        if (known != null) {
            starts.addAll(back(interval, known, back));
            starts.addAll(forth(interval, known, AHEAD, Long.MAX_VALUE));
        }
        return Found.read(redis, keys(series, starts));
    }

    private static List<BarKey> keys(Series series, Collection<Long> starts) {
        return starts.stream().map(series::at).toList();
    }

    private List<Long> back(Interval interval, long from, int count) {
        List<Long> starts = new ArrayList<>();
        long start = interval.startOf(from, dayZone);
        for (int i = 0; i < count; i++) {
            starts.add(start);
            start = interval.startOf(start - 1, dayZone);
        }
        Collections.reverse(starts);
        return starts;
    }

    /** The starts after one, so many or up to the latest, whichever comes first. */
    private List<Long> forth(Interval interval, long after, int count, long latest) {
        List<Long> starts = new ArrayList<>();
        long start = after;
        for (int i = 0; i < count; i++) {
            start = interval.endOf(start, dayZone);
            if (start > latest) {
                break;
            }
            starts.add(start);
        }
        return starts;
    }
}
