package io.tradebars.ingest;

import io.tradebars.trade.Counting;
import io.tradebars.trade.Decimal;
import io.tradebars.trade.TakerSide;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import java.math.BigDecimal;
import java.util.List;

/**
 * What a message says of one trade, as a parser finds it. Mutable and used again for the next trade; whoever is given one takes what
 * is in it before returning.
 */
final class TradeDraft {

    /** In place of an instant; no unit reaches that far back. */
    private static final long NO_TIME = Long.MIN_VALUE;

    private String venue;
    private String symbol;
    private boolean hasPlainSymbol;
    private final Decimal price = new Decimal();
    private boolean hasPrice;
    private final Decimal size = new Decimal();
    private boolean hasSize;
    private long count;
    private final TradeOrder order = new TradeOrder();
    private boolean keepsPlace;
    private String idScope;
    private boolean sharedId;
    private String firstId;
    private String lastId;
    private TakerSide taker;
    private List<String> conditions;

    TradeDraft() {
        clear();
    }

    /**
     * Forgets the last trade: no time, sequence, id or conditions, a count of 1, the taker unknown. Venue and symbol stay until they are set, as
     * they always are: mostly to what they were, and then nothing is written ({@link Trade#set} says what that is good for).
     */
    TradeDraft clear() {
        hasPlainSymbol = false;
        hasPrice = false;
        hasSize = false;
        count = 1;
        order.setEventTimeNanos(NO_TIME);
        keepsPlace = false;
        order.setSequence(TradeOrder.NONE);
        order.setId(TradeOrder.NONE);
        idScope = null;
        sharedId = false;
        firstId = null;
        lastId = null;
        taker(TakerSide.UNKNOWN);
        conditions(List.of());
        return this;
    }

    /** @param venue where it traded, or {@code null} */
    TradeDraft venue(String venue) {
        if (this.venue != venue) {
            this.venue = venue;
        }
        return this;
    }

    /** @param symbol the instrument, never empty */
    TradeDraft symbol(String symbol) {
        if (this.symbol != symbol) {
            this.symbol = symbol;
        }
        hasPlainSymbol = false;
        return this;
    }

    /** @param symbol the instrument, never empty, of ASCII only */
    TradeDraft plainSymbol(String symbol) {
        symbol(symbol);
        hasPlainSymbol = true;
        return this;
    }

    /** @param price price of one unit */
    TradeDraft price(BigDecimal price) {
        hasPrice = price != null;
        if (hasPrice) {
            this.price.set(price);
        }
        return this;
    }

    /** As {@link #price(BigDecimal)}, in the form of {@link Decimal#set(long, int)}. */
    TradeDraft price(long unscaled, int scale) {
        hasPrice = true;
        price.set(unscaled, scale);
        return this;
    }

    /** @param price as {@link #price(BigDecimal)} takes it; it is copied */
    TradeDraft price(Decimal price) {
        hasPrice = true;
        this.price.set(price);
        return this;
    }

    /** The price, for it to be set. */
    Decimal newPrice() {
        hasPrice = true;
        return price;
    }

    /** @param size units traded, zero or more */
    TradeDraft size(BigDecimal size) {
        hasSize = size != null;
        if (hasSize) {
            this.size.set(size);
        }
        return this;
    }

    /** @param size as {@link #size(BigDecimal)} takes it; it is copied */
    TradeDraft size(Decimal size) {
        hasSize = true;
        this.size.set(size);
        return this;
    }

    /** The size, for it to be set, to zero or more. */
    Decimal newSize() {
        hasSize = true;
        return size;
    }

    /** @param nanos instant at the venue, nanoseconds since the epoch */
    TradeDraft eventTimeNanos(long nanos) {
        order.setEventTimeNanos(nanos);
        return this;
    }

    /** The time given is that of the message; a corrected trade stands where the first one stood. */
    TradeDraft keepingItsPlace() {
        this.keepsPlace = true;
        return this;
    }

    /** @param sequence the venue's sequence, or {@code null} */
    TradeDraft sequence(String sequence) {
        order.setSequence(sequence);
        return this;
    }

    /** @param sequence as {@link TradeOrder#setSequence(long)} takes it */
    TradeDraft sequence(long sequence) {
        order.setSequence(sequence);
        return this;
    }

    /** @param id the venue's id, or {@code null} */
    TradeDraft id(String id) {
        order.setId(id);
        return this;
    }

    /** @param id as {@link TradeOrder#setId(long)} takes it */
    TradeDraft id(long id) {
        order.setId(id);
        return this;
    }

    /** @param scope what the id is unique within, besides venue and symbol, such as the exchange of a consolidated tape; or {@code null} */
    TradeDraft idScope(String scope) {
        this.idScope = scope;
        return this;
    }

    /** The id is one that several trades have: it is told, but makes none the same as another. */
    TradeDraft withSharedId() {
        this.sharedId = true;
        return this;
    }

    /**
     * Makes it an aggregate of the venue's trades with these ids.
     *
     * @param firstId id of the first of them
     * @param lastId id of the last of them
     * @param count how many they are, 1 or more
     */
    TradeDraft aggregateOf(String firstId, String lastId, long count) {
        this.firstId = firstId;
        this.lastId = lastId;
        this.count = count;
        return this;
    }

    /** @param taker who took liquidity */
    TradeDraft taker(TakerSide taker) {
        if (this.taker != taker) {
            this.taker = taker;
        }
        return this;
    }

    /** @param conditions the venue's codes for how it came about, in its order; empty for none */
    TradeDraft conditions(List<String> conditions) {
        if (this.conditions != conditions) {
            this.conditions = conditions;
        }
        return this;
    }

    String venue() {
        return venue;
    }

    String symbol() {
        return symbol;
    }

    /** Whether the symbol is known to be of ASCII only. */
    boolean hasPlainSymbol() {
        return hasPlainSymbol;
    }

    /** The price, or {@code null} if none was given. */
    BigDecimal price() {
        return hasPrice ? price.toBigDecimal() : null;
    }

    /** The size, or {@code null} if none was given. */
    BigDecimal size() {
        return hasSize ? size.toBigDecimal() : null;
    }

    /** Makes a trade what was read, but for its place in Kafka. */
    void copyTo(Trade trade, Counting counting) {
        trade.exactPrice().set(price);
        trade.exactSize().set(size);
        trade.order().set(order);
        trade.set(venue, symbol, count, taker, counting);
        if (sharedId || firstId != null || lastId != null) {
            trade.setIds(ownId(), idScope, firstId(), lastId());
        } else {
            trade.setIdsByOrder(idScope);
        }
    }

    /** Venue trades that it stands for, 1 or more. */
    long count() {
        return count;
    }

    /** Whether a corrected trade stands where the first one stood. */
    boolean keepsPlace() {
        return keepsPlace || !hasTime();
    }

    /** Whether a time was given: a trade has one, a cancel or correction may leave it as it was. */
    boolean hasTime() {
        return order.eventTimeNanos() != NO_TIME;
    }

    long eventTimeNanos() {
        return order.eventTimeNanos();
    }

    String sequence() {
        return order.sequence();
    }

    String id() {
        return order.id();
    }

    /** Whether the id is the number 0. */
    boolean hasIdOfZero() {
        return order.idNumber() == 0;
    }

    /** The id, if it tells the trade from others; else {@code null}. */
    String ownId() {
        return sharedId ? null : id();
    }

    String idScope() {
        return idScope;
    }

    /** Id of the first venue trade that it stands for: its own, unless it is an aggregate. */
    String firstId() {
        return firstId == null ? ownId() : firstId;
    }

    /** Id of the last venue trade that it stands for: its own, unless it is an aggregate. */
    String lastId() {
        return lastId == null ? ownId() : lastId;
    }

    TakerSide taker() {
        return taker;
    }

    List<String> conditions() {
        return conditions;
    }
}
