package io.tradebars.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.redis.RetrySchedule;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.NOPLogger;

/** When an outage lets the next request out. */
class OutageTest {

    private static final int ATTEMPTS = 3;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);

    @Test
    void heldBarsAreProbedForEveryFiveSecondsAtTheMostHoweverLongTheBackoffMayGrow() {
        Outage outage = outage(SECOND, HALF_A_MINUTE, new Random(7));
        fail(outage, ATTEMPTS - 1, null);

        for (int probe = 0; probe < 100; probe++) {
            assertThat(fail(outage, 1, null)).isBetween(Duration.ofMillis(2_000), Outage.LONGEST_PROBE_WAIT);
        }
        assertThat(Outage.LONGEST_PROBE_WAIT).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void subtasksThatHoldBarsDoNotProbeInStep() {
        Outage outage = outage(SECOND, HALF_A_MINUTE, new Random(7));
        fail(outage, 10, null);

        assertThat(fail(outage, 1, null)).isNotEqualTo(fail(outage, 1, null));
    }

    @Test
    void attemptsBeforeThatKeepToTheBackoff() {
        Outage outage = outage(Duration.ofSeconds(20), HALF_A_MINUTE, () -> 0L);

        assertThat(fail(outage, 1, null)).isEqualTo(Duration.ofSeconds(10));
        assertThat(fail(outage, 1, null)).isEqualTo(Duration.ofSeconds(15));
        assertThat(fail(outage, 1, null)).isEqualTo(Duration.ofMillis(2_500));
    }

    @Test
    void probeWaitsLongerWhenTheServerAsksForIt() {
        Outage outage = outage(SECOND, HALF_A_MINUTE, new Random(7));
        fail(outage, 10, null);

        assertThat(fail(outage, 1, Duration.ofSeconds(17))).isEqualTo(Duration.ofSeconds(17));
    }

    @Test
    void probeWaitsNoLongerThanTheMaximumBackoff() {
        Outage outage = outage(Duration.ofMillis(50), Duration.ofMillis(200), new Random(7));
        fail(outage, 10, null);

        assertThat(fail(outage, 1, null)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    }

    private static Outage outage(Duration initialBackoff, Duration maxBackoff, RandomGenerator random) {
        return new Outage(
                new RetrySchedule(ATTEMPTS, initialBackoff, maxBackoff, random),
                Duration.ofMinutes(5),
                "redis://cache:6379",
                NOPLogger.NOP_LOGGER);
    }

    /** Lets so many requests fail, and returns how long the last of them has to be waited for. */
    private static Duration fail(Outage outage, int times, Duration retryAfter) {
        long now = 1_000_000;
        for (int i = 0; i < times; i++) {
            outage.failed("connection refused", null, retryAfter, now, 1);
        }
        return Duration.ofMillis(outage.retryAtMillis() - now);
    }
}
