package io.tradebars.bars;

import io.tradebars.trade.TakerSide;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import java.math.BigDecimal;

/**
 * What is known, beyond prices and sums, of whether all of a bar's trades are in it. Adding and merging give the same in any
 * order. Mutable; belongs to its {@link BarContent}. The orders in it are never changed, only replaced.
 */
final class Completeness {

    /** Longer ids are no numbers that count on by one. */
    private static final int MAX_DIGITS = 18;

    /** For {@link #beginMillis}: the job has read the topic from its beginning. */
    static final long FROM_THE_BEGINNING = Long.MIN_VALUE;

    private BigDecimal takerBought;
    private TradeOrder first;
    private String firstId;
    private TradeOrder last;
    private String lastId;
    private boolean numbered;
    private long lowest;
    private long highest;
    private long duplicates;
    private long beginMillis;

    /**
     * @param takerBought volume that takers bought
     * @param first order of the first trade, by which {@code firstId} is chosen
     * @param numbered whether all ids are whole numbers; else {@code lowest} and {@code highest} mean nothing
     * @param lowest lowest id
     * @param highest highest id
     * @param duplicates trades left out because they were there before
     * @param beginMillis event time of the first trade that the job ever read of the partitions that these trades came in, where it
     *     is known that the topic holds earlier ones; else {@link #FROM_THE_BEGINNING}
     */
    Completeness(
            BigDecimal takerBought,
            TradeOrder first,
            String firstId,
            TradeOrder last,
            String lastId,
            boolean numbered,
            long lowest,
            long highest,
            long duplicates,
            long beginMillis) {
        this.takerBought = takerBought;
        this.first = first;
        this.firstId = firstId;
        this.last = last;
        this.lastId = lastId;
        this.numbered = numbered;
        this.lowest = lowest;
        this.highest = highest;
        this.duplicates = duplicates;
        this.beginMillis = beginMillis;
    }

    /** That of one trade. */
    static Completeness of(Trade trade, long beginMillis) {
        long lowest = number(trade.firstId());
        long highest = number(trade.lastId());
        TradeOrder order = trade.order().copy();
        boolean bought = trade.taker() == TakerSide.BUYER && trade.counting().volume();
        return new Completeness(
                bought ? trade.size() : BigDecimal.ZERO,
                order,
                trade.firstId(),
                order,
                trade.lastId(),
                lowest >= 0 && highest >= 0,
                lowest,
                highest,
                0,
                beginMillis);
    }

    private static long number(String id) {
        if (id == null || id.isEmpty() || id.length() > MAX_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < id.length(); i++) {
            int digit = id.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    Completeness copy() {
        return new Completeness(
                takerBought, first, firstId, last, lastId, numbered, lowest, highest, duplicates, beginMillis);
    }

    void merge(Completeness other) {
        takerBought = takerBought.add(other.takerBought);
        if (other.first.compareTo(first) < 0) {
            first = other.first;
            firstId = other.firstId;
        }
        if (other.last.compareTo(last) > 0) {
            last = other.last;
            lastId = other.lastId;
        }
        numbered = numbered && other.numbered;
        lowest = Math.min(lowest, other.lowest);
        highest = Math.max(highest, other.highest);
        duplicates += other.duplicates;
        beginMillis = Math.max(beginMillis, other.beginMillis);
    }

    void addDuplicates(long more) {
        duplicates += more;
    }

    /**
     * Trades missing between the lowest and the highest id, if ids count on by one.
     *
     * @param trades trades that are there
     */
    long missingWithin(long trades) {
        return Math.max(0, highest - lowest + 1 - trades);
    }

    BigDecimal takerBought() {
        return takerBought;
    }

    TradeOrder first() {
        return first;
    }

    String firstId() {
        return firstId;
    }

    TradeOrder last() {
        return last;
    }

    String lastId() {
        return lastId;
    }

    boolean isNumbered() {
        return numbered;
    }

    long lowest() {
        return lowest;
    }

    long highest() {
        return highest;
    }

    long duplicates() {
        return duplicates;
    }

    long beginMillis() {
        return beginMillis;
    }
}
