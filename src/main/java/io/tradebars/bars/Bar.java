package io.tradebars.bars;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * What happened to a symbol in an interval, as known at one moment; a later trade makes another {@code Bar} of the same
 * key and a higher {@link #revision()}.
 *
 * @param key which bar
 * @param open price of its first trade in the order of {@link io.tradebars.trade.TradeOrder}
 * @param high highest price
 * @param low lowest price
 * @param close price of its last trade in that order
 * @param volume sum of sizes
 * @param notional sum of price times size
 * @param trades number of trades, aggregates counted by what they stand for; 1 or more
 * @param closed whether event time has passed its end; {@code false} while it is still open
 */
public record Bar(
        BarKey key,
        BigDecimal open,
        BigDecimal high,
        BigDecimal low,
        BigDecimal close,
        BigDecimal volume,
        BigDecimal notional,
        long trades,
        boolean closed) {

    /** Digits after the decimal point of {@link #vwap()}. */
    public static final int VWAP_SCALE = 10;

    public Bar {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(open, "open");
        Objects.requireNonNull(high, "high");
        Objects.requireNonNull(low, "low");
        Objects.requireNonNull(close, "close");
        Objects.requireNonNull(volume, "volume");
        Objects.requireNonNull(notional, "notional");
        if (trades < 1) {
            throw new IllegalArgumentException("a bar has at least one trade, was " + trades);
        }
    }

    /** Notional ÷ volume, rounded half-even to {@value #VWAP_SCALE} decimals; {@code null} when the volume is 0. */
    public BigDecimal vwap() {
        return volume.signum() == 0 ? null : notional.divide(volume, VWAP_SCALE, RoundingMode.HALF_EVEN);
    }

    /**
     * How far this state of the bar is along: 2 × trades, plus 1 once closed. Of two states of one bar, the one with the
     * higher revision knows more; equal revisions are equal bars.
     */
    public long revision() {
        return 2 * trades + (closed ? 1 : 0);
    }
}
