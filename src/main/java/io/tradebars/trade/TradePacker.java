package io.tradebars.trade;

import io.tradebars.types.ByteOutput;
import java.io.IOException;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;

/** Adds trades to {@link PackedTrades}, in the form of {@link TradeEncoding#writeCompact}. For one thread. */
public final class TradePacker {

    private final ByteOutput bytes = new ByteOutput();
    private final DataOutputViewStreamWrapper out = new DataOutputViewStreamWrapper(bytes);

    /** @throws IOException if the trade has a price or size that cannot be written */
    public void add(Trade trade, PackedTrades to) throws IOException {
        bytes.reset();
        TradeEncoding.writeCompact(trade, out);
        to.add(bytes.bytes(), 0, bytes.length(), 1, trade.count());
    }

    /** One trade alone. */
    public PackedTrades pack(Trade trade) throws IOException {
        PackedTrades packed = new PackedTrades();
        add(trade, packed);
        return packed;
    }
}
