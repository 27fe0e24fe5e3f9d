package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Amendment;
import java.util.Objects;

/**
 * A cancel or a correction, with the record it came in, so that it can still be set aside.
 *
 * @param amendment what is said of which trade
 * @param source the record
 */
record AmendedTrade(Amendment amendment, SourceRecord source) implements BarInput {

    AmendedTrade {
        Objects.requireNonNull(amendment, "amendment");
        Objects.requireNonNull(source, "source");
    }

    @Override
    public Instrument instrument() {
        return new Instrument(amendment.venue(), amendment.symbol());
    }
}
