package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void secondsAreRead() {
        assertThat(RetryAfter.parse("7", NOW)).isEqualTo(Duration.ofSeconds(7));
        assertThat(RetryAfter.parse(" 0 ", NOW)).isEqualTo(Duration.ZERO);
    }

    @Test
    void dateIsReadAsTimeFromNowOn() {
        assertThat(RetryAfter.parse("Mon, 23 Nov 2026 12:01:30 GMT", NOW)).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void datePastMeansNow() {
        assertThat(RetryAfter.parse("Mon, 23 Nov 2026 11:59:00 GMT", NOW)).isEqualTo(Duration.ZERO);
    }

    @Test
    void nonsenseMeansNothing() {
        assertThat(RetryAfter.parse(null, NOW)).isNull();
        assertThat(RetryAfter.parse("", NOW)).isNull();
        assertThat(RetryAfter.parse("-1", NOW)).isNull();
        assertThat(RetryAfter.parse("soon", NOW)).isNull();
    }

    @Test
    void absurdNumberDoesNotOverflow() {
        assertThat(RetryAfter.parse("99999999999999999999999", NOW)).isGreaterThan(Duration.ofDays(1000));
    }
}
