package io.tradebars.trade;

import java.util.Objects;

/**
 * What a venue says of an earlier trade: that it never was, or that it was another.
 *
 * @param venue of the trade; {@code null} where the feed names none
 * @param symbol of the trade
 * @param identity which trade: its {@link Trade#identity()}
 * @param timeMillis when this was said, in milliseconds since the epoch
 * @param corrected the trade as it should have been, or {@code null} if it never was
 * @param keepsTime whether the corrected trade stands where the first one stood, because the feed gives no other time
 */
public record Amendment(
        String venue, String symbol, String identity, long timeMillis, Trade corrected, boolean keepsTime) {

    public Amendment {
        Objects.requireNonNull(symbol, "symbol");
        Objects.requireNonNull(identity, "identity");
    }

    /** Whether it takes the trade back. */
    public boolean isCancel() {
        return corrected == null;
    }

    /** What stands in the place of that trade now, or {@code null} for nothing. */
    public Trade applyTo(Trade trade) {
        return isCancel() || !keepsTime ? corrected : corrected.at(trade.order());
    }
}
