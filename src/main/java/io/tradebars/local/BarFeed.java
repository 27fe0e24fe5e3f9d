package io.tradebars.local;

import io.lettuce.core.RedisException;
import io.tradebars.local.SeenBars.Series;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads out of Redis what the viewers of the chart look at, once for all of them: each series that is looked at, every so often, and
 * nothing while nobody looks. Whatever changes gets a version, higher than all before, by which a viewer asks for what it does not know yet.
 *
 * <p>One thread ({@code chart-feed}) speaks to Redis. The other methods may be called by any thread; listeners are called in the
 * thread that brought the change, and must not wait.
 */
final class BarFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BarFeed.class);

    /** Bars of a series that a viewer gets to see. */
    static final int SHOWN = 1_000;

    /** Series that nobody looks at are kept, so that a viewer who comes back is told what it missed, but no more than so many. */
    private static final int KEPT = 64;

    private static final int MOST_RECENT = 120;

    /** Every so many rounds the whole of what is shown is read again: what expired, or changed later than expected. */
    private static final int ROUNDS_BETWEEN_WHOLES = 30;

    private final ChartRedis redis;
    private final BarDirectory directory;
    private final Duration refresh;
    private final Duration lateness;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final Set<Runnable> listeners = new CopyOnWriteArraySet<>();

    // Guarded by this.
    private final Map<Series, Watched> all = new HashMap<>();
    private long version;
    private long changes;
    private RedisState state;

    /** What is known of a series, and by how many it is looked at. */
    private static final class Watched {
        final WatchedBars bars = new WatchedBars(SHOWN);
        int viewers;
        int rounds;
        long lastLook;
    }

    /**
     * How it goes with Redis.
     *
     * @param up whether it answered the last time; {@code null} before the first
     * @param words what is wrong, without secrets
     * @param sinceMillis since when
     * @param version of the last change of this
     */
    record RedisState(Boolean up, String words, long sinceMillis, long version) {}

    /**
     * @param refresh how often Redis is asked
     * @param lateness for how long after its end a bar may change
     */
    BarFeed(ChartRedis redis, BarDirectory directory, Duration refresh, Duration lateness, Clock clock) {
        this.redis = redis;
        this.directory = directory;
        this.refresh = refresh;
        this.lateness = lateness;
        this.clock = clock;
        this.state = new RedisState(null, "", clock.millis(), 0);
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "chart-feed");
            made.setDaemon(true);
            return made;
        });
    }

    void start() {
        thread.scheduleWithFixedDelay(this::round, 0, refresh.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Is told of each change, and while somebody listens, Redis is asked. */
    void listen(Runnable listener) {
        listeners.add(listener);
    }

    void ignore(Runnable listener) {
        listeners.remove(listener);
    }

    /** A viewer looks at the series from now on. */
    synchronized void watch(Series watched) {
        Watched found = all.computeIfAbsent(watched, key -> new Watched());
        found.viewers++;
        // What changed while nobody looked is found by reading all of it.
        found.rounds = 0;
        found.lastLook = clock.millis();
        dropWhatNobodyLookedAtForLongest();
        try {
            thread.execute(() -> read(watched));
        } catch (RejectedExecutionException e) {
            LOG.debug("The chart ends", e);
        }
    }

    synchronized void unwatch(Series watched) {
        Watched found = all.get(watched);
        if (found != null) {
            found.viewers--;
        }
    }

    private void dropWhatNobodyLookedAtForLongest() {
        while (all.size() > KEPT) {
            var oldest = all.entrySet().stream()
                    .filter(entry -> entry.getValue().viewers == 0)
                    .min((a, b) -> Long.compare(a.getValue().lastLook, b.getValue().lastLook));
            if (oldest.isEmpty()) {
                return;
            }
            all.remove(oldest.get().getKey());
        }
    }

    /**
     * What came after that version, and up to which; {@code null} if nothing, or if the series was not read yet.
     *
     * @param after 0 for all there is
     */
    synchronized Update since(Series watched, long after) {
        Watched found = all.get(watched);
        if (found == null || !found.bars.isLoaded() || found.rounds == 0) {
            return null;
        }
        WatchedBars.Changes changes = found.bars.since(after);
        return changes.reset() || !changes.bars().isEmpty() || !changes.gone().isEmpty()
                ? new Update(changes, version)
                : null;
    }

    /** Changes and the version that is known with them. */
    record Update(WatchedBars.Changes changes, long version) {}

    synchronized RedisState redisState() {
        return state;
    }

    /** Changes of bars seen so far. */
    synchronized long changes() {
        return changes;
    }

    /** Series that are looked at now. */
    synchronized int watched() {
        return (int) all.values().stream().filter(one -> one.viewers > 0).count();
    }

    private void round() {
        if (listeners.isEmpty()) {
            return;
        }
        List<Series> watched;
        boolean doubtful;
        synchronized (this) {
            watched = all.entrySet().stream()
                    .filter(entry -> entry.getValue().viewers > 0)
                    .map(Map.Entry::getKey)
                    .toList();
            doubtful = !Boolean.TRUE.equals(state.up());
        }
        try {
            boolean asked = directory.look(redis);
            if (!asked && watched.isEmpty() && doubtful) {
                redis.commands().ping();
                asked = true;
            }
            if (asked) {
                isUp();
            }
        } catch (RedisException e) {
            isDown(e);
            return;
        } catch (RuntimeException e) {
            LOG.warn("The chart could not look for symbols", e);
        }
        watched.forEach(this::read);
    }

    private void read(Series watched) {
        boolean whole;
        synchronized (this) {
            Watched found = all.get(watched);
            if (found == null) {
                return;
            }
            whole = found.rounds % ROUNDS_BETWEEN_WHOLES == 0;
        }
        try {
            BarDirectory.Found read =
                    whole ? directory.last(redis, watched, SHOWN) : directory.recent(redis, watched, recent(watched));
            if (!whole && hasLeftOut(watched, read)) {
                whole = true;
                read = directory.last(redis, watched, SHOWN);
            }
            Map<Long, String> found = read.bars();
            found.keySet().stream().max(Long::compare).ifPresent(start -> directory.found(watched.at(start)));
            List<Long> asked = new ArrayList<>(read.asked());
            boolean changed;
            synchronized (this) {
                Watched known = all.computeIfAbsent(watched, key -> new Watched());
                if (whole) {
                    asked.addAll(known.bars.starts());
                }
                int count = known.bars.apply(asked, found, version + 1);
                changed = count > 0 || known.rounds == 0;
                known.rounds++;
                if (changed) {
                    version++;
                    changes += count;
                }
            }
            isUp();
            if (changed) {
                tell();
            }
        } catch (RedisException e) {
            isDown(e);
        } catch (RuntimeException e) {
            LOG.warn("The chart could not read bars", e);
        }
    }

    /** Whether more bars came since the last look than are looked for: history is replayed at many times its speed. */
    private synchronized boolean hasLeftOut(Series watched, BarDirectory.Found read) {
        Watched known = all.get(watched);
        return known != null
                && !read.bars().isEmpty()
                && Collections.min(read.asked()) > known.bars.starts().stream().reduce(Long.MIN_VALUE, Math::max);
    }

    private int recent(Series watched) {
        long late = lateness.toMillis() / watched.interval().millis() + 3;
        return (int) Math.min(late, MOST_RECENT);
    }

    private void isUp() {
        boolean back;
        synchronized (this) {
            if (Boolean.TRUE.equals(state.up())) {
                return;
            }
            back = state.up() != null;
            version++;
            state = new RedisState(true, "", clock.millis(), version);
            if (back) {
                // It may have come back with less than it had.
                all.values().forEach(one -> one.rounds = Math.min(one.rounds, 1) * ROUNDS_BETWEEN_WHOLES);
            }
        }
        tell();
    }

    private void isDown(RedisException failure) {
        String words = ChartRedis.wordsFor(failure);
        synchronized (this) {
            boolean known = Boolean.FALSE.equals(state.up());
            if (known && state.words().equals(words)) {
                return;
            }
            version++;
            state = new RedisState(false, words, known ? state.sinceMillis() : clock.millis(), version);
        }
        LOG.debug("The chart does not reach Redis", failure);
        tell();
    }

    private void tell() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
