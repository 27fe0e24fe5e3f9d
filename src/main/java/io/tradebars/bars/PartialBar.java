package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import java.util.List;
import java.util.Objects;

/**
 * Some trades of an instrument in one minute, added up by one source subtask: what crosses the network.
 *
 * @param instrument what was traded
 * @param minuteMillis start of the minute, in milliseconds since the epoch
 * @param content the trades, added up; never changed once sent
 * @param records the records that they came in, only where it cannot be known yet whether they are too late; else empty
 */
record PartialBar(Instrument instrument, long minuteMillis, BarContent content, List<SourceRecord> records) {
    PartialBar {
        Objects.requireNonNull(instrument, "instrument");
        Objects.requireNonNull(content, "content");
        records = List.copyOf(records);
    }
}
