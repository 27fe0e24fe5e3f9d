package io.tradebars.bars;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The bars of one instrument that may still change, of all intervals, as they stand in state: one entry, so that a change costs one
 * access. Mutable; changed on the task thread of its operator only.
 */
final class InstrumentBars {

    private static final int FIRST_CAPACITY = 2;

    /** Of a bar in {@link #times}: it is told from the others by its start and end, so that none has to be looked at to find one. */
    private static final int START = 0;

    private static final int NOMINAL_END = 1;
    private static final int CLOSE = 2;
    private static final int EXPIRY = 3;
    private static final int TIMES = 4;

    /** The first {@link #size} are there. */
    private BarState[] bars;

    /** {@value #TIMES} of each bar, side by side. */
    private long[] times;

    private int size;
    private DueInstruments.Due due;

    private InstrumentBars(BarState[] bars, long[] times, int size, DueInstruments.Due due) {
        this.bars = bars;
        this.times = times;
        this.size = size;
        this.due = due;
    }

    static InstrumentBars empty() {
        return new InstrumentBars(new BarState[FIRST_CAPACITY], new long[FIRST_CAPACITY * TIMES], 0, null);
    }

    /** When they have to be looked at, kept at hand where state keeps objects; {@code null} if it is not. Never written. */
    DueInstruments.Due due() {
        return due;
    }

    void setDue(DueInstruments.Due newDue) {
        due = newDue;
    }

    InstrumentBars copy() {
        BarState[] copies = new BarState[bars.length];
        for (int i = 0; i < size; i++) {
            copies[i] = bars[i].copy();
        }
        return new InstrumentBars(copies, times.clone(), size, due);
    }

    /** All of them, in the order of {@link BarSlot#nominalEndMillis}; only until one is added or removed. */
    List<BarState> all() {
        return Arrays.asList(bars).subList(0, size);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The bar at that index, in the order of {@link #all}. */
    BarState get(int index) {
        return bars[Objects.checkIndex(index, size)];
    }

    /** The bar of that slot, or {@code null}. */
    BarState find(BarSlot slot) {
        long start = slot.startMillis();
        long end = slot.nominalEndMillis();
        // The latest is most often asked for, or one behind it, and where history is read there are many.
        for (int i = size - 1; i >= 0 && times[i * TIMES + NOMINAL_END] >= end; i--) {
            if (times[i * TIMES + NOMINAL_END] == end && times[i * TIMES + START] == start) {
                return bars[i];
            }
        }
        return null;
    }

    /** Adds a bar whose slot is a new one. */
    void add(BarState bar) {
        long end = bar.slot().nominalEndMillis();
        int place = size;
        while (place > 0 && times[(place - 1) * TIMES + NOMINAL_END] > end) {
            place--;
        }
        if (size == bars.length) {
            bars = Arrays.copyOf(bars, 2 * size);
            times = Arrays.copyOf(times, 2 * size * TIMES);
        }
        move(place, place + 1);
        size++;
        bars[place] = bar;
        times[place * TIMES + START] = bar.slot().startMillis();
        times[place * TIMES + NOMINAL_END] = end;
        setTimes(place, Long.MIN_VALUE, Long.MIN_VALUE);
    }

    void remove(int index) {
        move(index + 1, index);
        size--;
        bars[size] = null;
    }

    /** Moves the bars from an index on to another one. */
    private void move(int from, int to) {
        System.arraycopy(bars, from, bars, to, size - from);
        System.arraycopy(times, from * TIMES, times, to * TIMES, (size - from) * TIMES);
    }

    /** When the bar at that index ends, if it is open; see {@link #setTimes}. */
    long closeTime(int index) {
        return times[index * TIMES + CLOSE];
    }

    /** From when on the bar at that index can no longer change; see {@link #setTimes}. */
    long expiryTime(int index) {
        return times[index * TIMES + EXPIRY];
    }

    /**
     * Says when the bar at an index has to be looked at, in milliseconds of event time; until then the times of a bar are {@link
     * Long#MIN_VALUE}. Never written.
     */
    void setTimes(int index, long closeTime, long expiryTime) {
        times[index * TIMES + CLOSE] = closeTime;
        times[index * TIMES + EXPIRY] = expiryTime;
    }

    /** The last bar before that one, of the same interval, whose ids are numbers; or {@code null}. */
    BarState lastNumberedBefore(BarSlot slot) {
        BarState latest = null;
        for (BarState bar : all()) {
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
        for (BarState bar : all()) {
            if (bar.slot().interval() == slot.interval()
                    && bar.slot().startMillis() > slot.startMillis()
                    && (next == null || bar.slot().startMillis() < next.slot().startMillis())) {
                next = bar;
            }
        }
        return next;
    }
}
