package io.tradebars.bars;

import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import java.math.BigDecimal;

/**
 * The trades of a bar so far, added up. Adding and merging give the same content in any order. Mutable; owned by the operator
 * that holds it, changed on its task thread only.
 */
final class BarContent {

    private TradeOrder first;
    private TradeOrder last;
    private BigDecimal open;
    private BigDecimal high;
    private BigDecimal low;
    private BigDecimal close;
    private BigDecimal volume;
    private BigDecimal notional;
    private long trades;

    BarContent(
            TradeOrder first,
            TradeOrder last,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            BigDecimal notional,
            long trades) {
        this.first = first;
        this.last = last;
        this.open = open;
        this.high = high;
        this.low = low;
        this.close = close;
        this.volume = volume;
        this.notional = notional;
        this.trades = trades;
    }

    /** The content of one trade. */
    static BarContent of(Trade trade) {
        BigDecimal price = trade.price();
        return new BarContent(
                trade.order(),
                trade.order(),
                price,
                price,
                price,
                price,
                trade.size(),
                price.multiply(trade.size()),
                trade.count());
    }

    BarContent copy() {
        return new BarContent(first, last, open, high, low, close, volume, notional, trades);
    }

    void add(Trade trade) {
        add(
                trade.order(),
                trade.order(),
                trade.price(),
                trade.price(),
                trade.price(),
                trade.price(),
                trade.size(),
                trade.price().multiply(trade.size()),
                trade.count());
    }

    void merge(BarContent other) {
        add(
                other.first,
                other.last,
                other.open,
                other.high,
                other.low,
                other.close,
                other.volume,
                other.notional,
                other.trades);
    }

    private void add(
            TradeOrder otherFirst,
            TradeOrder otherLast,
            BigDecimal otherOpen,
            BigDecimal otherHigh,
            BigDecimal otherLow,
            BigDecimal otherClose,
            BigDecimal otherVolume,
            BigDecimal otherNotional,
            long otherTrades) {
        if (otherFirst.compareTo(first) < 0) {
            first = otherFirst;
            open = otherOpen;
        }
        // On a tie of the whole order (the same record twice) either is right: they are the same trade.
        if (otherLast.compareTo(last) > 0) {
            last = otherLast;
            close = otherClose;
        }
        high = high.max(otherHigh);
        low = low.min(otherLow);
        volume = volume.add(otherVolume);
        notional = notional.add(otherNotional);
        trades += otherTrades;
    }

    /** The bar that this content makes. */
    Bar toBar(BarKey key, boolean closed) {
        return new Bar(key, open, high, low, close, volume, notional, trades, closed);
    }

    /** Event time of the last trade, in milliseconds since the epoch. */
    long lastEventMillis() {
        return last.eventTimeMillis();
    }

    TradeOrder first() {
        return first;
    }

    TradeOrder last() {
        return last;
    }

    BigDecimal open() {
        return open;
    }

    BigDecimal high() {
        return high;
    }

    BigDecimal low() {
        return low;
    }

    BigDecimal close() {
        return close;
    }

    BigDecimal volume() {
        return volume;
    }

    BigDecimal notional() {
        return notional;
    }

    long trades() {
        return trades;
    }
}
