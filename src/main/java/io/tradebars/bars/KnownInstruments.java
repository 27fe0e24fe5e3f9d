package io.tradebars.bars;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes instruments to the network and reads them, each of them made once: what comes from it has its hash code at hand, and state finds it by
 * identity. Knows {@value #MAX_KNOWN} at the most; then it forgets all and begins anew. For one thread.
 *
 * <p>An instrument is the number of bytes of its venue as an int, -1 without one; that of its symbol; the bytes of both, in UTF-8.
 */
final class KnownInstruments {

    static final int MAX_KNOWN = 1 << 18;

    private static final int FIRST_CAPACITY = 1 << 10;
    private static final int NO_VENUE = -1;
    private static final int GOLDEN_RATIO = 0x9E3779B9;

    private record Known(byte[] bytes, int venueLength, int hash, Instrument instrument) {}

    /** Open addressing, at most half full; a power of two. */
    private Known[] table = new Known[FIRST_CAPACITY];

    private int size;
    private byte[] buffer = new byte[64];

    static void write(Instrument instrument, DataOutputView out) throws IOException {
        byte[] venue = instrument.venue() == null ? null : instrument.venue().getBytes(StandardCharsets.UTF_8);
        byte[] symbol = instrument.symbol().getBytes(StandardCharsets.UTF_8);
        out.writeInt(venue == null ? NO_VENUE : venue.length);
        out.writeInt(symbol.length);
        if (venue != null) {
            out.write(venue);
        }
        out.write(symbol);
    }

    /** Reads what {@link #write} wrote. */
    Instrument read(DataInputView in) throws IOException {
        int venueLength = in.readInt();
        int symbolLength = in.readInt();
        if (venueLength < NO_VENUE || symbolLength < 0) {
            throw new IOException("an instrument of " + venueLength + " and " + symbolLength + " bytes cannot be read");
        }
        int length = Math.max(0, venueLength) + symbolLength;
        if (length > buffer.length) {
            buffer = new byte[Math.max(length, 2 * buffer.length)];
        }
        in.readFully(buffer, 0, length);
        int hash = venueLength;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + buffer[i];
        }
        int slot = slotOf(hash);
        while (table[slot] != null) {
            Known known = table[slot];
            if (known.hash == hash
                    && known.venueLength == venueLength
                    && Arrays.equals(known.bytes, 0, known.bytes.length, buffer, 0, length)) {
                return known.instrument;
            }
            slot = slot + 1 & table.length - 1;
        }
        return add(Arrays.copyOf(buffer, length), venueLength, hash, slot);
    }

    private int slotOf(int hash) {
        int spread = hash * GOLDEN_RATIO;
        return (spread ^ spread >>> 15) & table.length - 1;
    }

    private Instrument add(byte[] bytes, int venueLength, int hash, int slot) {
        int symbolStart = Math.max(0, venueLength);
        String venue = venueLength == NO_VENUE ? null : new String(bytes, 0, venueLength, StandardCharsets.UTF_8);
        String symbol = new String(bytes, symbolStart, bytes.length - symbolStart, StandardCharsets.UTF_8);
        Instrument instrument = new Instrument(venue, symbol);
        table[slot] = new Known(bytes, venueLength, hash, instrument);
        size++;
        if (size == MAX_KNOWN) {
            table = new Known[FIRST_CAPACITY];
            size = 0;
        } else if (2 * size > table.length) {
            grow();
        }
        return instrument;
    }

    private void grow() {
        Known[] old = table;
        table = new Known[2 * old.length];
        for (Known known : old) {
            if (known != null) {
                int slot = slotOf(known.hash);
                while (table[slot] != null) {
                    slot = slot + 1 & table.length - 1;
                }
                table[slot] = known;
            }
        }
    }
}
