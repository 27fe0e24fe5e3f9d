package io.tradebars.bars;

import io.tradebars.trade.Counting;
import io.tradebars.trade.Trade;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** {@link BarSums} of any magnitude. */
final class WideSums extends BarSums {

    private BigDecimal open;
    private BigDecimal high;
    private BigDecimal low;
    private BigDecimal close;
    private BigDecimal volume;
    private BigDecimal notional;

    WideSums(
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            BigDecimal notional) {
        this.open = open;
        this.high = high;
        this.low = low;
        this.close = close;
        this.volume = volume;
        this.notional = notional;
    }

    @Override
    WideSums add(Trade trade, boolean opens, boolean closes) {
        Counting counting = trade.counting();
        BigDecimal price = trade.price();
        setOpenAndClose(opens ? price : null, closes ? price : null);
        if (counting.highLow()) {
            addHighLow(price, price);
        }
        if (counting.volume()) {
            volume = volume.add(trade.size());
            notional = notional.add(price.multiply(trade.size()));
        }
        return this;
    }

    @Override
    WideSums merge(BarSums other, boolean opens, boolean closes) {
        setOpenAndClose(opens ? other.open() : null, closes ? other.close() : null);
        if (other.hasHigh()) {
            addHighLow(other.high(), other.low());
        }
        volume = volume.add(other.volume());
        notional = notional.add(other.notional());
        return this;
    }

    private void setOpenAndClose(BigDecimal newOpen, BigDecimal newClose) {
        open = newOpen == null ? open : newOpen;
        close = newClose == null ? close : newClose;
    }

    private void addHighLow(BigDecimal otherHigh, BigDecimal otherLow) {
        high = high == null ? otherHigh : high.max(otherHigh);
        low = low == null ? otherLow : low.min(otherLow);
    }

    @Override
    BarSums cleared() {
        return empty();
    }

    @Override
    WideSums copy() {
        return new WideSums(open, high, low, close, volume, notional);
    }

    @Override
    WideSums widened() {
        return copy();
    }

    @Override
    boolean hasOpen() {
        return open != null;
    }

    @Override
    boolean hasHigh() {
        return high != null;
    }

    @Override
    BigDecimal open() {
        return open;
    }

    @Override
    BigDecimal high() {
        return high;
    }

    @Override
    BigDecimal low() {
        return low;
    }

    @Override
    BigDecimal close() {
        return close;
    }

    @Override
    BigDecimal volume() {
        return volume;
    }

    @Override
    BigDecimal notional() {
        return notional;
    }

    @Override
    void write(DataOutputView out) throws IOException {
        if (hasOpen()) {
            Encoding.writeDecimal(open, out);
            Encoding.writeDecimal(close, out);
        }
        if (hasHigh()) {
            Encoding.writeDecimal(high, out);
            Encoding.writeDecimal(low, out);
        }
        Encoding.writeDecimal(volume, out);
        Encoding.writeDecimal(notional, out);
    }

    /** Reads what {@link #write} wrote of sums that have open and high or not. */
    static WideSums read(boolean hasOpen, boolean hasHigh, DataInputView in) throws IOException {
        BigDecimal open = hasOpen ? Encoding.readDecimal(in) : null;
        BigDecimal close = hasOpen ? Encoding.readDecimal(in) : null;
        BigDecimal high = hasHigh ? Encoding.readDecimal(in) : null;
        BigDecimal low = hasHigh ? Encoding.readDecimal(in) : null;
        return new WideSums(open, high, low, close, Encoding.readDecimal(in), Encoding.readDecimal(in));
    }
}
