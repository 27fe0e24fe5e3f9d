package io.tradebars.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The latest bars of a series as Redis has them, each with the version at which it was last seen to change, so that a reader who knows
 * all up to some version can be told the rest, however long it was away. Not safe for use by several threads.
 */
final class WatchedBars {

    /** @param json {@code null} for a bar that was there and is gone */
    private record State(String json, long version) {}

    private final NavigableMap<Long, State> bars = new TreeMap<>();
    private final int room;

    /** Who knows less than this knows nothing of what is here. */
    private long loadedAt;

    /**
     * What a reader does not know yet.
     *
     * @param reset whether it is all there is, and the reader is to forget what it has
     * @param bars JSON as it stands in Redis, the oldest first
     * @param gone starts of bars that are no longer there
     */
    record Changes(boolean reset, List<String> bars, List<Long> gone) {}

    /** @param room how many bars are kept, the latest */
    WatchedBars(int room) {
        this.room = room;
    }

    boolean isLoaded() {
        return loadedAt > 0;
    }

    /**
     * Takes what Redis said.
     *
     * @param asked starts of the bars that it was asked for
     * @param found those of them that it has
     * @param version that of what changes by this, higher than all before
     * @return how many bars changed
     */
    int apply(Collection<Long> asked, Map<Long, String> found, long version) {
        boolean first = !isLoaded();
        if (first) {
            loadedAt = version;
        }
        int changed = 0;
        for (long start : asked) {
            String now = found.get(start);
            State before = bars.get(start);
            String known = before == null ? null : before.json();
            if (now == null ? known != null : !now.equals(known)) {
                bars.put(start, new State(now, version));
                changed++;
            }
        }
        while (bars.size() > room) {
            bars.pollFirstEntry();
        }
        return changed;
    }

    /** Starts of the bars that are there, as far as known. */
    List<Long> starts() {
        List<Long> starts = new ArrayList<>();
        bars.forEach((start, state) -> {
            if (state.json() != null) {
                starts.add(start);
            }
        });
        return starts;
    }

    /** What came after that version; 0 for all there is. */
    Changes since(long version) {
        boolean reset = version < loadedAt;
        List<String> changed = new ArrayList<>();
        List<Long> gone = new ArrayList<>();
        bars.forEach((start, state) -> {
            if (state.json() == null) {
                if (!reset && state.version() > version) {
                    gone.add(start);
                }
            } else if (reset || state.version() > version) {
                changed.add(state.json());
            }
        });
        return new Changes(reset, changed, gone);
    }
}
