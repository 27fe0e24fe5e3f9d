package io.tradebars.trade;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes of a message at once, as a long whose lowest byte is the first of them: no branch for each byte, which the
 * processor would often guess wrongly, since numbers and names are of any length.
 *
 * <p>The digits' method is Daniel Lemire's (lemire.me/blog/2022/01/21/swar-explained-parsing-eight-digits), that of the texts the search for a
 * byte of Hacker's Delight (2nd edition, 6-1): a byte that is less than another is found exactly up to the first one found.
 */
public final class EightBytes {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long EACH = 0x0101010101010101L;
    private static final long HIGHEST_BITS = 0x80 * EACH;
    private static final long ZEROS = '0' * EACH;

    private static final long HUNDRED_MILLIONS = 100_000_000;
    private static final long[] POWERS_OF_TEN = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, HUNDRED_MILLIONS
    };

    private EightBytes() {}

    /** The eight bytes from that one on. */
    public static long at(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    /** The bytes from that one on, as many as there are up to eight, then zeros; {@code bytes} are eight or more. */
    public static long upTo(byte[] bytes, int index) {
        int missing = index + Long.BYTES - bytes.length;
        if (missing <= 0) {
            return at(bytes, index);
        }
        return missing >= Long.BYTES ? 0 : at(bytes, bytes.length - Long.BYTES) >>> Byte.SIZE * missing;
    }

    /** The bytes from {@code from} to before {@code to}, fewer than eight, then zeros. */
    public static long few(byte[] bytes, int from, int to) {
        if (from + Long.BYTES <= bytes.length) {
            return at(bytes, from) & ~(-1L << Byte.SIZE * (to - from));
        }
        long few = 0;
        for (int i = to - 1; i >= from; i--) {
            few = few << Byte.SIZE | bytes[i] & 0xFF;
        }
        return few;
    }

    /** Whether all bytes are ASCII, zeros among them. */
    public static boolean isAscii(byte[] bytes) {
        int next = 0;
        for (; next + Long.BYTES <= bytes.length; next += Long.BYTES) {
            if ((at(bytes, next) & HIGHEST_BITS) != 0) {
                return false;
            }
        }
        return (few(bytes, next, bytes.length) & HIGHEST_BITS) == 0;
    }

    /** How many of the eight, from the first on, are decimal digits. */
    public static int digits(long eight) {
        return first(others(eight));
    }

    /** How many of the eight, from the first on, are decimal digits and the point that is the first other byte among them. */
    public static int digitsAndPoint(long eight) {
        long others = others(eight);
        return first(others & others - 1);
    }

    /** The highest bit of each byte that is no decimal digit; exact up to the second if the first is ASCII. */
    private static long others(long eight) {
        long values = eight ^ ZEROS;
        return (values + 0x76 * EACH | values) & HIGHEST_BITS;
    }

    /** The number that the digits from {@code from} to before {@code to}, at least one, write, modulo 2^64. */
    public static long number(byte[] bytes, int from, int to) {
        long number = 0;
        int next = from;
        for (; next + Long.BYTES < to; next += Long.BYTES) {
            number = number * HUNDRED_MILLIONS + ofEight(at(bytes, next) ^ ZEROS);
        }
        int rest = to - next;
        if (to >= Long.BYTES) {
            // The eight bytes that end with the last digit, those before the rest as if they were zeros.
            return number * POWERS_OF_TEN[rest]
                    + ofEight((at(bytes, to - Long.BYTES) ^ ZEROS) & -1L << Byte.SIZE * (Long.BYTES - rest));
        }
        for (; next < to; next++) {
            number = 10 * number + bytes[next] - '0';
        }
        return number;
    }

    /** The number that the digits before {@code end} write, without the point at {@code point}, which is before it. */
    public static long numberWithPoint(long eight, int point, int end) {
        long values = eight ^ ZEROS;
        long whole = ~(-1L << Byte.SIZE * point);
        long digits = values & whole | values >>> Byte.SIZE & ~whole;
        return ofEight(digits << Byte.SIZE * (Long.BYTES + 1 - end));
    }

    /** @param values of eight digits */
    private static long ofEight(long values) {
        long pairs = values * (10 << 8 | 1) >>> 8 & 0x00FF00FF00FF00FFL;
        long fours = pairs * (100 << 16 | 1) >>> 16 & 0x0000FFFF0000FFFFL;
        return fours * (10_000L << 32 | 1) >>> 32;
    }

    /** How many of the eight, from the first on, are ASCII that stands for itself in a JSON text: no quote, backslash or control character. */
    public static int plainText(long eight) {
        long controls = eight - ' ' * EACH & ~eight;
        long quotes = zeros(eight ^ '"' * EACH);
        long backslashes = zeros(eight ^ '\\' * EACH);
        return first((eight | controls | quotes | backslashes) & HIGHEST_BITS);
    }

    private static long zeros(long eight) {
        return eight - EACH & ~eight;
    }

    /** The first of the eight whose highest bit is set; 8 if there is none. */
    private static int first(long highestBits) {
        return Long.numberOfTrailingZeros(highestBits) / Byte.SIZE;
    }
}
