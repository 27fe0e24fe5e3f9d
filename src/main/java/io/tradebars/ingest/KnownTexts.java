package io.tradebars.ingest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts that come again and again, such as symbols, found by their bytes: each is made a string once. Holds {@value #MAX_TEXTS} at the
 * most; then it forgets all and begins anew. For one thread.
 */
final class KnownTexts {

    static final int MAX_TEXTS = 1 << 18;

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    /** Open addressing, at most half full; a power of two. */
    private byte[][] bytes = new byte[FIRST_CAPACITY][];

    private String[] texts = new String[FIRST_CAPACITY];
    private int known;

    /**
     * The text of some bytes.
     *
     * @param from the first of them
     * @param to the one after the last of them; all are ASCII
     * @param hash of them: {@link #hash}, 0 to begin with, of each in turn
     */
    String get(byte[] message, int from, int to, int hash) {
        int mask = bytes.length - 1;
        int slot = spread(hash) & mask;
        while (bytes[slot] != null) {
            if (Arrays.equals(bytes[slot], 0, bytes[slot].length, message, from, to)) {
                return texts[slot];
            }
            slot = slot + 1 & mask;
        }
        return add(Arrays.copyOfRange(message, from, to), slot);
    }

    static int hash(int before, byte next) {
        return 31 * before + next;
    }

    private static int spread(int hash) {
        int spread = hash * GOLDEN_RATIO;
        return spread ^ spread >>> 15;
    }

    private String add(byte[] text, int slot) {
        String added = new String(text, StandardCharsets.US_ASCII);
        bytes[slot] = text;
        texts[slot] = added;
        known++;
        if (known == MAX_TEXTS) {
            bytes = new byte[FIRST_CAPACITY][];
            texts = new String[FIRST_CAPACITY];
            known = 0;
        } else if (2 * known > bytes.length) {
            grow();
        }
        return added;
    }

    private void grow() {
        byte[][] oldBytes = bytes;
        String[] oldTexts = texts;
        bytes = new byte[2 * oldBytes.length][];
        texts = new String[bytes.length];
        for (int old = 0; old < oldBytes.length; old++) {
            if (oldBytes[old] != null) {
                int hash = 0;
                for (byte each : oldBytes[old]) {
                    hash = hash(hash, each);
                }
                int slot = spread(hash) & bytes.length - 1;
                while (bytes[slot] != null) {
                    slot = slot + 1 & bytes.length - 1;
                }
                bytes[slot] = oldBytes[old];
                texts[slot] = oldTexts[old];
            }
        }
    }
}
