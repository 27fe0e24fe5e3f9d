package io.tradebars.ingest;

import io.tradebars.trade.Decimal;
import io.tradebars.trade.EightBytes;

/**
 * Reads parts of messages that are written plainly, in ASCII and without escapes, straight from their bytes: by JSON's grammar, but not
 * all that it allows. Of the rest it is never sure, and whoever asked has to ask {@link JsonReader}. Messages are of {@link #MIN_LENGTH} or more.
 */
final class PlainJson {

    /** In place of the byte behind what was read. */
    static final int NOT_SURE = -1;

    /** Of a message, in bytes: they are looked at eight at a time. */
    static final int MIN_LENGTH = Long.BYTES;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER_LENGTH = 100;

    private PlainJson() {}

    static boolean isAt(byte[] message, int at, char expected) {
        return at < message.length && message[at] == expected;
    }

    static int skipSpace(byte[] message, int from) {
        int at = from;
        while (at < message.length && isSpace(message[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte next) {
        return next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }

    /** Goes behind the text that begins with the quote at hand. */
    static int skipText(byte[] message, int from) {
        if (!isAt(message, from, '"')) {
            return NOT_SURE;
        }
        int at = from + 1;
        int plain = EightBytes.plainText(EightBytes.upTo(message, at));
        while (plain == Long.BYTES) {
            at += Long.BYTES;
            plain = EightBytes.plainText(EightBytes.upTo(message, at));
        }
        int end = at + plain;
        return isAt(message, end, '"') ? end + 1 : NOT_SURE;
    }

    /** From behind a name to the value that it names. */
    static int skipColon(byte[] message, int from) {
        int colon = skipSpace(message, from);
        return isAt(message, colon, ':') ? skipSpace(message, colon + 1) : NOT_SURE;
    }

    static int skipDigits(byte[] message, int from) {
        int at = from;
        int digits = EightBytes.digits(EightBytes.upTo(message, at));
        while (digits == Long.BYTES) {
            // Not by the count: so the processor needn't wait for it before it reads on.
            at += Long.BYTES;
            digits = EightBytes.digits(EightBytes.upTo(message, at));
        }
        return at + digits;
    }

    /** Whether digits begin there with a zero that a JSON number can't have. */
    static boolean hasLeadingZero(byte[] message, int from) {
        // In this order: whether a size is less than 1 is anybody's guess, and the processor's would often be wrong.
        return isDigit(message, from + 1) && message[from] == '0';
    }

    private static boolean isDigit(byte[] message, int at) {
        return at < message.length && message[at] >= '0' && message[at] <= '9';
    }

    static int skipNumber(byte[] message, int from) {
        int first = isAt(message, from, '-') ? from + 1 : from;
        int at = skipDigits(message, first);
        if (at == first || hasLeadingZero(message, first)) {
            return NOT_SURE;
        }
        if (isAt(message, at, '.')) {
            int point = at;
            at = skipDigits(message, point + 1);
            if (at == point + 1) {
                return NOT_SURE;
            }
        }
        if (isAt(message, at, 'e') || isAt(message, at, 'E')) {
            int exponent = isAt(message, at + 1, '-') || isAt(message, at + 1, '+') ? at + 2 : at + 1;
            at = skipDigits(message, exponent);
            if (at == exponent) {
                return NOT_SURE;
            }
        }
        return at - from <= MAX_NUMBER_LENGTH ? at : NOT_SURE;
    }

    static int skipLiteral(byte[] message, int from, String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (!isAt(message, from + i, literal.charAt(i))) {
                return NOT_SURE;
            }
        }
        return from + literal.length();
    }

    /** Goes behind any value, of which nothing is wanted. */
    static int skipValue(byte[] message, int at) {
        return skipValue(message, at, 0);
    }

    private static int skipValue(byte[] message, int at, int depth) {
        if (depth > MAX_DEPTH || at >= message.length) {
            return NOT_SURE;
        }
        return switch (message[at]) {
            case '"' -> skipText(message, at);
            case '{' -> skipStructure(message, at, '}', depth);
            case '[' -> skipStructure(message, at, ']', depth);
            case 't' -> skipLiteral(message, at, "true");
            case 'f' -> skipLiteral(message, at, "false");
            case 'n' -> skipLiteral(message, at, "null");
            default -> skipNumber(message, at);
        };
    }

    private static int skipStructure(byte[] message, int from, char end, int depth) {
        int at = skipSpace(message, from + 1);
        if (isAt(message, at, end)) {
            return at + 1;
        }
        while (true) {
            if (end == '}') {
                int name = skipText(message, at);
                at = name < 0 ? NOT_SURE : skipColon(message, name);
                if (at < 0) {
                    return NOT_SURE;
                }
            }
            at = skipValue(message, at, depth + 1);
            if (at < 0) {
                return NOT_SURE;
            }
            at = skipSpace(message, at);
            if (!isAt(message, at, ',')) {
                return isAt(message, at, end) ? at + 1 : NOT_SURE;
            }
            at = skipSpace(message, at + 1);
        }
    }

    /**
     * Reads a number without an exponent, exactly.
     *
     * @param number made it if the answer is one
     * @return the byte behind it
     */
    static int readDecimal(byte[] message, int from, Decimal number) {
        boolean isNegative = isAt(message, from, '-');
        int first = isNegative ? from + 1 : from;
        long eight = EightBytes.upTo(message, first);
        int whole = EightBytes.digits(eight);
        if (whole > 0 && isAt(message, first + whole, '.')) {
            int length = EightBytes.digitsAndPoint(eight);
            int scale = length - whole - 1;
            boolean isAllOfIt = length < Long.BYTES || !isDigit(message, first + length);
            if (scale > 0 && isAllOfIt) {
                set(number, isNegative, EightBytes.numberWithPoint(eight, whole, length), scale);
                return first + length;
            }
        }
        int point = whole < Long.BYTES ? first + whole : skipDigits(message, first + whole);
        return readLongDecimal(message, first, point, isNegative, number);
    }

    /** As {@link #readDecimal}, of any length and maybe without a point: from the first digit, behind which others stand up to {@code point}. */
    private static int readLongDecimal(byte[] message, int first, int point, boolean isNegative, Decimal number) {
        int end = point;
        int scale = 0;
        if (isAt(message, point, '.')) {
            end = skipDigits(message, point + 1);
            scale = end - point - 1;
            if (scale == 0) {
                return NOT_SURE;
            }
        }
        int digits = point - first;
        // More of them may run over.
        if (digits == 0 || digits + scale > Decimal.MAX_SCALE) {
            return NOT_SURE;
        }
        long value = EightBytes.number(message, first, point);
        if (scale > 0) {
            value = value * Decimal.powerOfTen(scale) + EightBytes.number(message, point + 1, end);
        }
        set(number, isNegative, value, scale);
        return end;
    }

    private static void set(Decimal number, boolean isNegative, long value, int scale) {
        number.set(isNegative ? -value : value, value == 0 ? 0 : scale);
    }

    /** Goes behind a whole number as {@link Long#toString} writes it, of {@value Decimal#MAX_SCALE} digits at the most. */
    static int skipWhole(byte[] message, int from) {
        boolean isNegative = isAt(message, from, '-');
        int first = isNegative ? from + 1 : from;
        int end = skipDigits(message, first);
        int digits = end - first;
        boolean isOneWritten =
                digits > 0 && digits <= Decimal.MAX_SCALE && (message[first] != '0' || digits == 1 && !isNegative);
        return isOneWritten ? end : NOT_SURE;
    }

    /** The number between there and the end that {@link #skipWhole} found. */
    static long whole(byte[] message, int from, int end) {
        return message[from] == '-'
                ? -EightBytes.number(message, from + 1, end)
                : EightBytes.number(message, from, end);
    }
}
