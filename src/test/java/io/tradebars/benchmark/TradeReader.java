package io.tradebars.benchmark;

import java.util.List;

/** Reads messages of the format {@code json} with the fields of {@link TradeGenerator}, which it takes to be right. For one thread. */
interface TradeReader {

    /** Reads a message; symbols are numbered as they come. */
    void read(byte[] message, FixedTrade into);

    /** Names of the symbols so far, by their numbers. */
    List<String> symbols();
}
