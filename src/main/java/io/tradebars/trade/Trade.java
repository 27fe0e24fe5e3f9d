package io.tradebars.trade;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * One valid print: so much of a symbol changed hands at a price, at an instant that the venue gives.
 *
 * <p>Valid means: a symbol that is not empty, a price that is a number (it may be negative, as oil and spreads have
 * shown), a size that is zero or more, at least one trade. Price and size are exact, as written in the message.
 *
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
 */
public record Trade(
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

    /**
     * @throws IllegalArgumentException if a component breaks the rules above; the message names it
     * @throws NullPointerException if {@code symbol}, {@code price}, {@code size}, {@code order}, {@code taker} or {@code counting}
     *     is null
     */
    public Trade {
        Objects.requireNonNull(symbol, "symbol");
        Objects.requireNonNull(price, "price");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(taker, "taker");
        Objects.requireNonNull(counting, "counting");
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

    /** An ordinary trade: its id is unique within venue and symbol, its taker unknown, and it counts for everything. */
    public Trade(
            String venue, String symbol, BigDecimal price, BigDecimal size, long count, TradeOrder order, String id) {
        this(venue, symbol, price, size, count, order, id, null, id, id, TakerSide.UNKNOWN, Counting.ALL);
    }

    /** The instant of the trade at its venue, in milliseconds since the epoch, rounded down. */
    public long eventTimeMillis() {
        return order.eventTimeMillis();
    }

    /** What tells it from all other trades of its venue and symbol, or {@code null} if nothing does. */
    public String identity() {
        return identity(idScope, id);
    }

    /** The {@link #identity()} of a trade with that id. */
    public static String identity(String idScope, String id) {
        return idScope == null || id == null ? id : idScope + '\u0000' + id;
    }

    /** The same trade at another place. */
    public Trade at(TradeOrder other) {
        return new Trade(venue, symbol, price, size, count, other, id, idScope, firstId, lastId, taker, counting);
    }
}
