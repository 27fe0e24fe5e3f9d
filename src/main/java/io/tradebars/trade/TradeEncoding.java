package io.tradebars.trade;

import io.tradebars.types.Encoding;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a {@link Trade} and an {@link Amendment} are written. A trade begins with a byte of flags: what it counts for, its taker, and
 * whether it is an aggregate, whose ids then follow.
 */
public final class TradeEncoding {

    private static final int HIGH_LOW = 1;
    private static final int OPEN_CLOSE = 2;
    private static final int VOLUME = 4;
    private static final int BUYER_TOOK = 8;
    private static final int SELLER_TOOK = 16;
    private static final int AGGREGATE = 32;

    /** Compactly only: its ids are the one in its order. */
    private static final int NAMED_BY_ORDER = 64;

    /** Compactly only: it has an id scope. */
    private static final int SCOPED = 128;

    /** In place of a scale, before a decimal that is written in full. */
    private static final int WIDE = -1;

    private TradeEncoding() {}

    /** Writes a trade. */
    public static void write(Trade trade, DataOutputView out) throws IOException {
        boolean aggregate = isAggregate(trade);
        out.writeByte(flags(trade) | (aggregate ? AGGREGATE : 0));
        Encoding.writeText(trade.venue(), out);
        Encoding.writeText(trade.symbol(), out);
        Encoding.writeDecimal(trade.price(), out);
        Encoding.writeDecimal(trade.size(), out);
        out.writeLong(trade.count());
        TradeOrderEncoding.write(trade.order(), out);
        Encoding.writeText(trade.id(), out);
        Encoding.writeText(trade.idScope(), out);
        if (aggregate) {
            Encoding.writeText(trade.firstId(), out);
            Encoding.writeText(trade.lastId(), out);
        }
    }

    /** Reads a trade. */
    public static Trade read(DataInputView in) throws IOException {
        int flags = in.readByte();
        String venue = Encoding.readText(in);
        String symbol = Encoding.readText(in);
        BigDecimal price = Encoding.readDecimal(in);
        BigDecimal size = Encoding.readDecimal(in);
        long count = in.readLong();
        TradeOrder order = TradeOrderEncoding.read(in);
        String id = Encoding.readText(in);
        String idScope = Encoding.readText(in);
        boolean aggregate = (flags & AGGREGATE) != 0;
        String firstId = aggregate ? Encoding.readText(in) : id;
        String lastId = aggregate ? Encoding.readText(in) : id;
        return new Trade(
                venue, symbol, price, size, count, order, id, idScope, firstId, lastId, taker(flags), counting(flags));
    }

    /**
     * Writes a trade compactly, but for its venue and symbol: flags, which say besides the above whether its ids are the one in its
     * order, and whether it has an id scope; price and size, each its scale as a byte and its digits; the count; its order compactly;
     * ids and their scope, as far as there are any.
     */
    static void writeCompact(Trade trade, DataOutputView out) throws IOException {
        boolean namedByOrder = trade.isNamedByOrder();
        boolean aggregate = !namedByOrder && isAggregate(trade);
        out.writeByte(flags(trade)
                | (aggregate ? AGGREGATE : 0)
                | (namedByOrder ? NAMED_BY_ORDER : 0)
                | (trade.idScope() != null ? SCOPED : 0));
        writeCompact(trade.exactPrice(), out);
        writeCompact(trade.exactSize(), out);
        Encoding.writeCompact(trade.count(), out);
        TradeOrderEncoding.writeCompact(trade.order(), 0, out);
        if (!namedByOrder) {
            Encoding.writeText(trade.id(), out);
        }
        if (aggregate) {
            Encoding.writeText(trade.firstId(), out);
            Encoding.writeText(trade.lastId(), out);
        }
        if (trade.idScope() != null) {
            Encoding.writeText(trade.idScope(), out);
        }
    }

    private static void writeCompact(Decimal value, DataOutputView out) throws IOException {
        if (value.isWide()) {
            out.writeByte(WIDE);
            Encoding.writeDecimal(value.toBigDecimal(), out);
        } else {
            out.writeByte(value.scale());
            Encoding.writeCompact(value.unscaled(), out);
        }
    }

    /** Reads what {@link #writeCompact(Trade, DataOutputView)} wrote into a trade that is there already. */
    static void readCompact(Trade trade, String venue, String symbol, DataInputView in) throws IOException {
        int flags = in.readByte();
        readCompact(trade.exactPrice(), in);
        readCompact(trade.exactSize(), in);
        trade.set(venue, symbol, Encoding.readCompact(in), taker(flags), counting(flags));
        TradeOrderEncoding.readCompact(trade.order(), 0, in);
        boolean namedByOrder = (flags & NAMED_BY_ORDER) != 0;
        boolean aggregate = (flags & AGGREGATE) != 0;
        String id = namedByOrder ? null : Encoding.readText(in);
        String firstId = aggregate ? Encoding.readText(in) : id;
        String lastId = aggregate ? Encoding.readText(in) : id;
        String idScope = (flags & SCOPED) != 0 ? Encoding.readText(in) : null;
        if (namedByOrder) {
            trade.setIdsByOrder(idScope);
        } else {
            trade.setIds(id, idScope, firstId, lastId);
        }
    }

    private static void readCompact(Decimal value, DataInputView in) throws IOException {
        int scale = in.readByte();
        if (scale == WIDE) {
            value.set(Encoding.readDecimal(in));
        } else {
            value.set(Encoding.readCompact(in), scale);
        }
    }

    private static boolean isAggregate(Trade trade) {
        return !Objects.equals(trade.firstId(), trade.id()) || !Objects.equals(trade.lastId(), trade.id());
    }

    private static int flags(Trade trade) {
        return (trade.counting().highLow() ? HIGH_LOW : 0)
                | (trade.counting().openClose() ? OPEN_CLOSE : 0)
                | (trade.counting().volume() ? VOLUME : 0)
                | (trade.taker() == TakerSide.BUYER ? BUYER_TOOK : 0)
                | (trade.taker() == TakerSide.SELLER ? SELLER_TOOK : 0);
    }

    private static TakerSide taker(int flags) {
        if ((flags & BUYER_TOOK) != 0) {
            return TakerSide.BUYER;
        }
        return (flags & SELLER_TOOK) != 0 ? TakerSide.SELLER : TakerSide.UNKNOWN;
    }

    private static Counting counting(int flags) {
        boolean all = (flags & (HIGH_LOW | OPEN_CLOSE | VOLUME)) == (HIGH_LOW | OPEN_CLOSE | VOLUME);
        return all
                ? Counting.ALL
                : new Counting((flags & HIGH_LOW) != 0, (flags & OPEN_CLOSE) != 0, (flags & VOLUME) != 0);
    }

    /** Writes an amendment. */
    public static void write(Amendment amendment, DataOutputView out) throws IOException {
        Encoding.writeText(amendment.venue(), out);
        Encoding.writeText(amendment.symbol(), out);
        Encoding.writeText(amendment.identity(), out);
        out.writeLong(amendment.timeMillis());
        out.writeBoolean(amendment.keepsTime());
        out.writeBoolean(!amendment.isCancel());
        if (!amendment.isCancel()) {
            write(amendment.corrected(), out);
        }
    }

    /** Reads an amendment. */
    public static Amendment readAmendment(DataInputView in) throws IOException {
        String venue = Encoding.readText(in);
        String symbol = Encoding.readText(in);
        String identity = Encoding.readText(in);
        long timeMillis = in.readLong();
        boolean keepsTime = in.readBoolean();
        Trade corrected = in.readBoolean() ? read(in) : null;
        return new Amendment(venue, symbol, identity, timeMillis, corrected, keepsTime);
    }
}
