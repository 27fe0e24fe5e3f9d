package io.tradebars.trade;

import java.util.Arrays;
import java.util.function.Function;

/**
 * What comes again and again as bytes, such as the names of instruments, found by them: each is made once. Holds {@value #MAX_KNOWN} at the
 * most; then it forgets all and begins anew. For one thread.
 *
 * @param <T> what is made of the bytes; immutable
 */
public final class KnownBytes<T> {

    /** So many are never held. */
    public static final int MAX_KNOWN = 1 << 18;

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    /** Above the seven bytes of a short key. */
    private static final int LENGTH_SHIFT = 56;

    private static final long HASHED = 0xFFL << LENGTH_SHIFT;

    private final Function<byte[], T> maker;

    /** Open addressing, at most half full; a power of two. The {@link #code} of the key in each place, or 0. */
    private long[] codes = new long[FIRST_CAPACITY];

    private byte[][] keys = new byte[FIRST_CAPACITY][];
    private Object[] values = new Object[FIRST_CAPACITY];
    private int known;

    /** @param maker makes it of its bytes, which it must not change */
    public KnownBytes(Function<byte[], T> maker) {
        this.maker = maker;
    }

    /**
     * What some bytes stand for.
     *
     * @param from the first of them
     * @param to the one after the last of them
     */
    public T get(byte[] message, int from, int to) {
        long code = code(message, from, to);
        int mask = codes.length - 1;
        int place = place(code, mask);
        while (codes[place] != 0) {
            if (codes[place] == code && (isWhole(code) || isKey(place, message, from, to))) {
                @SuppressWarnings("unchecked")
                T value = (T) values[place];
                return value;
            }
            place = place + 1 & mask;
        }
        return add(code, Arrays.copyOfRange(message, from, to), place);
    }

    private boolean isKey(int place, byte[] message, int from, int to) {
        return Arrays.equals(keys[place], 0, keys[place].length, message, from, to);
    }

    /** Of up to seven bytes these and how many they are, so that a look at the code is enough; of more a hash. Never 0. */
    private static long code(byte[] message, int from, int to) {
        int length = to - from;
        if (length < Long.BYTES) {
            return EightBytes.few(message, from, to) | (length + 1L) << LENGTH_SHIFT;
        }
        long hash = length;
        int next = from;
        for (; next + Long.BYTES <= to; next += Long.BYTES) {
            hash = (hash ^ EightBytes.at(message, next)) * GOLDEN_RATIO;
            hash ^= hash >>> 32;
        }
        return (hash ^ EightBytes.few(message, next, to)) * GOLDEN_RATIO | HASHED;
    }

    private static boolean isWhole(long code) {
        return code >>> LENGTH_SHIFT <= Long.BYTES;
    }

    private static int place(long code, int mask) {
        return (int) (code * GOLDEN_RATIO >>> 32) & mask;
    }

    private T add(long code, byte[] key, int place) {
        T added = maker.apply(key);
        codes[place] = code;
        keys[place] = key;
        values[place] = added;
        known++;
        if (known == MAX_KNOWN) {
            begin(FIRST_CAPACITY);
            known = 0;
        } else if (2 * known > codes.length) {
            grow();
        }
        return added;
    }

    private void begin(int capacity) {
        codes = new long[capacity];
        keys = new byte[capacity][];
        values = new Object[capacity];
    }

    private void grow() {
        long[] oldCodes = codes;
        byte[][] oldKeys = keys;
        Object[] oldValues = values;
        begin(2 * oldCodes.length);
        for (int old = 0; old < oldCodes.length; old++) {
            if (oldCodes[old] != 0) {
                int place = place(oldCodes[old], codes.length - 1);
                while (codes[place] != 0) {
                    place = place + 1 & codes.length - 1;
                }
                codes[place] = oldCodes[old];
                keys[place] = oldKeys[old];
                values[place] = oldValues[old];
            }
        }
    }
}
