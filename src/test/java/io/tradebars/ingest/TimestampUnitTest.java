package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampUnitTest {

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29T23:59:59.999999999Z",
                "2000-02-29T00:00:00Z",
                "1971-01-01T00:00:00.0Z",
                "2261-12-31T23:59:59.999999999Z",
                "2021-02-22T15:51:44.2Z",
                "2021-02-22T15:51:44.20Z",
                "2021-02-22T15:51:44.208Z",
                "2021-02-22T15:51:44.2089Z",
                "2021-02-22T15:51:44.208912Z",
                "2021-02-22T15:51:44.000000001Z",
                "2021-02-22T15:51:44+00:00",
                "2021-02-22T10:51:44.208-05:00",
                "2021-02-22t15:51:44.208z",
                "2021-02-22T15:51Z",
            })
    void anIsoInstantIsTheCalendarsInstant(String text) throws Exception {
        assertThat(TimestampUnit.ISO.toNanos(text, "t"))
                .isEqualTo(nanos(OffsetDateTime.parse(text).toInstant()));
    }

    @Test
    void anyIsoInstantIsReadAsItWasWritten() throws Exception {
        Random random = new Random(11);
        for (int i = 0; i < 100_000; i++) {
            Instant instant = Instant.ofEpochSecond(
                    32_000_000L + random.nextLong(9_000_000_000L),
                    switch (i % 4) {
                        case 0 -> 0;
                        case 1 -> random.nextInt(1_000) * 1_000_000;
                        case 2 -> random.nextInt(1_000_000) * 1_000;
                        default -> random.nextInt(1_000_000_000);
                    });
            assertThat(TimestampUnit.ISO.toNanos(instant.toString(), "t")).isEqualTo(nanos(instant));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2023-02-29T00:00:00Z",
                "2024-04-31T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "2024-00-01T00:00:00Z",
                "2024-01-00T00:00:00Z",
                "2024-01-01T24:00:01Z",
                "2024-01-01T00:60:00Z",
                "2024-01-01T00:00:60Z",
                "2024-01-01T00:00:0xZ",
                "2024-01-01T00:00:00.12xZ",
                "2024-01-01T00:00:00.1234567890Z",
                "2024-01-01T00:00:00,5Z",
                "2024-01-01 00:00:00Z",
                "2024-01-01T00:00:00",
                "٢٠٢٤-01-01T00:00:00Z",
                "1970-12-31T23:59:59Z",
                "2263-01-01T00:00:00Z",
                "",
                "Z",
            })
    void whatIsNoInstantOfAMarketIsRejected(String text) {
        assertThatThrownBy(() -> TimestampUnit.ISO.toNanos(text, "t"))
                .isInstanceOf(RejectedMessageException.class)
                .hasMessageContaining("'t'");
    }
}
