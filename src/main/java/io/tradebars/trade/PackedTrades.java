package io.tradebars.trade;

import io.tradebars.types.Encoding;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Trades of one instrument, in the order in which they were added, as bytes: some 32 each where an object takes 250. So those of minutes can be
 * held, copied and written, each in one piece. {@link TradePacker} adds to them, {@link PackedTradesReader} reads them. They only grow. For one
 * thread, but a copy may be another's.
 */
public final class PackedTrades {

    private static final byte[] NOTHING = {};
    private static final int FIRST_CAPACITY = 64;

    /** The first {@link #length} are trades. Copies share them, and none writes to what isn't its own. */
    private byte[] bytes = NOTHING;

    private int length;
    private boolean isShared;
    private int size;
    private long venueTrades;

    /** One of its own, that stays as this is now; the bytes are copied when there are more of them. */
    public PackedTrades copy() {
        PackedTrades copy = new PackedTrades();
        copy.bytes = bytes;
        copy.length = length;
        copy.isShared = true;
        copy.size = size;
        copy.venueTrades = venueTrades;
        return copy;
    }

    /** Adds all of others. */
    public void addAll(PackedTrades others) {
        add(others.bytes, 0, others.length, others.size, others.venueTrades);
    }

    /** Adds packed trades. */
    void add(byte[] from, int start, int packedLength, int trades, long venueTradesOfThem) {
        if (isShared || length + packedLength > bytes.length) {
            int needed = Math.max(FIRST_CAPACITY, length + packedLength);
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * length));
            isShared = false;
        }
        System.arraycopy(from, start, bytes, length, packedLength);
        length += packedLength;
        size += trades;
        venueTrades += venueTradesOfThem;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** How many there are. */
    public int size() {
        return size;
    }

    /** How many venue trades they stand for: the sum of {@link Trade#count()}. */
    public long venueTrades() {
        return venueTrades;
    }

    /** What is read; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** How many bytes are read. */
    int length() {
        return length;
    }

    /** How many they are, how many venue trades, the bytes. */
    public void write(DataOutputView out) throws IOException {
        Encoding.writeCompact(size, out);
        Encoding.writeCompact(venueTrades, out);
        out.writeInt(length);
        out.write(bytes, 0, length);
    }

    /** Reads what {@link #write} wrote. */
    public static PackedTrades read(DataInputView in) throws IOException {
        PackedTrades trades = new PackedTrades();
        trades.size = (int) Encoding.readCompact(in);
        trades.venueTrades = Encoding.readCompact(in);
        trades.bytes = Encoding.readBytes(in);
        trades.length = trades.bytes.length;
        return trades;
    }

    /** Whether they are the same trades, in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PackedTrades that && Arrays.equals(bytes, 0, length, that.bytes, 0, that.length);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    @Override
    public String toString() {
        return size + " trades in " + length + " bytes";
    }
}
