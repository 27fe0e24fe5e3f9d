package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration CAP = Duration.ofSeconds(30);

    @Test
    void delayDoublesFromTheInitialBackoffToTheMaximum() {
        RetrySchedule schedule = new RetrySchedule(3, SECOND, CAP, new Highest());

        assertThat(schedule.delayAfter(1, null)).isEqualTo(Duration.ofSeconds(1));
        assertThat(schedule.delayAfter(2, null)).isEqualTo(Duration.ofSeconds(2));
        assertThat(schedule.delayAfter(5, null)).isEqualTo(Duration.ofSeconds(16));
        assertThat(schedule.delayAfter(6, null)).isEqualTo(CAP);
    }

    @Test
    void halfOfTheDelayIsFixed() {
        RetrySchedule schedule = new RetrySchedule(3, SECOND, CAP, new Lowest());

        assertThat(schedule.delayAfter(1, null)).isEqualTo(Duration.ofMillis(500));
        assertThat(schedule.delayAfter(2, null)).isEqualTo(Duration.ofSeconds(1));
        assertThat(schedule.delayAfter(6, null)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void otherHalfIsRandom() {
        RetrySchedule schedule = new RetrySchedule(3, SECOND, CAP, RandomGenerator.of("L64X128MixRandom"));

        assertThat(java.util.stream.Stream.generate(() -> schedule.delayAfter(1, null))
                        .limit(100)
                        .distinct()
                        .count())
                .isGreaterThan(90);
    }

    @Test
    void delayIsAsLongAsTheServerAsks() {
        RetrySchedule schedule = new RetrySchedule(3, SECOND, CAP, new Lowest());

        assertThat(schedule.delayAfter(1, Duration.ofSeconds(7))).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void delayIsNotShortenedByTheServer() {
        RetrySchedule schedule = new RetrySchedule(3, SECOND, CAP, new Lowest());

        assertThat(schedule.delayAfter(3, Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
        assertThat(schedule.delayAfter(3, Duration.ofSeconds(-5))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void noServerCanAskForMoreThanTheMaximum() {
        RetrySchedule schedule = new RetrySchedule(3, SECOND, CAP, new Lowest());

        assertThat(schedule.delayAfter(1, Duration.ofDays(1))).isEqualTo(CAP);
        assertThat(schedule.delayAfter(1, Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(CAP);
    }

    @Test
    void largeAttemptsDoNotOverflow() {
        RetrySchedule schedule = new RetrySchedule(3, SECOND, CAP, new Highest());
        RetrySchedule endless =
                new RetrySchedule(3, Duration.ofNanos(1), Duration.ofSeconds(Long.MAX_VALUE), new Highest());

        for (int attempt : new int[] {30, 35, 62, 63, 64, 65, 1_000, Integer.MAX_VALUE}) {
            assertThat(schedule.delayAfter(attempt, null)).isEqualTo(CAP);
            assertThat(endless.delayAfter(attempt, null)).isPositive();
        }
        assertThat(endless.delayAfter(63, null)).isEqualTo(Duration.ofNanos(1L << 62));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        RandomGenerator random = new Lowest();

        assertThatThrownBy(() -> new RetrySchedule(0, SECOND, CAP, random)).hasMessageContaining("was 0");
        assertThatThrownBy(() -> new RetrySchedule(1, Duration.ZERO, CAP, random))
                .hasMessageContaining("was PT0S");
        assertThatThrownBy(() -> new RetrySchedule(1, CAP, SECOND, random)).hasMessageContaining("was PT1S");
        assertThatThrownBy(() -> new RetrySchedule(1, SECOND, CAP, random).delayAfter(0, null))
                .hasMessageContaining("starts at 1");
    }

    /** Always draws the least. */
    private static final class Lowest implements RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return 0;
        }
    }

    /** Always draws the most. */
    private static final class Highest implements RandomGenerator {
        @Override
        public long nextLong() {
            return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }
}
