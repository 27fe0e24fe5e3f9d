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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The bars of a Redis about which nothing else is known: their series are found by going through its keys (SCAN), some at a time and,
 * when all were seen, again after a while; their starts are worked out from the newest that was found, and from the clock.
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
        return newest.keySet().stream().sorted(Series.ORDER).toList();
    }

    @Override
    public void found(BarKey bar) {
        newest.merge(new Series(bar.interval(), bar.venue(), bar.symbol()), bar.startMillis(), Math::max);
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
        Interval interval = bar.interval();
        long start = bar.startMillis();
        if (start == 0) {
            start = now;
        } else if (!pattern.hasAKeyForEachBar()) {
            start += Interval.ONE_DAY.millis() - 1;
        }
        found(new BarKey(interval, bar.venue(), bar.symbol(), interval.startOf(Math.min(start, now), dayZone)));
    }

    @Override
    public List<BarKey> last(Series series, int count) {
        Long known = newest.get(series);
        long now = series.interval().startOf(clock.millis(), dayZone);
        // A series of history, whose bars are nowhere near the clock; and one that nothing was found of.
        List<Long> starts = back(series.interval(), known == null ? now : known, count);
        if (known != null && known < now) {
            starts.addAll(forth(series.interval(), known, count, now));
        }
        List<Long> latest = new ArrayList<>(new TreeSet<>(starts));
        return keys(series, latest.subList(Math.max(0, latest.size() - count), latest.size()));
    }

    @Override
    public List<BarKey> recent(Series series, int back) {
        Interval interval = series.interval();
        long now = interval.startOf(clock.millis(), dayZone);
        SortedSet<Long> starts = new TreeSet<>(back(interval, now, back));
        Long known = newest.get(series);
        if (known != null) {
            starts.addAll(back(interval, known, back));
            starts.addAll(forth(interval, known, AHEAD, Long.MAX_VALUE));
        }
        return keys(series, new ArrayList<>(starts));
    }

    private static List<BarKey> keys(Series series, List<Long> starts) {
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
