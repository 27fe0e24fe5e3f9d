package io.tradebars.ingest;

import java.io.Serializable;
import java.util.Objects;

/**
 * Where the fields of a trade stand in a JSON record: names in a flat record, or JSON pointers (RFC 6901), which begin with
 * {@code /}.
 *
 * @param symbol the instrument
 * @param price price of one unit
 * @param size units traded
 * @param time instant of the trade at its venue
 * @param id the venue's id; may be absent from a record
 * @param sequence the venue's sequence; may be absent from a record
 * @param venue the venue; may be absent from a record
 */
public record JsonFields(
        String symbol, String price, String size, String time, String id, String sequence, String venue)
        implements Serializable {

    public JsonFields {
        Objects.requireNonNull(symbol, "symbol");
        Objects.requireNonNull(price, "price");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sequence, "sequence");
        Objects.requireNonNull(venue, "venue");
    }
}
