package io.tradebars.local;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The faults of a lane without end: a pure function of the seed. All kinds of the lane come, in a new order each time, before one comes
 * again. For one thread.
 */
final class FaultPlan {

    private static final int LONGEST_PAUSE_MILLIS = 400;
    private static final int MOST_TIMES = 24;
    private static final int LONGEST_HOLD_MILLIS = 700;

    private final Random random;
    private final List<Fault> kinds;
    private final List<Fault> round = new ArrayList<>();

    /**
     * A fault to come.
     *
     * @param pauseMillis how long after the one before
     * @param times how many requests or connections meet it, where it is of that sort
     * @param holdMillis how long it lasts, where it lasts
     */
    record Step(Fault fault, int pauseMillis, int times, int holdMillis) {}

    FaultPlan(long seed, Fault.Lane lane) {
        random = new Random(seed * Fault.Lane.values().length + lane.ordinal());
        kinds = Arrays.stream(Fault.values())
                .filter(fault -> fault.lane == lane)
                .toList();
    }

    /** The next one. */
    Step next() {
        if (round.isEmpty()) {
            round.addAll(kinds);
            Collections.shuffle(round, random);
        }
        return new Step(
                round.remove(0),
                random.nextInt(LONGEST_PAUSE_MILLIS),
                1 + random.nextInt(MOST_TIMES),
                1 + random.nextInt(LONGEST_HOLD_MILLIS));
    }
}
