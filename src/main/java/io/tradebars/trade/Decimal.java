package io.tradebars.trade;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;

/**
 * An exact decimal number that can be set anew, so that reading a price makes no object: an unscaled long with a scale of 0 to
 * {@value #MAX_SCALE}, or a {@link BigDecimal} where that doesn't hold it. Mutable; for one thread.
 */
public final class Decimal {

    /** Most digits after the point of a number that is held as a long; 10 to the power of it is a long, too. */
    public static final int MAX_SCALE = 18;

    private static final int BITS_OF_LONG = 63;
    private static final long[] POWERS_OF_TEN = new long[MAX_SCALE + 1];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i <= MAX_SCALE; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private long unscaled;
    private int scale;
    private BigDecimal wide;

    /** Zero. */
    public Decimal() {}

    /** That number. */
    public Decimal(BigDecimal value) {
        set(value);
    }

    /** 10 to the power of {@code exponent}, which is 0 to {@value #MAX_SCALE}. */
    public static long powerOfTen(int exponent) {
        return POWERS_OF_TEN[exponent];
    }

    /** Makes it {@code unscaled} ÷ 10 to the power of {@code scale}, which is 0 to {@value #MAX_SCALE}. */
    public void set(long unscaled, int scale) {
        this.unscaled = unscaled;
        this.scale = scale;
        wide = null;
    }

    /** Makes it that number, with its scale. */
    public void set(BigDecimal value) {
        BigInteger digits = value.unscaledValue();
        if (value.scale() >= 0 && value.scale() <= MAX_SCALE && digits.bitLength() <= BITS_OF_LONG) {
            set(digits.longValue(), value.scale());
        } else {
            set(0, 0);
            wide = value;
        }
    }

    /** Makes it the same as another. */
    public void set(Decimal other) {
        unscaled = other.unscaled;
        scale = other.scale;
        wide = other.wide;
    }

    /** Whether it is held as a {@link BigDecimal} only: then {@link #unscaled()} and {@link #scale()} say nothing. */
    public boolean isWide() {
        return wide != null;
    }

    /** Its digits without the point. */
    public long unscaled() {
        return unscaled;
    }

    /** How many of them stand after the point. */
    public int scale() {
        return scale;
    }

    public BigDecimal toBigDecimal() {
        return wide != null ? wide : BigDecimal.valueOf(unscaled, scale);
    }

    /** -1, 0 or 1. */
    public int signum() {
        return wide != null ? wide.signum() : Long.signum(unscaled);
    }

    /** Whether it is the same number, of the same scale. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Decimal that
                && unscaled == that.unscaled
                && scale == that.scale
                && Objects.equals(wide, that.wide);
    }

    @Override
    public int hashCode() {
        return Objects.hash(unscaled, scale, wide);
    }

    @Override
    public String toString() {
        return toBigDecimal().toPlainString();
    }
}
