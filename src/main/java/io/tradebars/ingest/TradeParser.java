package io.tradebars.ingest;

import java.math.BigDecimal;

/**
 * Reads the trades out of one message. One parser belongs to one thread; it keeps nothing from one message to the next.
 */
interface TradeParser {

    /**
     * Reads a message from its first byte to its last.
     *
     * @param message the value of a Kafka record; never empty
     * @param result what is told of each trade or control frame found, in the order of the message; when this method throws,
     *     what was told before counts as never said
     * @throws RejectedMessageException if the message is not what the format allows; its message is for a person
     */
    void parse(byte[] message, Result result) throws RejectedMessageException;

    /** Takes what a parser finds. */
    interface Result {
        /**
         * A trade.
         *
         * @param venue where it traded, or {@code null}
         * @param symbol the instrument, never empty
         * @param price price of one unit
         * @param size units traded, zero or more
         * @param count venue trades that it stands for, 1 or more
         * @param eventTimeNanos instant at the venue, nanoseconds since the epoch
         * @param sequence the venue's sequence, or {@code null}
         * @param id the venue's id, or {@code null}
         */
        void trade(
                String venue,
                String symbol,
                BigDecimal price,
                BigDecimal size,
                long count,
                long eventTimeNanos,
                String sequence,
                String id);

        /** A frame that such a feed is known to carry and that is no trade; {@code kind} names it: {@code heartbeat}. */
        void ignored(String kind);
    }
}
