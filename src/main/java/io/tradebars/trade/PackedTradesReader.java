package io.tradebars.trade;

import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;

/**
 * Reads {@link PackedTrades} one after the other, each into the same object. For one thread.
 *
 * <pre>{@code
 * reader.begin(trades, venue, symbol);
 * while (reader.next()) {
 *     … reader.trade() …
 * }
 * }</pre>
 */
public final class PackedTradesReader {

    private final Bytes bytes = new Bytes();
    private final DataInputViewStreamWrapper in = new DataInputViewStreamWrapper(bytes);
    private final Trade trade = new Trade();
    private String venue;
    private String symbol;
    private int start;

    /** Begins before the first of some trades, which are of that venue (or {@code null}) and symbol. */
    public void begin(PackedTrades trades, String ofVenue, String ofSymbol) {
        bytes.array = trades.bytes();
        bytes.next = 0;
        bytes.end = trades.length();
        venue = ofVenue;
        symbol = ofSymbol;
    }

    /**
     * Goes on to the next trade, if there is one.
     *
     * @throws IOException if its bytes are none that were written
     */
    public boolean next() throws IOException {
        if (bytes.next == bytes.end) {
            return false;
        }
        start = bytes.next;
        TradeEncoding.readCompact(trade, venue, symbol, in);
        return true;
    }

    /** The trade at hand, until {@link #next} is called again. */
    public Trade trade() {
        return trade;
    }

    /** Adds the trade at hand to others. */
    public void addTo(PackedTrades others) {
        others.add(bytes.array, start, bytes.next - start, 1, trade.count());
    }

    /** As {@link java.io.ByteArrayInputStream}, but without its lock, and of others when it is done. */
    private static final class Bytes extends InputStream {
        private byte[] array;
        private int next;
        private int end;

        @Override
        public int read() {
            return next < end ? array[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] to, int from, int length) {
            if (next == end) {
                return length == 0 ? 0 : -1;
            }
            int there = Math.min(length, end - next);
            System.arraycopy(array, next, to, from, there);
            next += there;
            return there;
        }
    }
}
