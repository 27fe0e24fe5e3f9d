package io.tradebars.bars;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * What happened to a symbol in an interval, as known at one moment; a later trade makes another {@code Bar} of the same
 * key and a higher {@link #revision()}.
 *
 * @param key which bar
 * @param open price of its first trade in the order of {@link io.tradebars.trade.TradeOrder}; {@code null}, as the other
 *     prices, if all its trades were taken back: then there is no such bar any more
 * @param high highest price
 * @param low lowest price
 * @param close price of its last trade in that order
 * @param volume sum of sizes
 * @param notional sum of price times size
 * @param trades number of trades, aggregates counted by what they stand for
 * @param events trades, cancels and corrections that the bar has seen; not less than {@code trades}; 0 if nothing is told but that
 *     the bar has ended: see {@link #endsOnly}
 * @param closed whether event time has passed its end; {@code false} while it is still open
 * @param details completeness and history, or {@code null} where they are not asked for
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
        long events,
        boolean closed,
        BarDetails details) {

    /** Digits after the decimal point of {@link #vwap()}. */
    public static final int VWAP_SCALE = 10;

    public Bar {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(volume, "volume");
        Objects.requireNonNull(notional, "notional");
        if (trades < 0 || events < trades || events < 1 && !closed) {
            throw new IllegalArgumentException("a bar has seen at least its trades, and an open one at least one, was "
                    + trades + " trades in " + events + " events");
        }
        if (trades > 0) {
            Objects.requireNonNull(open, "open");
            Objects.requireNonNull(high, "high");
            Objects.requireNonNull(low, "low");
            Objects.requireNonNull(close, "close");
        }
    }

    /** A bar whose trades all stand, without details. */
    public Bar(
            BarKey key,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            BigDecimal notional,
            long trades,
            boolean closed) {
        this(key, open, high, low, close, volume, notional, trades, trades, closed, null);
    }

    /** A bar all of whose trades were taken back. */
    static Bar withoutTrades(BarKey key, long events, boolean closed) {
        return new Bar(key, null, null, null, null, BigDecimal.ZERO, BigDecimal.ZERO, 0, events, closed, null);
    }

    /** Says of a bar that it has ended, and nothing else: {@link #endsOnly}. */
    public static Bar ended(BarKey key) {
        return withoutTrades(key, 0, true);
    }

    /** Whether all its trades were taken back, or none ever counted, so that there is no bar. */
    public boolean isGone() {
        return trades == 0;
    }

    /**
     * Whether this makes no bar and takes none away, but closes one that is still open. A run that failed may have left it so, and in
     * this run all its trades came too late.
     */
    public boolean endsOnly() {
        return events == 0;
    }

    /** Notional ÷ volume, rounded half-even to {@value #VWAP_SCALE} decimals; {@code null} when the volume is 0. */
    public BigDecimal vwap() {
        return volume.signum() == 0 ? null : notional.divide(volume, VWAP_SCALE, RoundingMode.HALF_EVEN);
    }

    /**
     * How far this state of the bar is along: 2 × events, plus 1 once closed. Of two states of one bar, the one with the
     * higher revision knows more; bars of equal revision have the same prices and sums.
     */
    public long revision() {
        return 2 * events + (closed ? 1 : 0);
    }
}
