package io.tradebars.ingest;

import io.tradebars.trade.EightBytes;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

/** How a feed writes instants, by the names in {@code trade.time.unit}. It is declared, never guessed. */
public enum TimestampUnit {
    /** Seconds since the epoch; a fraction is allowed. */
    S(1_000_000_000L),
    /** Milliseconds since the epoch; a fraction is allowed. */
    MS(1_000_000L),
    /** Microseconds since the epoch; a fraction is allowed. */
    US(1_000L),
    /** Nanoseconds since the epoch. */
    NS(1L),
    /** ISO 8601 (RFC 3339) with an offset: {@code 2024-08-08T23:54:00.123Z}. */
    ISO(0);

    /** No electronic market is older; a stamp before it was written in another unit. 1971-01-01T00:00:00Z. */
    private static final long EARLIEST_NANOS = 365L * 24 * 60 * 60 * 1_000_000_000L;

    private static final BigDecimal LATEST_NANOS = BigDecimal.valueOf(Long.MAX_VALUE);

    /** Of so many the number is negative if it runs over. */
    private static final int MAX_DIGITS = 19;

    private final long nanos;

    /** Of this unit: a division for each trade would be slow. */
    private final long latest;

    TimestampUnit(long nanos) {
        this.nanos = nanos;
        this.latest = nanos == 0 ? 0 : Long.MAX_VALUE / nanos;
    }

    /** Its name in options: {@code ms}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The instant that a text writes in this unit, in nanoseconds since the epoch; finer digits are cut off.
     *
     * @param text digits, or an ISO instant
     * @param field the field of the message, for the reason
     * @throws RejectedMessageException if it is no such instant, or one before 1971 or after 2262: then the declared unit is
     *     the likely mistake
     */
    long toNanos(String text, String field) throws RejectedMessageException {
        long eventTimeNanos = this == ISO ? parseIso(text, field) : parseNumber(text, field);
        if (eventTimeNanos < EARLIEST_NANOS) {
            throw wrongUnit(
                    "is " + Instant.ofEpochSecond(0, eventTimeNanos) + ", before the first electronic market",
                    text,
                    field);
        }
        return eventTimeNanos;
    }

    /**
     * The instant that a whole number writes in this unit, which isn't {@link #ISO}, in nanoseconds since the epoch.
     *
     * @param value a number of digits; negative if they ran over
     * @return -1 if {@link #toNanos} has to decide
     */
    long ofWhole(long value) {
        return value >= 0 && value <= latest && value * nanos >= EARLIEST_NANOS ? value * nanos : -1;
    }

    /**
     * As {@link #ofWhole}, of the digits from {@code from} to before {@code to}.
     *
     * @return -1 also if there are none, or too many
     */
    long ofDigits(byte[] text, int from, int to) {
        int digits = to - from;
        return digits > 0 && digits <= MAX_DIGITS ? ofWhole(EightBytes.number(text, from, to)) : -1;
    }

    private long parseNumber(String text, String field) throws RejectedMessageException {
        long plain = ofWhole(parseDigits(text));
        if (plain >= 0) {
            return plain;
        }
        BigDecimal exact = ExactNumbers.parse(text, "time", field).multiply(BigDecimal.valueOf(nanos));
        if (exact.abs().compareTo(LATEST_NANOS) > 0) {
            throw wrongUnit("is beyond the year 2262", text, field);
        }
        return exact.setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    /** The value of plain digits, or -1 if there is anything else or there are too many. */
    private static long parseDigits(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static long parseIso(String text, String field) throws RejectedMessageException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        long nanos = new PlainUtc().read(bytes, 0, bytes.length);
        if (nanos >= 0) {
            return nanos;
        }
        Instant instant;
        try {
            instant = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new RejectedMessageException("time is not an ISO 8601 instant with an offset: '"
                    + ExactNumbers.shorten(text) + "' in field '" + field
                    + "' (trade.time.unit is iso; an instant looks like 2024-08-08T23:54:00.123Z)");
        }
        BigDecimal exact = BigDecimal.valueOf(instant.getEpochSecond())
                .multiply(BigDecimal.valueOf(1_000_000_000L))
                .add(BigDecimal.valueOf(instant.getNano()));
        if (exact.abs().compareTo(LATEST_NANOS) > 0) {
            throw new RejectedMessageException(
                    "time is out of range: '" + ExactNumbers.shorten(text) + "' in field '" + field + "'");
        }
        return exact.longValueExact();
    }

    private RejectedMessageException wrongUnit(String problem, String text, String field) {
        return new RejectedMessageException("time '" + ExactNumbers.shorten(text) + "' in field '" + field + "' "
                + problem + ": is it really written in " + this + " (trade.time.unit)?");
    }
}
