package io.tradebars.ingest;

import java.math.BigDecimal;

/** Reads decimal numbers exactly, within bounds that keep sums and products of them small. */
final class ExactNumbers {

    /** Digits allowed before the decimal point, and after it. Far beyond any market; far below what could hurt. */
    static final int MAX_DIGITS = 36;

    /** Longer texts are not turned into numbers at all: that takes time with the square of their length. */
    private static final int MAX_CHARACTERS = 200;

    /** Characters of a bad value that a reason repeats. */
    private static final int MAX_QUOTED = 40;

    private ExactNumbers() {}

    /**
     * The number that a text writes: an optional sign, digits with an optional point, an optional exponent.
     *
     * @param text digits as a JSON number or a JSON string holds them
     * @param what the quantity, for the reason: {@code price}
     * @param field the field of the message, for the reason
     * @throws RejectedMessageException if it is no number (also NaN and infinities), or has more than {@value #MAX_DIGITS}
     *     digits on one side of the point
     */
    static BigDecimal parse(String text, String what, String field) throws RejectedMessageException {
        if (!isDecimal(text)) {
            throw notANumber(what, "'" + shorten(text) + "'", field);
        }
        if (text.length() > MAX_CHARACTERS) {
            throw outOfRange(text, what, field);
        }
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            // The characters are right, so the exponent is beyond an int.
            throw outOfRange(text, what, field);
        }
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        if (number.scale() > MAX_DIGITS) {
            // Only zeros may go: 1.0000…0 is 1.
            number = number.stripTrailingZeros();
        }
        long digitsBeforePoint = (long) number.precision() - number.scale();
        if (number.scale() > MAX_DIGITS || digitsBeforePoint > MAX_DIGITS) {
            throw outOfRange(text, what, field);
        }
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    /**
     * The size that a text writes: a number, zero or more.
     *
     * @throws RejectedMessageException as {@link #parse}, and if it is negative
     */
    static BigDecimal parseSize(String text, String field) throws RejectedMessageException {
        BigDecimal size = parse(text, "size", field);
        if (size.signum() < 0) {
            throw new RejectedMessageException(
                    "size is negative: " + size.toPlainString() + " in field '" + field + "'");
        }
        return size;
    }

    private static RejectedMessageException notANumber(String what, String value, String field) {
        return new RejectedMessageException(what + " is not a number: " + value + " in field '" + field + "'");
    }

    /** The value, cut where it would be too long to read. */
    static String shorten(String value) {
        return value.length() <= MAX_QUOTED ? value : value.substring(0, MAX_QUOTED) + "…";
    }

    private static RejectedMessageException outOfRange(String text, String what, String field) {
        return new RejectedMessageException(what + " is out of range: '" + shorten(text) + "' in field '" + field
                + "' has more than " + MAX_DIGITS + " digits before or after the decimal point");
    }

    /** BigDecimal alone would also take other scripts' digits. */
    private static boolean isDecimal(String text) {
        int i = 0;
        int length = text.length();
        if (i < length && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
            i++;
        }
        int digits = 0;
        for (; i < length && isDigit(text.charAt(i)); i++) {
            digits++;
        }
        if (i < length && text.charAt(i) == '.') {
            i++;
            for (; i < length && isDigit(text.charAt(i)); i++) {
                digits++;
            }
        }
        if (digits == 0) {
            return false;
        }
        if (i < length && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i++;
            if (i < length && (text.charAt(i) == '-' || text.charAt(i) == '+')) {
                i++;
            }
            int exponentStart = i;
            while (i < length && isDigit(text.charAt(i))) {
                i++;
            }
            if (i == exponentStart) {
                return false;
            }
        }
        return i == length;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
