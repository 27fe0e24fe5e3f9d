package io.tradebars.bars;

import io.tradebars.trade.KnownBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes instruments to the network and reads them, each of them made once: what comes from it has its hash code at hand, and state finds it by
 * identity. For one thread.
 *
 * <p>An instrument is the number of bytes of its venue as an int, -1 without one; that of its symbol; the bytes of both, in UTF-8.
 */
final class KnownInstruments {

    private static final int NO_VENUE = -1;

    /** By the number of bytes of the venue, which tells where the symbol begins, and the bytes of both. */
    private final KnownBytes<Instrument> known = new KnownBytes<>(KnownInstruments::instrument);

    private ByteBuffer key = ByteBuffer.allocate(64);

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
        int length = Integer.BYTES + Math.max(0, venueLength) + symbolLength;
        if (length > key.capacity()) {
            key = ByteBuffer.allocate(Math.max(length, 2 * key.capacity()));
        }
        key.putInt(0, venueLength);
        byte[] bytes = key.array();
        in.readFully(bytes, Integer.BYTES, length - Integer.BYTES);
        return known.get(bytes, 0, length);
    }

    private static Instrument instrument(byte[] key) {
        int venueLength = ByteBuffer.wrap(key).getInt();
        int symbolStart = Integer.BYTES + Math.max(0, venueLength);
        return new Instrument(
                venueLength == NO_VENUE ? null : new String(key, Integer.BYTES, venueLength, StandardCharsets.UTF_8),
                new String(key, symbolStart, key.length - symbolStart, StandardCharsets.UTF_8));
    }
}
