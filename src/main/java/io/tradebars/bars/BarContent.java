package io.tradebars.bars;

import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import java.math.BigDecimal;

/**
 * The trades of a bar so far, added up. Adding and merging give the same content in any order. Mutable; owned by the operator
 * that holds it, changed on its task thread only.
 *
 * <p>Prices are {@code null} as long as no trade counts for them (see {@link io.tradebars.trade.Counting}).
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
    private long amendments;
    private long lastEventMillis;
    private Completeness completeness;

    /**
     * @param first order of the trade that opens
     * @param last order of the trade that closes
     * @param trades trades in it, aggregates counted by what they stand for
     * @param amendments how much further the bar's events are than its trades, by cancels and corrections
     * @param lastEventMillis event time of the last trade, milliseconds since the epoch
     * @param completeness {@code null} where it isn't asked for, or nothing was added yet
     */
    BarContent(
            TradeOrder first,
            TradeOrder last,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            BigDecimal notional,
            long trades,
            long amendments,
            long lastEventMillis,
            Completeness completeness) {
        this.first = first;
        this.last = last;
        this.open = open;
        this.high = high;
        this.low = low;
        this.close = close;
        this.volume = volume;
        this.notional = notional;
        this.trades = trades;
        this.amendments = amendments;
        this.lastEventMillis = lastEventMillis;
        this.completeness = completeness;
    }

    /** No trade. */
    static BarContent empty() {
        return new BarContent(
                null, null, null, null, null, null, BigDecimal.ZERO, BigDecimal.ZERO, 0, 0, Long.MIN_VALUE, null);
    }

    /** The content of one trade, without completeness. */
    static BarContent of(Trade trade) {
        BarContent content = empty();
        content.add(trade, null);
        return content;
    }

    BarContent copy() {
        return new BarContent(
                first,
                last,
                open,
                high,
                low,
                close,
                volume,
                notional,
                trades,
                amendments,
                lastEventMillis,
                completeness == null ? null : completeness.copy());
    }

    /** @param ofTrade the trade's completeness, or {@code null} where it isn't asked for; belongs to this from now on */
    void add(Trade trade, Completeness ofTrade) {
        if (trade.counting().openClose()) {
            addOpen(trade.order(), trade.price());
            addClose(trade.order(), trade.price());
        }
        if (trade.counting().highLow()) {
            addHighLow(trade.price(), trade.price());
        }
        if (trade.counting().volume()) {
            volume = volume.add(trade.size());
            notional = notional.add(trade.price().multiply(trade.size()));
        }
        trades += trade.count();
        lastEventMillis = Math.max(lastEventMillis, trade.eventTimeMillis());
        addCompleteness(ofTrade);
    }

    void merge(BarContent other) {
        if (other.open != null) {
            addOpen(other.first, other.open);
            addClose(other.last, other.close);
        }
        if (other.high != null) {
            addHighLow(other.high, other.low);
        }
        volume = volume.add(other.volume);
        notional = notional.add(other.notional);
        trades += other.trades;
        amendments += other.amendments;
        lastEventMillis = Math.max(lastEventMillis, other.lastEventMillis);
        addCompleteness(other.completeness == null ? null : other.completeness.copy());
    }

    private void addOpen(TradeOrder order, BigDecimal price) {
        if (first == null || order.compareTo(first) < 0) {
            first = order;
            open = price;
        }
    }

    private void addClose(TradeOrder order, BigDecimal price) {
        // On a tie of the whole order (the same record twice) either is right: they are the same trade.
        if (last == null || order.compareTo(last) > 0) {
            last = order;
            close = price;
        }
    }

    private void addHighLow(BigDecimal otherHigh, BigDecimal otherLow) {
        high = high == null ? otherHigh : high.max(otherHigh);
        low = low == null ? otherLow : low.min(otherLow);
    }

    private void addCompleteness(Completeness other) {
        if (completeness == null) {
            completeness = other;
        } else if (other != null) {
            completeness.merge(other);
        }
    }

    /** Counts cancels and corrections, and trades that they took away, so that the bar's events never fall. */
    void addAmendments(long more) {
        amendments += more;
    }

    /** Counts trades that were left out because they were there before. */
    void addDuplicates(long more) {
        if (completeness != null) {
            completeness.addDuplicates(more);
        }
    }

    /** Whether a bar can be made of it: there is a price for each of the four, or nothing is left at all. */
    boolean makesABar() {
        return (open != null && high != null) || trades == 0;
    }

    /**
     * The bar that this content makes.
     *
     * @param details more about it, or {@code null}
     */
    Bar toBar(BarKey key, boolean closed, BarDetails details) {
        return trades == 0
                ? Bar.withoutTrades(key, events(), closed)
                : new Bar(key, open, high, low, close, volume, notional, trades, events(), closed, details);
    }

    /** Trades, cancels and corrections so far; never falls. */
    long events() {
        return trades + amendments;
    }

    /** Event time of the last trade, in milliseconds since the epoch. */
    long lastEventMillis() {
        return lastEventMillis;
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

    long amendments() {
        return amendments;
    }

    Completeness completeness() {
        return completeness;
    }
}
