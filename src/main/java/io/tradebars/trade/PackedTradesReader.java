package io.tradebars.trade;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;

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

    private final DataInputDeserializer in = new DataInputDeserializer();
    private final Trade trade = new Trade();
    private byte[] bytes;
    private String venue;
    private String symbol;
    private int start;

    /** Begins before the first of some trades, which are of that venue (or {@code null}) and symbol. */
    public void begin(PackedTrades trades, String ofVenue, String ofSymbol) {
        bytes = trades.bytes();
        in.setBuffer(bytes, 0, trades.length());
        venue = ofVenue;
        symbol = ofSymbol;
    }

    /**
     * Goes on to the next trade, if there is one.
     *
     * @throws IOException if its bytes are none that were written
     */
    public boolean next() throws IOException {
        if (in.available() == 0) {
            return false;
        }
        start = in.getPosition();
        TradeEncoding.readCompact(trade, venue, symbol, in);
        return true;
    }

    /** The trade at hand, until {@link #next} is called again. */
    public Trade trade() {
        return trade;
    }

    /** Adds the trade at hand to others. */
    public void addTo(PackedTrades others) {
        others.add(bytes, start, in.getPosition() - start, 1, trade.count());
    }
}
