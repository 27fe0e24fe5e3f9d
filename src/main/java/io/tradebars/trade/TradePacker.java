package io.tradebars.trade;

import java.io.IOException;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Adds trades to {@link PackedTrades}, in the form of {@link TradeEncoding#writeCompact}. For one thread. */
public final class TradePacker {

    private static final int FIRST_CAPACITY = 256;

    private final DataOutputSerializer out = new DataOutputSerializer(FIRST_CAPACITY);

    /** @throws IOException if the trade has a price or size that cannot be written */
    public void add(Trade trade, PackedTrades to) throws IOException {
        out.clear();
        TradeEncoding.writeCompact(trade, out);
        to.add(out.getSharedBuffer(), 0, out.length(), 1, trade.count());
    }

    /** One trade alone. */
    public PackedTrades pack(Trade trade) throws IOException {
        PackedTrades packed = new PackedTrades();
        add(trade, packed);
        return packed;
    }
}
