package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final List<Long> waits = new ArrayList<>();
    private long millis = 5_000;

    private Pace pace(double speed) {
        return new Pace(speed, () -> millis * 1_000_000, time -> {
            waits.add(time.toMillis());
            millis += time.toMillis();
            return false;
        });
    }

    @Test
    void aMinuteTakesASecondAtSixtyTimesThePace() throws Exception {
        Pace pace = pace(60);
        for (long event : new long[] {1_000_000, 1_060_000, 1_000_000, 1_060_000, 1_090_000}) {
            assertThat(pace.await(event)).isTrue();
        }

        assertThat(waits).containsExactly(1_000L, 500L);
    }

    @Test
    void whatTookTooLongIsCaughtUpWith() throws Exception {
        Pace pace = pace(1);
        pace.await(0);
        millis += 700;
        pace.await(500);
        pace.await(1_000);

        assertThat(waits).containsExactly(300L);
    }

    @Test
    void withoutASpeedNothingWaits() throws Exception {
        Pace pace = pace(0);
        pace.await(0);
        pace.await(1_000_000);

        assertThat(waits).isEmpty();
        assertThat(pace.isSet()).isFalse();
    }

    @Test
    void theWishToEndIsPassedOn() throws Exception {
        Pace pace = new Pace(1, () -> 0, time -> true);
        assertThat(pace.await(0)).isTrue();
        assertThat(pace.await(1_000)).isFalse();
    }
}
