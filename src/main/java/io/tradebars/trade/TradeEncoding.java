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

    private TradeEncoding() {}

    /** Writes a trade. */
    public static void write(Trade trade, DataOutputView out) throws IOException {
        boolean aggregate = !Objects.equals(trade.firstId(), trade.id()) || !Objects.equals(trade.lastId(), trade.id());
        out.writeByte((trade.counting().highLow() ? HIGH_LOW : 0)
                | (trade.counting().openClose() ? OPEN_CLOSE : 0)
                | (trade.counting().volume() ? VOLUME : 0)
                | (trade.taker() == TakerSide.BUYER ? BUYER_TOOK : 0)
                | (trade.taker() == TakerSide.SELLER ? SELLER_TOOK : 0)
                | (aggregate ? AGGREGATE : 0));
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
