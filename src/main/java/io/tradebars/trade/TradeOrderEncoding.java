package io.tradebars.trade;

import io.tradebars.types.Encoding;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How a {@link TradeOrder} is written: its components in their order. */
public final class TradeOrderEncoding {

    private TradeOrderEncoding() {}

    public static void write(TradeOrder order, DataOutputView out) throws IOException {
        out.writeLong(order.eventTimeNanos());
        Encoding.writeText(order.sequence(), out);
        Encoding.writeText(order.id(), out);
        out.writeInt(order.partition());
        out.writeLong(order.offset());
        out.writeInt(order.index());
    }

    public static TradeOrder read(DataInputView in) throws IOException {
        return new TradeOrder(
                in.readLong(), Encoding.readText(in), Encoding.readText(in), in.readInt(), in.readLong(), in.readInt());
    }
}
