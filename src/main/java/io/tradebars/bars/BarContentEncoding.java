package io.tradebars.bars;

import io.tradebars.trade.TradeOrder;
import io.tradebars.trade.TradeOrderEncoding;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a {@link BarContent} is written, on the wire and in state: a byte of flags that says which parts there are, then these: the orders
 * compactly, the sums, the counts, the completeness.
 */
final class BarContentEncoding {

    private static final int OPEN_CLOSE = 1;
    private static final int HIGH_LOW = 2;
    private static final int COMPLETENESS = 4;
    private static final int NUMBERED = 8;
    private static final int WIDE = 16;

    private BarContentEncoding() {}

    static void write(BarContent content, DataOutputView out) throws IOException {
        Completeness completeness = content.completeness();
        BarSums sums = content.sums();
        out.writeByte((sums.hasOpen() ? OPEN_CLOSE : 0)
                | (sums.hasHigh() ? HIGH_LOW : 0)
                | (completeness != null ? COMPLETENESS : 0)
                | (completeness != null && completeness.isNumbered() ? NUMBERED : 0)
                | (sums instanceof WideSums ? WIDE : 0));
        out.writeLong(content.lastEventMillis());
        if (sums.hasOpen()) {
            TradeOrderEncoding.writeCompact(content.first(), nanos(content.lastEventMillis()), out);
            TradeOrderEncoding.writeCompact(content.last(), nanos(content.lastEventMillis()), out);
        }
        sums.write(out);
        Encoding.writeCompact(content.trades(), out);
        Encoding.writeCompact(content.amendments(), out);
        if (completeness != null) {
            write(completeness, out);
        }
    }

    /** An instant to tell others from; it may run over, as long as it does so whenever it is asked for. */
    private static long nanos(long millis) {
        return millis * 1_000_000;
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

    /** Reads what {@link #write} wrote. */
    static BarContent read(DataInputView in) throws IOException {
        int flags = in.readByte();
        boolean hasOpen = (flags & OPEN_CLOSE) != 0;
        boolean hasHigh = (flags & HIGH_LOW) != 0;
        long lastEventMillis = in.readLong();
        TradeOrder first = hasOpen ? TradeOrderEncoding.readCompact(nanos(lastEventMillis), in) : new TradeOrder();
        TradeOrder last = hasOpen ? TradeOrderEncoding.readCompact(nanos(lastEventMillis), in) : new TradeOrder();
        BarSums sums =
                (flags & WIDE) != 0 ? WideSums.read(hasOpen, hasHigh, in) : NarrowSums.read(hasOpen, hasHigh, in);
        long trades = Encoding.readCompact(in);
        long amendments = Encoding.readCompact(in);
        return new BarContent(first, last, sums, trades, amendments, lastEventMillis, readCompleteness(flags, in));
    }

    /** {@link BarContent#lastEventMillis()} of what {@link #write} wrote. */
    static long lastEventMillis(byte[] written) {
        // Behind the flags.
        return ByteBuffer.wrap(written).getLong(Byte.BYTES);
    }

    /** Reads the form of the first release: flags, then all parts in full. */
    static BarContent readFirstForm(DataInputView in) throws IOException {
        int flags = in.readByte();
        boolean hasOpen = (flags & OPEN_CLOSE) != 0;
        boolean hasHigh = (flags & HIGH_LOW) != 0;
        TradeOrder first = hasOpen ? TradeOrderEncoding.read(in) : new TradeOrder();
        TradeOrder last = hasOpen ? TradeOrderEncoding.read(in) : new TradeOrder();
        BarSums sums = WideSums.read(hasOpen, hasHigh, in);
        return new BarContent(
                first, last, sums, in.readLong(), in.readLong(), in.readLong(), readCompleteness(flags, in));
    }

    private static Completeness readCompleteness(int flags, DataInputView in) throws IOException {
        if ((flags & COMPLETENESS) == 0) {
            return null;
        }
        return new Completeness(
                Encoding.readDecimal(in),
                TradeOrderEncoding.read(in),
                Encoding.readText(in),
                TradeOrderEncoding.read(in),
                Encoding.readText(in),
                (flags & NUMBERED) != 0,
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
