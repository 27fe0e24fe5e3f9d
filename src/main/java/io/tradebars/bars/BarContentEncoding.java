package io.tradebars.bars;

import io.tradebars.trade.TradeOrderEncoding;
import io.tradebars.types.Encoding;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How a {@link BarContent} is written, on the wire and in state: its parts in the order of its constructor. */
final class BarContentEncoding {

    private BarContentEncoding() {}

    static void write(BarContent content, DataOutputView out) throws IOException {
        TradeOrderEncoding.write(content.first(), out);
        TradeOrderEncoding.write(content.last(), out);
        Encoding.writeDecimal(content.open(), out);
        Encoding.writeDecimal(content.high(), out);
        Encoding.writeDecimal(content.low(), out);
        Encoding.writeDecimal(content.close(), out);
        Encoding.writeDecimal(content.volume(), out);
        Encoding.writeDecimal(content.notional(), out);
        out.writeLong(content.trades());
    }

    static BarContent read(DataInputView in) throws IOException {
        return new BarContent(
                TradeOrderEncoding.read(in),
                TradeOrderEncoding.read(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                in.readLong());
    }
}
