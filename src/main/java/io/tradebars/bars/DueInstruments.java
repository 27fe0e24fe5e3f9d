package io.tradebars.bars;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * When which instrument has to be looked at next, because a bar of it ends or can no longer change: what timers would tell, but one entry an
 * instrument, however many bars it has, and one visit, however many of them are due. It isn't in state, but is made anew from the bars that
 * are. All times in milliseconds since the epoch, of event time. For the task thread of its operator.
 */
final class DueInstruments {

    /** In place of a time when there is nothing to be done. */
    static final long NEVER = Long.MAX_VALUE;

    /** A power of two. */
    private static final int RECENT = 64;

    /** One instrument. */
    static final class Due {
        private final Instrument instrument;
        private long time = NEVER;
        private long firstClose = NEVER;

        private Due(Instrument instrument) {
            this.instrument = instrument;
        }

        Instrument instrument() {
            return instrument;
        }
    }

    /** A time, and what is or was due then: an instrument whose own time is another now no longer is. */
    private record Moment(long time, List<Due> due) {}

    /** Told of an instrument that is due; it then says anew when it is. */
    interface Visitor {
        void visit(Due due) throws Exception;
    }

    private final Map<Instrument, Due> byInstrument = new HashMap<>();

    private final NavigableMap<Long, Moment> byTime = new TreeMap<>();

    /** The entries of {@link #byTime} that were asked for last, each by its minute: most are asked for again. */
    private final Moment[] recent = new Moment[RECENT];

    /** The entry of an instrument, which is due never if it is new. */
    Due of(Instrument instrument) {
        return byInstrument.computeIfAbsent(instrument, Due::new);
    }

    /** A bar of it ends at that time. */
    void closeAt(Due due, long time) {
        due.firstClose = Math.min(due.firstClose, time);
        lookAt(due, time);
    }

    /** A bar of it can no longer change from that time on. */
    void expireAt(Due due, long time) {
        lookAt(due, time);
    }

    private void lookAt(Due due, long time) {
        if (time >= due.time) {
            return;
        }
        due.time = time;
        at(time).due().add(due);
    }

    private Moment at(long time) {
        int place = place(time);
        Moment moment = recent[place];
        if (moment == null || moment.time() != time) {
            moment = byTime.computeIfAbsent(time, same -> new Moment(same, new ArrayList<>()));
            recent[place] = moment;
        }
        return moment;
    }

    private static int place(long time) {
        return (int) (time / Interval.MINUTE_MILLIS) & RECENT - 1;
    }

    /** Forgets an instrument that has nothing to be done. */
    void remove(Due due) {
        due.time = NEVER;
        byInstrument.remove(due.instrument);
    }

    /** Visits what is due by that time; none of it is due any more then, unless the visitor says so. */
    void visit(long time, Visitor visitor) throws Exception {
        while (!byTime.isEmpty() && byTime.firstKey() <= time) {
            Moment first = byTime.pollFirstEntry().getValue();
            recent[place(first.time())] = null;
            for (Due due : first.due()) {
                if (due.time == first.time()) {
                    visit(due, visitor);
                }
            }
        }
    }

    /** Visits the instruments with a bar that ends by that time, and no others. */
    void visitToClose(long time, Visitor visitor) throws Exception {
        List<Due> ended = new ArrayList<>();
        for (Due due : byInstrument.values()) {
            if (due.firstClose <= time) {
                ended.add(due);
            }
        }
        // Now only: a visitor may remove what it visits.
        for (Due due : ended) {
            visit(due, visitor);
        }
    }

    private static void visit(Due due, Visitor visitor) throws Exception {
        due.time = NEVER;
        due.firstClose = NEVER;
        visitor.visit(due);
    }
}
