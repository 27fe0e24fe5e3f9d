package io.tradebars.bars;

import java.util.ArrayList;
import java.util.List;

/**
 * Cancels and corrections of one trade that came before it, or whose trade is unknown.
 *
 * @param untilMillis event time until which they wait, in milliseconds since the epoch
 * @param amended what waits, in the order of its coming
 */
record WaitingAmendments(long untilMillis, List<AmendedTrade> amended) {

    WaitingAmendments {
        amended = List.copyOf(amended);
    }

    /** These and another one, for as long as the one that waits longer. */
    WaitingAmendments and(long otherUntilMillis, AmendedTrade other) {
        List<AmendedTrade> all = new ArrayList<>(amended);
        all.add(other);
        return new WaitingAmendments(Math.max(untilMillis, otherUntilMillis), all);
    }
}
