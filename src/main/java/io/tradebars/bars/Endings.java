package io.tradebars.bars;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which instruments have bars that end at a time: what a timer for each bar would tell, at the cost of a reference. It isn't in state, but
 * can be made anew from the bars that are. All times in milliseconds since the epoch. For the task thread of its operator.
 */
final class Endings {

    /** Told of an instrument with a bar of that end, in the order of their ends. */
    interface Visitor {
        void visit(Instrument instrument, long endMillis) throws Exception;
    }

    /** The instruments with bars of one end. */
    private static final class Ending {
        final List<Instrument> instruments = new ArrayList<>();
        boolean isVisited;
    }

    private final NavigableMap<Long, Ending> byEnd = new TreeMap<>();
    private long latestEnd;
    private Ending latest;

    /** Adds a bar. */
    void add(Instrument instrument, long endMillis) {
        if (latest == null || latestEnd != endMillis) {
            latestEnd = endMillis;
            latest = byEnd.computeIfAbsent(endMillis, end -> new Ending());
        }
        latest.instruments.add(instrument);
        latest.isVisited = false;
    }

    /** Visits the instruments whose bars have ended at that event time, but not twice for the same bar. */
    void visitEnded(long eventTime, Visitor visitor) throws Exception {
        // An end is the first instant after its bar, so event time ends the bar one before it.
        for (Map.Entry<Long, Ending> entry : headUpTo(eventTime).entrySet()) {
            Ending ending = entry.getValue();
            if (!ending.isVisited) {
                ending.isVisited = true;
                visit(ending, entry.getKey(), visitor);
            }
        }
    }

    /** Visits the instruments whose bars ended by that event time, and forgets these bars. */
    void removeEnded(long eventTime, Visitor visitor) throws Exception {
        NavigableMap<Long, Ending> ended = headUpTo(eventTime);
        for (Map.Entry<Long, Ending> entry : ended.entrySet()) {
            visit(entry.getValue(), entry.getKey(), visitor);
        }
        if (!ended.isEmpty()) {
            ended.clear();
            latest = null;
        }
    }

    private NavigableMap<Long, Ending> headUpTo(long eventTime) {
        return eventTime == Long.MAX_VALUE ? byEnd : byEnd.headMap(eventTime + 1, true);
    }

    private static void visit(Ending ending, long endMillis, Visitor visitor) throws Exception {
        for (int i = 0; i < ending.instruments.size(); i++) {
            visitor.visit(ending.instruments.get(i), endMillis);
        }
    }
}
