package io.tradebars.redis;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The header {@code Retry-After}: seconds, or a date (RFC 9110, 10.2.3). */
final class RetryAfter {

    private static final int MAX_SECONDS_DIGITS = 9;

    private RetryAfter() {}

    /**
     * How long the server asks to wait from {@code now} on; not negative.
     *
     * @param header the header's value, or {@code null}
     * @return {@code null} if there is no header or it makes no sense
     */
    static Duration parse(String header, Instant now) {
        if (header == null) {
            return null;
        }
        String value = header.strip();
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            boolean absurd = value.length() > MAX_SECONDS_DIGITS;
            return Duration.ofSeconds(absurd ? 999_999_999L : Long.parseLong(value));
        }
        try {
            Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return date.isAfter(now) ? Duration.between(now, date) : Duration.ZERO;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
