package io.tradebars.ingest;

import io.tradebars.trade.Decimal;
import io.tradebars.trade.EightBytes;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Reads instants as most feeds write them: {@code 2024-08-08T23:54:00Z} with up to nine digits of a second. The trades of a feed come in the order of
 * their time or nearly so, so that the minute of the last one mostly is that of the next, too. For one thread.
 */
final class PlainUtc {

    /** Of {@code 2024-08-08T23:54:00}. */
    private static final int LENGTH = 19;

    private static final int NANOS_DIGITS = 9;
    /** Is no ASCII. */
    private static final long NO_DATE = -1;

    private static final int FIRST_YEAR = 1971;
    private static final int LAST_YEAR = 2261;

    /** The sixteen bytes of the last minute read. */
    private long lastDate = NO_DATE;

    private long lastMinute;
    private long nanosOfMinute;

    /**
     * The nanoseconds since the epoch; -1 for anything that is written otherwise, or of a year before 1971 or after 2261.
     *
     * @param from first byte of it
     * @param to the byte after it
     */
    long read(byte[] text, int from, int to) {
        int end = from + LENGTH;
        if (to <= end || text[to - 1] != 'Z' || text[from + 16] != ':' || !isMinute(text, from)) {
            return -1;
        }
        int second = digits(text, from + 17, end);
        if (second < 0 || second > 59) {
            return -1;
        }
        long nanos = nanosOfMinute + second * 1_000_000_000L;
        if (to == end + 1) {
            return nanos;
        }
        int first = end + 1;
        int digits = to - 1 - first;
        if (text[end] != '.' || digits < 1 || digits > NANOS_DIGITS || PlainJson.skipDigits(text, first) != to - 1) {
            return -1;
        }
        return nanos + EightBytes.number(text, first, to - 1) * Decimal.powerOfTen(NANOS_DIGITS - digits);
    }

    /** Whether it begins with a minute; then this is the last one. */
    private boolean isMinute(byte[] text, int from) {
        long date = EightBytes.at(text, from);
        long minute = EightBytes.at(text, from + Long.BYTES);
        if (date == lastDate && minute == lastMinute) {
            return true;
        }
        long nanos = readMinute(text, from);
        if (nanos < 0) {
            return false;
        }
        lastDate = date;
        lastMinute = minute;
        nanosOfMinute = nanos;
        return true;
    }

    private static long readMinute(byte[] text, int from) {
        int year = digits(text, from, from + 4);
        int month = digits(text, from + 5, from + 7);
        int day = digits(text, from + 8, from + 10);
        int hour = digits(text, from + 11, from + 13);
        int minute = digits(text, from + 14, from + 16);
        boolean isOne = text[from + 4] == '-'
                && text[from + 7] == '-'
                && text[from + 10] == 'T'
                && text[from + 13] == ':'
                && year >= FIRST_YEAR
                && year <= LAST_YEAR
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth()
                && hour >= 0
                && hour <= 23
                && minute >= 0
                && minute <= 59;
        if (!isOne) {
            return -1;
        }
        long minutes = (LocalDate.of(year, month, day).toEpochDay() * 24 + hour) * 60 + minute;
        return minutes * 60 * 1_000_000_000L;
    }

    /** The value of the digits from {@code start} to before {@code end}; -1 if there is anything else. */
    private static int digits(byte[] text, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
