package io.tradebars.types;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes in memory that are written again and again: a {@link java.io.ByteArrayOutputStream} for one thread, without its lock. */
public final class ByteOutput extends OutputStream {

    private byte[] bytes = new byte[256];
    private int length;

    /** Forgets what was written. */
    public void reset() {
        length = 0;
    }

    @Override
    public void write(int value) {
        makeRoomFor(1);
        bytes[length++] = (byte) value;
    }

    @Override
    public void write(byte[] from, int start, int count) {
        makeRoomFor(count);
        System.arraycopy(from, start, bytes, length, count);
        length += count;
    }

    private void makeRoomFor(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    /** Where it was written, from the beginning; until more is. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** What was written, in an array of its own. */
    public byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }
}
