package io.tradebars.bars;

import java.util.Objects;

/**
 * Says that a trade of a minute came too late. Where a run that failed left the minute's bar open, and all its trades are too late
 * when they are read again, nothing else tells that the bar is to be closed.
 *
 * @param instrument what was traded
 * @param minuteMillis start of the minute, in milliseconds since the epoch
 */
record LateMinute(Instrument instrument, long minuteMillis) implements BarInput {

    LateMinute {
        Objects.requireNonNull(instrument, "instrument");
    }
}
