package io.tradebars.types;

import java.io.InputStream;

/** Bytes in memory, others each time: a {@link java.io.ByteArrayInputStream} for one thread, without its lock. */
public final class ByteInput extends InputStream {

    private static final int BYTE = 0xff;

    private byte[] bytes = {};
    private int next;
    private int end;

    /** Is at the first of the first {@code length} bytes from now on. */
    public void begin(byte[] others, int length) {
        bytes = others;
        next = 0;
        end = length;
    }

    /** Index of the next byte. */
    public int position() {
        return next;
    }

    /** The bytes. */
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int available() {
        return end - next;
    }

    @Override
    public int read() {
        return next < end ? bytes[next++] & BYTE : -1;
    }

    @Override
    public int read(byte[] to, int from, int most) {
        int count = Math.min(most, end - next);
        if (count <= 0) {
            return most == 0 ? 0 : -1;
        }
        System.arraycopy(bytes, next, to, from, count);
        next += count;
        return count;
    }
}
