package io.tradebars.bars;

import java.util.ArrayList;
import java.util.List;

/**
 * The bars of one instrument that may still change, of all intervals, as they stand in state: one entry, so that a change costs one
 * access. Mutable; changed on the task thread of its operator only.
 */
final class InstrumentBars {

    private final List<BarState> bars;
    private DueInstruments.Due due;

    private InstrumentBars(List<BarState> bars, DueInstruments.Due due) {
        this.bars = bars;
        this.due = due;
    }

    static InstrumentBars empty() {
        return new InstrumentBars(new ArrayList<>(2), null);
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
        return new InstrumentBars(copies, due);
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
            if (bars.get(i).slot().equals(slot)) {
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
        bars.add(place, bar);
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
