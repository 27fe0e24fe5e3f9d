package io.tradebars.trade;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * One valid print: so much of a symbol changed hands at a price, at an instant that the venue gives.
 *
 * <p>Valid means: a symbol that is not empty, a price that is a number (it may be negative, as oil and spreads have
 * shown), a size that is zero or more, at least one trade. Price and size are exact, as written in the message.
 *
 * <p>Mutable, so that reading millions makes no object for each: who is handed one may look at it until the call returns, and keeps a
 * {@link #copy()}. For one thread.
 */
public final class Trade {

    private final Decimal price = new Decimal();
    private final Decimal size = new Decimal();
    private final TradeOrder order = new TradeOrder();
    private String venue;
    private String symbol;
    private long count;
    private TakerSide taker;
    private Counting counting;
    private String idScope;

    /** Whether its id, and that of the first and last trade that it stands for, is the one in its order. */
    private boolean isNamedByOrder;

    private String id;
    private String firstId;
    private String lastId;

    /** One to be set before use: its price, size and order where they are, the rest by {@link #set} and {@link #setIds}. */
    public Trade() {}

    /**
     * @param venue where it traded; {@code null} where the feed names none
     * @param symbol the instrument's name as the feed writes it; never empty
     * @param price price of one unit, exact
     * @param size units traded, exact, zero or more
     * @param count venue trades that this print stands for: 1, or more for an aggregate (Binance {@code aggTrade}: {@code
     *     l - f + 1})
     * @param order its place among the prints of its symbol; carries the event time
     * @param id the venue's id of it as text, or {@code null} where the feed has none
     * @param idScope what the id is unique within besides venue and symbol, such as the exchange in a consolidated feed; or {@code
     *     null}
     * @param firstId id of the first venue trade that it stands for; its own, or {@code null}, unless it is an aggregate
     * @param lastId id of the last one, likewise
     * @param taker who took liquidity
     * @param counting what of a bar it counts for
     * @throws IllegalArgumentException if a component breaks the rules above; the message names it
     * @throws NullPointerException if {@code symbol}, {@code price}, {@code size}, {@code order}, {@code taker} or {@code counting}
     *     is null
     */
    public Trade(
            String venue,
            String symbol,
            BigDecimal price,
            BigDecimal size,
            long count,
            TradeOrder order,
            String id,
            String idScope,
            String firstId,
            String lastId,
            TakerSide taker,
            Counting counting) {
        this.price.set(price);
        this.size.set(size);
        this.order.set(order);
        set(venue, symbol, count, taker, counting);
        setIds(id, idScope, firstId, lastId);
    }

    /** An ordinary trade: its id is unique within venue and symbol, its taker unknown, and it counts for everything. */
    public Trade(
            String venue, String symbol, BigDecimal price, BigDecimal size, long count, TradeOrder order, String id) {
        this(venue, symbol, price, size, count, order, id, null, id, id, TakerSide.UNKNOWN, Counting.ALL);
    }

    /**
     * Makes it another trade, whose size is there already; parameters as those of the constructor.
     *
     * @throws IllegalArgumentException as the constructor
     */
    public void set(String venue, String symbol, long count, TakerSide taker, Counting counting) {
        Objects.requireNonNull(symbol, "symbol");
        Objects.requireNonNull(taker, "taker");
        Objects.requireNonNull(counting, "counting");
        // Mostly they are as they were, and to write a reference costs more than to look at it: with G1 a memory fence,
        // where it is in an old object.
        if (this.venue != venue) {
            this.venue = venue;
        }
        if (this.symbol != symbol) {
            this.symbol = symbol;
        }
        if (this.taker != taker) {
            this.taker = taker;
        }
        if (this.counting != counting) {
            this.counting = counting;
        }
        this.count = count;
        if (symbol.isEmpty()) {
            throw new IllegalArgumentException("symbol is empty");
        }
        if (size.signum() < 0) {
            throw new IllegalArgumentException("size is negative: " + size);
        }
        if (count < 1) {
            throw new IllegalArgumentException("count is less than 1: " + count);
        }
    }

    /** Gives it ids; parameters as those of the constructor. */
    public void setIds(String id, String idScope, String firstId, String lastId) {
        isNamedByOrder = false;
        this.id = id;
        this.idScope = idScope;
        this.firstId = firstId;
        this.lastId = lastId;
    }

    /** Its id, and that of the first and last trade that it stands for, is the one in its order. */
    public void setIdsByOrder(String idScope) {
        setIds(null, idScope, null, null);
        isNamedByOrder = true;
    }

    /** Whether it has them by {@link #setIdsByOrder}. */
    boolean isNamedByOrder() {
        return isNamedByOrder;
    }

    /** One of its own, that stays as this is now. */
    public Trade copy() {
        Trade copy = new Trade();
        copy.price.set(price);
        copy.size.set(size);
        copy.order.set(order);
        copy.set(venue, symbol, count, taker, counting);
        copy.setIds(id, idScope, firstId, lastId);
        copy.isNamedByOrder = isNamedByOrder;
        return copy;
    }

    /** The same trade at another place. */
    public Trade at(TradeOrder other) {
        Trade moved = copy();
        moved.setIds(id(), idScope, firstId(), lastId());
        moved.order.set(other);
        return moved;
    }

    public String venue() {
        return venue;
    }

    public String symbol() {
        return symbol;
    }

    /** Price of one unit. */
    public BigDecimal price() {
        return price.toBigDecimal();
    }

    /** Units traded. */
    public BigDecimal size() {
        return size.toBigDecimal();
    }

    /** {@link #price()} without an object for it; its trade's, and may be set. */
    public Decimal exactPrice() {
        return price;
    }

    /** {@link #size()} without an object for it; its trade's, and may be set. */
    public Decimal exactSize() {
        return size;
    }

    public long count() {
        return count;
    }

    /** Its place; its own, and may be set. */
    public TradeOrder order() {
        return order;
    }

    public String id() {
        return isNamedByOrder ? order.id() : id;
    }

    public String idScope() {
        return idScope;
    }

    public String firstId() {
        return isNamedByOrder ? order.id() : firstId;
    }

    public String lastId() {
        return isNamedByOrder ? order.id() : lastId;
    }

    public TakerSide taker() {
        return taker;
    }

    public Counting counting() {
        return counting;
    }

    /** The instant of the trade at its venue, in milliseconds since the epoch, rounded down. */
    public long eventTimeMillis() {
        return order.eventTimeMillis();
    }

    /** What tells it from all other trades of its venue and symbol, or {@code null} if nothing does. */
    public String identity() {
        return identity(idScope, id());
    }

    /** The {@link #identity()} of a trade with that id. */
    public static String identity(String idScope, String id) {
        return idScope == null || id == null ? id : idScope + '\u0000' + id;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Trade that
                && Objects.equals(venue, that.venue)
                && Objects.equals(symbol, that.symbol)
                && price.equals(that.price)
                && size.equals(that.size)
                && count == that.count
                && order.equals(that.order)
                && Objects.equals(id(), that.id())
                && Objects.equals(idScope, that.idScope)
                && Objects.equals(firstId(), that.firstId())
                && Objects.equals(lastId(), that.lastId())
                && taker == that.taker
                && Objects.equals(counting, that.counting);
    }

    @Override
    public int hashCode() {
        return Objects.hash(venue, symbol, price, size, order);
    }

    @Override
    public String toString() {
        return "Trade[" + (venue == null ? "" : venue + " ") + symbol + " " + price + " x " + size + " at " + order
                + "]";
    }
}
