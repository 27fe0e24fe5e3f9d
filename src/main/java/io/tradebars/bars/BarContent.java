package io.tradebars.bars;

import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;

/**
 * The trades of a bar so far, added up. Adding and merging give the same content in any order. Mutable; owned by the operator
 * that holds it, changed on its task thread only.
 *
 * <p>Prices are {@code null} as long as no trade counts for them (see {@link io.tradebars.trade.Counting}).
 */
final class BarContent {

    /** In place of a time while there is no trade; before all of them. */
    static final long NO_EVENT = Long.MIN_VALUE;

    private final TradeOrder first;
    private final TradeOrder last;
    private BarSums sums;
    private long trades;
    private long amendments;
    private long lastEventMillis;
    private Completeness completeness;

    /**
     * @param first order of the trade that opens, if {@code sums} have an open; changed in place from now on
     * @param last order of the trade that closes, likewise
     * @param sums prices, volume and notional
     * @param trades trades in it, aggregates counted by what they stand for
     * @param amendments how much further the bar's events are than its trades, by cancels and corrections
     * @param lastEventMillis event time of the last trade, milliseconds since the epoch
     * @param completeness {@code null} where it isn't asked for, or nothing was added yet
     */
    BarContent(
            TradeOrder first,
            TradeOrder last,
            BarSums sums,
            long trades,
            long amendments,
            long lastEventMillis,
            Completeness completeness) {
        this.first = first;
        this.last = last;
        this.sums = sums;
        this.trades = trades;
        this.amendments = amendments;
        this.lastEventMillis = lastEventMillis;
        this.completeness = completeness;
    }

    /** No trade. */
    static BarContent empty() {
        return new BarContent(new TradeOrder(), new TradeOrder(), BarSums.empty(), 0, 0, NO_EVENT, null);
    }

    /** Makes it that of no trade again. */
    void clear() {
        sums = sums.cleared();
        trades = 0;
        amendments = 0;
        lastEventMillis = NO_EVENT;
        completeness = null;
    }

    /** The content of one trade, without completeness. */
    static BarContent of(Trade trade) {
        BarContent content = empty();
        content.add(trade, null);
        return content;
    }

    BarContent copy() {
        return new BarContent(
                first.copy(),
                last.copy(),
                sums.copy(),
                trades,
                amendments,
                lastEventMillis,
                completeness == null ? null : completeness.copy());
    }

    /** @param ofTrade the trade's completeness, or {@code null} where it isn't asked for; belongs to this from now on */
    void add(Trade trade, Completeness ofTrade) {
        boolean opens = false;
        boolean closes = false;
        if (trade.counting().openClose()) {
            opens = opensBy(trade.order());
            closes = closesBy(trade.order());
            setOrders(opens ? trade.order() : null, closes ? trade.order() : null);
        }
        setSums(sums.add(trade, opens, closes));
        trades += trade.count();
        lastEventMillis = Math.max(lastEventMillis, trade.eventTimeMillis());
        addCompleteness(ofTrade);
    }

    void merge(BarContent other) {
        boolean opens = other.sums.hasOpen() && opensBy(other.first);
        boolean closes = other.sums.hasOpen() && closesBy(other.last);
        setOrders(opens ? other.first : null, closes ? other.last : null);
        setSums(sums.merge(other.sums, opens, closes));
        trades += other.trades;
        amendments += other.amendments;
        lastEventMillis = Math.max(lastEventMillis, other.lastEventMillis);
        addCompleteness(other.completeness == null ? null : other.completeness.copy());
    }

    /** They mostly are the same object, and then nothing is written: see {@link Trade#set}. */
    private void setSums(BarSums newSums) {
        if (sums != newSums) {
            sums = newSums;
        }
    }

    private boolean opensBy(TradeOrder order) {
        return !sums.hasOpen() || order.compareTo(first) < 0;
    }

    private boolean closesBy(TradeOrder order) {
        // On a tie of the whole order (the same record twice) either is right: they are the same trade.
        return !sums.hasOpen() || order.compareTo(last) > 0;
    }

    private void setOrders(TradeOrder newFirst, TradeOrder newLast) {
        if (newFirst != null) {
            first.set(newFirst);
        }
        if (newLast != null) {
            last.set(newLast);
        }
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
        return (sums.hasOpen() && sums.hasHigh()) || trades == 0;
    }

    /**
     * The bar that this content makes.
     *
     * @param details more about it, or {@code null}
     */
    Bar toBar(BarKey key, boolean closed, BarDetails details) {
        return trades == 0
                ? Bar.withoutTrades(key, events(), closed)
                : new Bar(
                        key,
                        sums.open(),
                        sums.high(),
                        sums.low(),
                        sums.close(),
                        sums.volume(),
                        sums.notional(),
                        trades,
                        events(),
                        closed,
                        details);
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

    BarSums sums() {
        return sums;
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
