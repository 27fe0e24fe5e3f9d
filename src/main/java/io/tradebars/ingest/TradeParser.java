package io.tradebars.ingest;

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
        /** A trade; the draft is its parser's, and belongs to it again when this returns. */
        void trade(TradeDraft trade);

        /**
         * A trade never was: the venue takes it back.
         *
         * @param trade which one: symbol, venue and id; its time, if any, is that of the cancel
         */
        void cancel(TradeDraft trade);

        /**
         * A trade was another.
         *
         * @param id of the trade as it was sent
         * @param corrected the trade as it should have been; its id may be a new one, and without a time it keeps the one it had
         */
        void correction(String id, TradeDraft corrected);

        /** A frame that such a feed is known to carry and that is no trade; {@code kind} names it: {@code heartbeat}. */
        void ignored(String kind);
    }
}
