package io.tradebars.bars;

import io.tradebars.trade.Counting;
import io.tradebars.trade.Decimal;
import io.tradebars.trade.Trade;
import io.tradebars.types.Encoding;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * {@link BarSums} in longs: all prices with the scale of the finest of them, all sizes likewise, the notional in 128 bits with the sum
 * of both scales. What would run over is found before anything is changed, and then goes on as {@link WideSums}.
 */
final class NarrowSums extends BarSums {

    private boolean hasOpen;
    private boolean hasHigh;
    private byte priceScale;
    private byte sizeScale;
    private long open;
    private long high;
    private long low;
    private long close;
    private long volume;
    private long notionalHigh;
    private long notionalLow;

    @Override
    BarSums add(Trade trade, boolean opens, boolean closes) {
        Decimal tradePrice = trade.exactPrice();
        Decimal tradeSize = trade.exactSize();
        if (tradePrice.isWide() || tradeSize.isWide() || !refineTo(tradePrice.scale(), tradeSize.scale())) {
            return widened().add(trade, opens, closes);
        }
        long priceFactor = Decimal.powerOfTen(priceScale - tradePrice.scale());
        long sizeFactor = Decimal.powerOfTen(sizeScale - tradeSize.scale());
        if (!fits(tradePrice.unscaled(), priceFactor) || !fits(tradeSize.unscaled(), sizeFactor)) {
            return widened().add(trade, opens, closes);
        }
        long price = tradePrice.unscaled() * priceFactor;
        long size = tradeSize.unscaled() * sizeFactor;
        Counting counting = trade.counting();
        if (counting.volume() && !addVolume(size, Math.multiplyHigh(price, size), price * size)) {
            return widened().add(trade, opens, closes);
        }
        if (opens) {
            open = price;
        }
        if (closes) {
            close = price;
        }
        hasOpen |= opens;
        if (counting.highLow()) {
            addHighLow(price, price);
        }
        return this;
    }

    @Override
    BarSums merge(BarSums other, boolean opens, boolean closes) {
        if (!(other instanceof NarrowSums narrow)) {
            return widened().merge(other, opens, closes);
        }
        NarrowSums aligned = narrow;
        if (narrow.priceScale != priceScale || narrow.sizeScale != sizeScale) {
            aligned = narrow.copy();
            if (!refineTo(narrow.priceScale, narrow.sizeScale) || !aligned.refineTo(priceScale, sizeScale)) {
                return widened().merge(other, opens, closes);
            }
        }
        if (!addVolume(aligned.volume, aligned.notionalHigh, aligned.notionalLow)) {
            return widened().merge(other, opens, closes);
        }
        if (opens) {
            open = aligned.open;
        }
        if (closes) {
            close = aligned.close;
        }
        hasOpen |= aligned.hasOpen;
        if (aligned.hasHigh) {
            addHighLow(aligned.high, aligned.low);
        }
        return this;
    }

    /** Whether the sums took it; else nothing has changed. */
    private boolean addVolume(long moreVolume, long moreNotionalHigh, long moreNotionalLow) {
        long newVolume = volume + moreVolume;
        long newLow = notionalLow + moreNotionalLow;
        long carry = Long.compareUnsigned(newLow, notionalLow) < 0 ? 1 : 0;
        long newHigh = notionalHigh + moreNotionalHigh + carry;
        if (ranOver(volume, moreVolume, newVolume) || ranOver(notionalHigh, moreNotionalHigh, newHigh)) {
            return false;
        }
        volume = newVolume;
        notionalHigh = newHigh;
        notionalLow = newLow;
        return true;
    }

    /** Whether a sum of two, and a carry, isn't what it should be: they have one sign, and it has the other. */
    private static boolean ranOver(long left, long right, long sum) {
        return ((left ^ sum) & (right ^ sum)) < 0;
    }

    /** Whether a product with a factor of 1 or more fits a long. */
    private static boolean fits(long value, long factor) {
        return factor == 1 || Math.multiplyHigh(value, factor) == value * factor >> 63;
    }

    private void addHighLow(long otherHigh, long otherLow) {
        high = hasHigh ? Math.max(high, otherHigh) : otherHigh;
        low = hasHigh ? Math.min(low, otherLow) : otherLow;
        hasHigh = true;
    }

    /** Makes the scales at least these; {@code false} if something does not fit any more: then it is as before. */
    private boolean refineTo(int newPriceScale, int newSizeScale) {
        if (newPriceScale <= priceScale && newSizeScale <= sizeScale) {
            return true;
        }
        long priceFactor = Decimal.powerOfTen(Math.max(0, newPriceScale - priceScale));
        long sizeFactor = Decimal.powerOfTen(Math.max(0, newSizeScale - sizeScale));
        boolean pricesFit = fits(open, priceFactor)
                && fits(high, priceFactor)
                && fits(low, priceFactor)
                && fits(close, priceFactor)
                && fits(volume, sizeFactor);
        long beforeHigh = notionalHigh;
        long beforeLow = notionalLow;
        if (!pricesFit || !multiplyNotional(priceFactor) || !multiplyNotional(sizeFactor)) {
            notionalHigh = beforeHigh;
            notionalLow = beforeLow;
            return false;
        }
        open *= priceFactor;
        high *= priceFactor;
        low *= priceFactor;
        close *= priceFactor;
        volume *= sizeFactor;
        priceScale = (byte) Math.max(priceScale, newPriceScale);
        sizeScale = (byte) Math.max(sizeScale, newSizeScale);
        return true;
    }

    /** Whether it still fits, multiplied by a factor of 1 or more; else it is as before. */
    private boolean multiplyNotional(long factor) {
        // The lower half is unsigned, so where its highest bit is set its product has one factor more in the higher
        // half.
        long carry = Math.multiplyHigh(notionalLow, factor) + (notionalLow >> 63 & factor);
        long product = notionalHigh * factor;
        long newHigh = product + carry;
        if (!fits(notionalHigh, factor) || ranOver(product, carry, newHigh)) {
            return false;
        }
        notionalHigh = newHigh;
        notionalLow *= factor;
        return true;
    }

    @Override
    NarrowSums cleared() {
        hasOpen = false;
        hasHigh = false;
        priceScale = 0;
        sizeScale = 0;
        open = 0;
        high = 0;
        low = 0;
        close = 0;
        volume = 0;
        notionalHigh = 0;
        notionalLow = 0;
        return this;
    }

    @Override
    NarrowSums copy() {
        NarrowSums copy = new NarrowSums();
        copy.hasOpen = hasOpen;
        copy.hasHigh = hasHigh;
        copy.priceScale = priceScale;
        copy.sizeScale = sizeScale;
        copy.open = open;
        copy.high = high;
        copy.low = low;
        copy.close = close;
        copy.volume = volume;
        copy.notionalHigh = notionalHigh;
        copy.notionalLow = notionalLow;
        return copy;
    }

    @Override
    WideSums widened() {
        return new WideSums(open(), high(), low(), close(), volume(), notional());
    }

    @Override
    boolean hasOpen() {
        return hasOpen;
    }

    @Override
    boolean hasHigh() {
        return hasHigh;
    }

    @Override
    BigDecimal open() {
        return hasOpen ? BigDecimal.valueOf(open, priceScale) : null;
    }

    @Override
    BigDecimal high() {
        return hasHigh ? BigDecimal.valueOf(high, priceScale) : null;
    }

    @Override
    BigDecimal low() {
        return hasHigh ? BigDecimal.valueOf(low, priceScale) : null;
    }

    @Override
    BigDecimal close() {
        return hasOpen ? BigDecimal.valueOf(close, priceScale) : null;
    }

    @Override
    BigDecimal volume() {
        return BigDecimal.valueOf(volume, sizeScale);
    }

    @Override
    BigDecimal notional() {
        int scale = priceScale + sizeScale;
        if (notionalFitsLong()) {
            return BigDecimal.valueOf(notionalLow, scale);
        }
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(notionalHigh)
                .putLong(notionalLow)
                .array();
        return new BigDecimal(new BigInteger(bytes), scale);
    }

    private boolean notionalFitsLong() {
        return notionalHigh == notionalLow >> 63;
    }

    /** Scales, prices as differences, sums; the higher half of the notional last. */
    @Override
    void write(DataOutputView out) throws IOException {
        out.writeByte(priceScale);
        out.writeByte(sizeScale);
        if (hasOpen) {
            Encoding.writeCompact(open, out);
            Encoding.writeCompact(close - open, out);
        }
        if (hasHigh) {
            Encoding.writeCompact(high - open, out);
            Encoding.writeCompact(high - low, out);
        }
        Encoding.writeCompact(volume, out);
        Encoding.writeCompact(notionalLow, out);
        Encoding.writeCompact(notionalHigh - (notionalLow >> 63), out);
    }

    /** Reads what {@link #write} wrote of sums that have open and high or not. */
    static NarrowSums read(boolean hasOpen, boolean hasHigh, DataInputView in) throws IOException {
        NarrowSums sums = new NarrowSums();
        sums.priceScale = in.readByte();
        sums.sizeScale = in.readByte();
        sums.hasOpen = hasOpen;
        sums.hasHigh = hasHigh;
        if (hasOpen) {
            sums.open = Encoding.readCompact(in);
            sums.close = sums.open + Encoding.readCompact(in);
        }
        if (hasHigh) {
            sums.high = sums.open + Encoding.readCompact(in);
            sums.low = sums.high - Encoding.readCompact(in);
        }
        sums.volume = Encoding.readCompact(in);
        sums.notionalLow = Encoding.readCompact(in);
        sums.notionalHigh = (sums.notionalLow >> 63) + Encoding.readCompact(in);
        return sums;
    }
}
