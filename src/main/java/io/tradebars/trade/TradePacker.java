package io.tradebars.trade;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/** Adds trades to {@link PackedTrades}, in the form of {@link TradeEncoding#writeCompact}. For one thread. */
public final class TradePacker {

    private final Bytes bytes = new Bytes();
    private final DataOutputViewStreamWrapper out = new DataOutputViewStreamWrapper(bytes);

    /** @throws IOException if the trade has a price or size that cannot be written */
    public void add(Trade trade, PackedTrades to) throws IOException {
        bytes.count = 0;
        TradeEncoding.writeCompact(trade, out);
        to.add(bytes.array, 0, bytes.count, 1, trade.count());
    }

    /** One trade alone. */
    public PackedTrades pack(Trade trade) throws IOException {
        PackedTrades packed = new PackedTrades();
        add(trade, packed);
        return packed;
    }

    /** As {@link java.io.ByteArrayOutputStream}, without its lock and its copy. */
    private static final class Bytes extends OutputStream {
        private byte[] array = new byte[256];
        private int count;

        @Override
        public void write(int value) {
            makeRoomFor(1);
            array[count++] = (byte) value;
        }

        @Override
        public void write(byte[] from, int start, int length) {
            makeRoomFor(length);
            System.arraycopy(from, start, array, count, length);
            count += length;
        }

        private void makeRoomFor(int more) {
            if (count + more > array.length) {
                array = Arrays.copyOf(array, Math.max(2 * array.length, count + more));
            }
        }
    }
}
