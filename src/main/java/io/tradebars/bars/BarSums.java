package io.tradebars.bars;

import io.tradebars.trade.Trade;
import java.io.IOException;
import java.math.BigDecimal;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The four prices of a bar and its sums, exact: {@link NarrowSums} in longs, for as long as all of it fits, then {@link WideSums}. Each
 * operation gives the sums to go on with, which are these, changed, or a wide form of them. Mutable; belongs to its {@link BarContent}.
 */
abstract sealed class BarSums permits NarrowSums, WideSums {

    /** No trade. */
    static BarSums empty() {
        return new NarrowSums();
    }

    /**
     * Adds a trade, as far as it counts for them.
     *
     * @param opens whether it is the first of them
     * @param closes whether it is the last of them
     */
    abstract BarSums add(Trade trade, boolean opens, boolean closes);

    /**
     * Adds others.
     *
     * @param opens whether their open comes before this one
     * @param closes whether their close comes after this one
     */
    abstract BarSums merge(BarSums other, boolean opens, boolean closes);

    /** Those of no trade, maybe these. */
    abstract BarSums cleared();

    abstract BarSums copy();

    /** The same as big decimals; they change independently. */
    abstract WideSums widened();

    /** Whether there are open and close. */
    abstract boolean hasOpen();

    /** Whether there are high and low. */
    abstract boolean hasHigh();

    /** Price of the first trade, {@code null} if there is none. */
    abstract BigDecimal open();

    /** Highest price, {@code null} if there is none. */
    abstract BigDecimal high();

    /** Lowest price, {@code null} if there is none. */
    abstract BigDecimal low();

    /** Price of the last trade, {@code null} if there is none. */
    abstract BigDecimal close();

    /** Sum of sizes. */
    abstract BigDecimal volume();

    /** Sum of price times size. */
    abstract BigDecimal notional();

    /** Writes them; whether they have open and high is known to whoever reads them. */
    abstract void write(DataOutputView out) throws IOException;
}
