package io.tradebars.bars;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bars of one instrument that may still change, of all intervals, as they stand in state: one entry, so that a change costs one
 * access. Mutable; changed on the task thread of its operator only.
 */
final class InstrumentBars {

    private final List<BarState> bars;

    /** Of each bar its start, and when it closes and expires, side by side: so one is found without a look at the others. */
    private long[] starts;

    private long[] closeTimes;
    private long[] expiryTimes;
    private DueInstruments.Due due;

    private InstrumentBars(
            List<BarState> bars, long[] starts, long[] closeTimes, long[] expiryTimes, DueInstruments.Due due) {
        this.bars = bars;
        this.starts = starts;
        this.closeTimes = closeTimes;
        this.expiryTimes = expiryTimes;
        this.due = due;
    }

    static InstrumentBars empty() {
        return new InstrumentBars(new ArrayList<>(2), new long[2], new long[2], new long[2], null);
    }

    /** When they have to be looked at, kept at hand where state keeps objects; {@code null} if it is not. Never written. */
    DueInstruments.Due due() {
        return due;
    }

    void setDue(DueInstruments.Due newDue) {
        due = newDue;
    }

    InstrumentBars copy() {
        List<BarState> copies = new ArrayList<>(bars.size());
        for (BarState bar : bars) {
            copies.add(bar.copy());
        }
        return new InstrumentBars(copies, starts.clone(), closeTimes.clone(), expiryTimes.clone(), due);
    }

    /** All of them, in the order of {@link BarSlot#nominalEndMillis}. */
    List<BarState> all() {
        return bars;
    }

    boolean isEmpty() {
        return bars.isEmpty();
    }

    /** The bar of that slot, or {@code null}. */
    BarState find(BarSlot slot) {
        // The latest is most often asked for.
        for (int i = bars.size() - 1; i >= 0; i--) {
            if (starts[i] == slot.startMillis() && bars.get(i).slot().interval() == slot.interval()) {
                return bars.get(i);
            }
        }
        return null;
    }

    /** Adds a bar whose slot is a new one. */
    void add(BarState bar) {
        int place = bars.size();
        while (place > 0
                && bars.get(place - 1).slot().nominalEndMillis() > bar.slot().nominalEndMillis()) {
            place--;
        }
        starts = inserted(starts, place, bar.slot().startMillis());
        closeTimes = inserted(closeTimes, place, Long.MIN_VALUE);
        expiryTimes = inserted(expiryTimes, place, Long.MIN_VALUE);
        bars.add(place, bar);
    }

    private long[] inserted(long[] times, int place, long time) {
        long[] room = bars.size() < times.length ? times : Arrays.copyOf(times, 2 * times.length);
        System.arraycopy(times, place, room, place + 1, bars.size() - place);
        room[place] = time;
        return room;
    }

    int size() {
        return bars.size();
    }

    /** The bar at that index, in the order of {@link #all}. */
    BarState get(int index) {
        return bars.get(index);
    }

    void remove(int index) {
        removeTime(starts, index);
        removeTime(closeTimes, index);
        removeTime(expiryTimes, index);
        bars.remove(index);
    }

    private void removeTime(long[] times, int index) {
        System.arraycopy(times, index + 1, times, index, bars.size() - index - 1);
    }

    /** When the bar at that index ends, if it is open; see {@link #setTimes}. */
    long closeTime(int index) {
        return closeTimes[index];
    }

    /** From when on the bar at that index can no longer change; see {@link #setTimes}. */
    long expiryTime(int index) {
        return expiryTimes[index];
    }

    /**
     * Says when the bar at an index has to be looked at, in milliseconds of event time; until then the times of a bar are {@link
     * Long#MIN_VALUE}. Never written.
     */
    void setTimes(int index, long closeTime, long expiryTime) {
        closeTimes[index] = closeTime;
        expiryTimes[index] = expiryTime;
    }

    /** The last bar before that one, of the same interval, whose ids are numbers; or {@code null}. */
    BarState lastNumberedBefore(BarSlot slot) {
        BarState latest = null;
        for (BarState bar : bars) {
            boolean isBefore =
                    bar.slot().interval() == slot.interval() && bar.slot().startMillis() < slot.startMillis();
            Completeness completeness = bar.content().completeness();
            if (isBefore
                    && completeness != null
                    && completeness.isNumbered()
                    && (latest == null
                            || bar.slot().startMillis() > latest.slot().startMillis())) {
                latest = bar;
            }
        }
        return latest;
    }

    /** The first bar after that one, of the same interval, or {@code null}. */
    BarState firstAfter(BarSlot slot) {
        BarState next = null;
        for (BarState bar : bars) {
            if (bar.slot().interval() == slot.interval()
                    && bar.slot().startMillis() > slot.startMillis()
                    && (next == null || bar.slot().startMillis() < next.slot().startMillis())) {
                next = bar;
            }
        }
        return next;
    }
}
