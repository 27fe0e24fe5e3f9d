package io.tradebars.trade;

import io.tradebars.types.EightBytes;
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

    private final Function<byte[], T> maker;

    /** Open addressing, at most half full; a power of two. */
    private byte[][] bytes = new byte[FIRST_CAPACITY][];

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
        int mask = bytes.length - 1;
        int slot = hash(message, from, to) & mask;
        while (bytes[slot] != null) {
            if (Arrays.equals(bytes[slot], 0, bytes[slot].length, message, from, to)) {
                @SuppressWarnings("unchecked")
                T value = (T) values[slot];
                return value;
            }
            slot = slot + 1 & mask;
        }
        return add(Arrays.copyOfRange(message, from, to), slot);
    }

    private static int hash(byte[] message, int from, int to) {
        long hash = to - from;
        int next = from;
        for (; next + Long.BYTES <= to; next += Long.BYTES) {
            hash = (hash ^ EightBytes.at(message, next)) * GOLDEN_RATIO;
            hash ^= hash >>> 32;
        }
        hash = (hash ^ EightBytes.few(message, next, to)) * GOLDEN_RATIO;
        return (int) (hash >>> 32);
    }

    private T add(byte[] key, int slot) {
        T added = maker.apply(key);
        bytes[slot] = key;
        values[slot] = added;
        known++;
        if (known == MAX_KNOWN) {
            bytes = new byte[FIRST_CAPACITY][];
            values = new Object[FIRST_CAPACITY];
            known = 0;
        } else if (2 * known > bytes.length) {
            grow();
        }
        return added;
    }

    private void grow() {
        byte[][] oldBytes = bytes;
        Object[] oldValues = values;
        bytes = new byte[2 * oldBytes.length][];
        values = new Object[bytes.length];
        for (int old = 0; old < oldBytes.length; old++) {
            if (oldBytes[old] != null) {
                int slot = hash(oldBytes[old], 0, oldBytes[old].length) & bytes.length - 1;
                while (bytes[slot] != null) {
                    slot = slot + 1 & bytes.length - 1;
                }
                bytes[slot] = oldBytes[old];
                values[slot] = oldValues[old];
            }
        }
    }
}
