package io.tradebars.ingest;

import io.tradebars.trade.EightBytes;
import java.util.Arrays;

/**
 * What stands before a value, after the one before it: braces or a comma, the name and a colon, maybe with space. The messages of a
 * feed are built alike, so that it mostly is what it was the last time, byte for byte, and then leads to the same field.
 */
class Lead {

    private final byte[] bytes;
    private final long first;
    private final long last;

    /** What it leads to. */
    final int name;

    Lead(byte[] bytes, int name) {
        this.bytes = bytes;
        boolean isShort = bytes.length < Long.BYTES;
        this.first = isShort ? EightBytes.few(bytes, 0, bytes.length) : EightBytes.at(bytes, 0);
        this.last = isShort ? 0 : EightBytes.at(bytes, bytes.length - Long.BYTES);
        this.name = name;
    }

    final int length() {
        return bytes.length;
    }

    /** Whether it stands in the message there. */
    final boolean isAt(byte[] message, int from) {
        int to = from + bytes.length;
        if (to > message.length) {
            return false;
        }
        if (bytes.length < Long.BYTES) {
            return EightBytes.few(message, from, to) == first;
        }
        return EightBytes.at(message, from) == first
                && EightBytes.at(message, to - Long.BYTES) == last
                && (bytes.length <= 2 * Long.BYTES || Arrays.equals(message, from, to, bytes, 0, bytes.length));
    }
}
