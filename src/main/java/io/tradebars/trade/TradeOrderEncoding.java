package io.tradebars.trade;

import io.tradebars.types.Encoding;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How a {@link TradeOrder} is written. In full: its components in their order. Compactly, as the many of bars are: a byte that says
 * what sequence and id are, then these, the place, and the time relative to one that the reader knows, in as few bytes as will do.
 */
public final class TradeOrderEncoding {

    private static final int SEQUENCE_IS_NUMBER = 1;
    private static final int SEQUENCE_IS_TEXT = 2;
    private static final int ID_IS_NUMBER = 4;
    private static final int ID_IS_TEXT = 8;

    private TradeOrderEncoding() {}

    /** Writes it in full. */
    public static void write(TradeOrder order, DataOutputView out) throws IOException {
        out.writeLong(order.eventTimeNanos());
        Encoding.writeText(order.sequence(), out);
        Encoding.writeText(order.id(), out);
        out.writeInt(order.partition());
        out.writeLong(order.offset());
        out.writeInt(order.index());
    }

    /** Reads what {@link #write} wrote. */
    public static TradeOrder read(DataInputView in) throws IOException {
        return new TradeOrder(
                in.readLong(), Encoding.readText(in), Encoding.readText(in), in.readInt(), in.readLong(), in.readInt());
    }

    /**
     * Writes it compactly.
     *
     * @param sinceNanos the time, in nanoseconds since the epoch, that it is told from
     */
    public static void writeCompact(TradeOrder order, long sinceNanos, DataOutputView out) throws IOException {
        boolean hasSequenceNumber = order.sequenceNumber() != TradeOrder.NONE;
        boolean hasIdNumber = order.idNumber() != TradeOrder.NONE;
        String sequence = hasSequenceNumber ? null : order.sequence();
        String id = hasIdNumber ? null : order.id();
        out.writeByte((hasSequenceNumber ? SEQUENCE_IS_NUMBER : 0)
                | (sequence != null ? SEQUENCE_IS_TEXT : 0)
                | (hasIdNumber ? ID_IS_NUMBER : 0)
                | (id != null ? ID_IS_TEXT : 0));
        if (hasSequenceNumber) {
            Encoding.writeCompact(order.sequenceNumber(), out);
        } else if (sequence != null) {
            Encoding.writeText(sequence, out);
        }
        if (hasIdNumber) {
            Encoding.writeCompact(order.idNumber(), out);
        } else if (id != null) {
            Encoding.writeText(id, out);
        }
        Encoding.writeCompact(order.partition(), out);
        Encoding.writeCompact(order.offset(), out);
        Encoding.writeCompact(order.index(), out);
        Encoding.writeCompact(order.eventTimeNanos() - sinceNanos, out);
    }

    /** Reads what {@link #writeCompact} wrote with the same time. */
    public static TradeOrder readCompact(long sinceNanos, DataInputView in) throws IOException {
        TradeOrder order = new TradeOrder();
        readCompact(order, sinceNanos, in);
        return order;
    }

    /** Reads what {@link #writeCompact} wrote with the same time into one that is there already. */
    static void readCompact(TradeOrder order, long sinceNanos, DataInputView in) throws IOException {
        int flags = in.readByte();
        if ((flags & SEQUENCE_IS_NUMBER) != 0) {
            order.setSequence(Encoding.readCompact(in));
        } else if ((flags & SEQUENCE_IS_TEXT) != 0) {
            order.setSequence(Encoding.readText(in));
        } else {
            order.setSequence(TradeOrder.NONE);
        }
        if ((flags & ID_IS_NUMBER) != 0) {
            order.setId(Encoding.readCompact(in));
        } else if ((flags & ID_IS_TEXT) != 0) {
            order.setId(Encoding.readText(in));
        } else {
            order.setId(TradeOrder.NONE);
        }
        int partition = (int) Encoding.readCompact(in);
        long offset = Encoding.readCompact(in);
        order.setPlace(partition, offset, (int) Encoding.readCompact(in));
        order.setEventTimeNanos(sinceNanos + Encoding.readCompact(in));
    }
}
