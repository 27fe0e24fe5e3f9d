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
 * @param side who took liquidity; may be absent from a record; {@code null} if such a field is not to be read
 * @param conditions the venue's codes for how it came about; may be absent from a record; {@code null} if such a field is not to
 *     be read
 * @param action whether it is a trade, a cancel or a correction; may be absent from a record, which then is a trade;
 *     {@code null} if such a field is not to be read, so that all are trades
 * @param originalId id of the trade that a correction corrects; may be absent from a record; read only where there are actions
 */
public record JsonFields(
        String symbol,
        String price,
        String size,
        String time,
        String id,
        String sequence,
        String venue,
        String side,
        String conditions,
        String action,
        String originalId)
        implements Serializable {

    public JsonFields {
        Objects.requireNonNull(symbol, "symbol");
        Objects.requireNonNull(price, "price");
        Objects.requireNonNull(size, "size");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(sequence, "sequence");
        Objects.requireNonNull(venue, "venue");
        Objects.requireNonNull(originalId, "originalId");
    }

    /** Fields of trades alone: no side, conditions or actions are read. */
    public JsonFields(String symbol, String price, String size, String time, String id, String sequence, String venue) {
        this(symbol, price, size, time, id, sequence, venue, null, null, null, "originalId");
    }
}
