package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchedBarsTest {

    private final WatchedBars bars = new WatchedBars(3);

    @Test
    void whoKnowsNothingIsToldAllAndToForgetWhatItHas() {
        bars.apply(List.of(1L, 2L), Map.of(1L, "a", 2L, "b"), 5);

        assertThat(bars.since(0)).isEqualTo(new WatchedBars.Changes(true, List.of("a", "b"), List.of()));
    }

    @Test
    void whoComesBackIsToldWhatChangedAndWhatIsGoneMeanwhile() {
        bars.apply(List.of(1L, 2L, 3L), Map.of(1L, "a", 2L, "b", 3L, "c"), 5);
        bars.apply(List.of(2L), Map.of(2L, "b2"), 6);
        bars.apply(List.of(3L), Map.of(), 7);

        assertThat(bars.since(5)).isEqualTo(new WatchedBars.Changes(false, List.of("b2"), List.of(3L)));
        assertThat(bars.since(7)).isEqualTo(new WatchedBars.Changes(false, List.of(), List.of()));
    }

    @Test
    void whatIsAsItWasIsNoChange() {
        bars.apply(List.of(1L), Map.of(1L, "a"), 5);

        assertThat(bars.apply(List.of(1L, 2L), Map.of(1L, "a"), 6)).isZero();
    }

    @Test
    void onlyTheLatestAreKept() {
        bars.apply(List.of(1L, 2L, 3L, 4L), Map.of(1L, "a", 2L, "b", 3L, "c", 4L, "d"), 5);

        assertThat(bars.since(0).bars()).containsExactly("b", "c", "d");
    }
}
