package io.tradebars.bars;

import io.tradebars.trade.TradeOrder;
import io.tradebars.trade.TradeOrderEncoding;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a {@link BarContent} is written, on the wire and in state: a byte of flags that says which parts there are, then these, in the
 * order of its constructor.
 */
final class BarContentEncoding {

    private static final int OPEN_CLOSE = 1;
    private static final int HIGH_LOW = 2;
    private static final int COMPLETENESS = 4;
    private static final int NUMBERED = 8;

    private BarContentEncoding() {}

    static void write(BarContent content, DataOutputView out) throws IOException {
        Completeness completeness = content.completeness();
        out.writeByte((content.open() != null ? OPEN_CLOSE : 0)
                | (content.high() != null ? HIGH_LOW : 0)
                | (completeness != null ? COMPLETENESS : 0)
                | (completeness != null && completeness.isNumbered() ? NUMBERED : 0));
        if (content.open() != null) {
            TradeOrderEncoding.write(content.first(), out);
            TradeOrderEncoding.write(content.last(), out);
            Encoding.writeDecimal(content.open(), out);
            Encoding.writeDecimal(content.close(), out);
        }
        if (content.high() != null) {
            Encoding.writeDecimal(content.high(), out);
            Encoding.writeDecimal(content.low(), out);
        }
        Encoding.writeDecimal(content.volume(), out);
        Encoding.writeDecimal(content.notional(), out);
        out.writeLong(content.trades());
        out.writeLong(content.amendments());
        out.writeLong(content.lastEventMillis());
        if (completeness != null) {
            write(completeness, out);
        }
    }

    private static void write(Completeness completeness, DataOutputView out) throws IOException {
        Encoding.writeDecimal(completeness.takerBought(), out);
        TradeOrderEncoding.write(completeness.first(), out);
        Encoding.writeText(completeness.firstId(), out);
        TradeOrderEncoding.write(completeness.last(), out);
        Encoding.writeText(completeness.lastId(), out);
        out.writeLong(completeness.lowest());
        out.writeLong(completeness.highest());
        out.writeLong(completeness.duplicates());
        out.writeLong(completeness.beginMillis());
    }

    static BarContent read(DataInputView in) throws IOException {
        int flags = in.readByte();
        TradeOrder first = null;
        TradeOrder last = null;
        BigDecimal open = null;
        BigDecimal close = null;
        BigDecimal high = null;
        BigDecimal low = null;
        if ((flags & OPEN_CLOSE) != 0) {
            first = TradeOrderEncoding.read(in);
            last = TradeOrderEncoding.read(in);
            open = Encoding.readDecimal(in);
            close = Encoding.readDecimal(in);
        }
        if ((flags & HIGH_LOW) != 0) {
            high = Encoding.readDecimal(in);
            low = Encoding.readDecimal(in);
        }
        return new BarContent(
                first,
                last,
                open,
                high,
                low,
                close,
                Encoding.readDecimal(in),
                Encoding.readDecimal(in),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                (flags & COMPLETENESS) != 0 ? readCompleteness((flags & NUMBERED) != 0, in) : null);
    }

    private static Completeness readCompleteness(boolean numbered, DataInputView in) throws IOException {
        return new Completeness(
                Encoding.readDecimal(in),
                TradeOrderEncoding.read(in),
                Encoding.readText(in),
                TradeOrderEncoding.read(in),
                Encoding.readText(in),
                numbered,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
