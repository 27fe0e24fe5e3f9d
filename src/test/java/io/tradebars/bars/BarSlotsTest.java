package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarSlotsTest {

    private static BarSettings settings(ZoneId dayZone) {
        return new BarSettings(
                List.of(Interval.values()),
                dayZone,
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ZERO,
                false,
                false,
                false,
                Duration.ofMinutes(5));
    }

    /** Days with a change of clocks are among them, and a zone whose days begin within an hour of UTC. */
    @ParameterizedTest
    @CsvSource({
        "UTC, 2024-08-09T00:00:00Z",
        "America/New_York, 2024-03-10T00:00:00Z",
        "America/New_York, 2024-11-03T00:00:00Z",
        "Asia/Kathmandu, 2024-08-09T00:00:00Z",
    })
    void whatIsKeptInMindIsWhatTheCalendarSays(ZoneId dayZone, Instant first) {
        BarSettings settings = settings(dayZone);
        BarSlots slots = new BarSlots(settings);
        Random random = new Random(7);
        long minute = first.toEpochMilli();
        for (int i = 0; i < 20_000; i++) {
            // Mostly near the one before, now and then in another day, sooner or later.
            int reach = random.nextInt(20) == 0 ? 4_000 : 3;
            minute += random.nextInt(-reach, reach + 1) * Interval.MINUTE_MILLIS;
            for (Interval interval : Interval.values()) {
                BarSlot slot = slots.of(interval, minute);
                assertThat(slot).isEqualTo(new BarSlot(interval, interval.startOf(minute, dayZone)));
                assertThat(slots.endOf(slot)).isEqualTo(interval.endOf(slot.startMillis(), dayZone));
                long before = minute - random.nextInt(2_000) * Interval.MINUTE_MILLIS;
                BarSlot other = new BarSlot(interval, interval.startOf(before, dayZone));
                assertThat(slots.endOf(other)).isEqualTo(interval.endOf(other.startMillis(), dayZone));
            }
            long expiry = settings.expiryOfMinute(minute);
            assertThat(slots.isTooLate(minute, expiry - 1)).isFalse();
            assertThat(slots.isTooLate(minute, expiry)).isTrue();
        }
    }

    @Test
    void instrumentsShareTheSlotOfAMoment() {
        BarSlots slots = new BarSlots(settings(ZoneId.of("UTC")));
        long minute = Instant.parse("2024-08-09T10:07:00Z").toEpochMilli();
        assertThat(slots.of(Interval.ONE_HOUR, minute))
                .isSameAs(slots.of(Interval.ONE_HOUR, minute + Interval.MINUTE_MILLIS));
    }
}
