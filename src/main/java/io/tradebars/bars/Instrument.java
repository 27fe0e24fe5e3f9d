package io.tradebars.bars;

import java.util.Objects;

/**
 * What is traded, and where: the key of the stream.
 *
 * @param venue the venue, or {@code null} where the feed names none
 * @param symbol the instrument's name as the feed writes it
 */
public record Instrument(String venue, String symbol) {
    public Instrument {
        Objects.requireNonNull(symbol, "symbol");
    }

    // Written out: they are asked for at every access to state, and what a record has by itself is slower.
    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof Instrument that
                        && symbol.equals(that.symbol)
                        && (venue == null ? that.venue == null : venue.equals(that.venue)));
    }

    /** Decides which subtask has the instrument's state, so it is for ever the one that a record has by itself. */
    @Override
    public int hashCode() {
        return 31 * (venue == null ? 0 : venue.hashCode()) + symbol.hashCode();
    }
}
