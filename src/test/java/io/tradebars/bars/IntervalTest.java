package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static long at(String instant) {
        return Instant.parse(instant).toEpochMilli();
    }

    @ParameterizedTest
    @CsvSource({
        "1m, 2024-08-09T10:07:59.999Z, 2024-08-09T10:07:00Z, 2024-08-09T10:08:00Z",
        "1m, 2024-08-09T10:08:00.000Z, 2024-08-09T10:08:00Z, 2024-08-09T10:09:00Z",
        "5m, 2024-08-09T10:07:59.999Z, 2024-08-09T10:05:00Z, 2024-08-09T10:10:00Z",
        "15m, 2024-08-09T10:07:00Z, 2024-08-09T10:00:00Z, 2024-08-09T10:15:00Z",
        "30m, 2024-08-09T10:37:00Z, 2024-08-09T10:30:00Z, 2024-08-09T11:00:00Z",
        "1h, 2024-08-09T10:37:00Z, 2024-08-09T10:00:00Z, 2024-08-09T11:00:00Z",
        "4h, 2024-08-09T10:37:00Z, 2024-08-09T08:00:00Z, 2024-08-09T12:00:00Z",
        "1d, 2024-08-09T10:37:00Z, 2024-08-09T00:00:00Z, 2024-08-10T00:00:00Z",
        "1m, 1969-12-31T23:59:59.999Z, 1969-12-31T23:59:00Z, 1970-01-01T00:00:00Z",
    })
    void anIntervalIsHalfOpenAndCountsFromMidnightUtc(String label, String instant, String start, String end) {
        Interval interval = Interval.ofLabel(label);
        assertThat(interval.startOf(at(instant), ZoneOffset.UTC)).isEqualTo(at(start));
        assertThat(interval.endOf(at(start), ZoneOffset.UTC)).isEqualTo(at(end));
        assertThat(Interval.startOfMinute(at(instant)))
                .isEqualTo(Interval.ONE_MINUTE.startOf(at(instant), ZoneOffset.UTC));
    }

    @Test
    void aDayBeginsAtMidnightOfItsZoneAlsoWhenClocksChange() {
        long shortDay = Interval.ONE_DAY.startOf(at("2024-03-10T12:00:00Z"), NEW_YORK);
        assertThat(shortDay).isEqualTo(at("2024-03-10T05:00:00Z"));
        assertThat(Interval.ONE_DAY.endOf(shortDay, NEW_YORK)).isEqualTo(at("2024-03-11T04:00:00Z"));
    }

    @Test
    void fourHoursNeverReachIntoTheNextDay() {
        long last = Interval.FOUR_HOURS.startOf(at("2024-11-04T04:30:00Z"), NEW_YORK);
        assertThat(Interval.FOUR_HOURS.endOf(last, NEW_YORK)).isEqualTo(at("2024-11-04T05:00:00Z"));
    }

    @Test
    void anUnknownLabelIsRefusedByName() {
        assertThatThrownBy(() -> Interval.ofLabel("2m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no interval '2m'");
    }
}
