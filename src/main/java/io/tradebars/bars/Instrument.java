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
}
