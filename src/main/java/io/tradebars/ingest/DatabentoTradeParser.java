package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.trade.TakerSide;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Format {@code databento}: Databento's records as JSON, one a message, as its API and {@code dbn --json --map-symbols} write them.
 *
 * <p>Source: databento.com/docs/schemas ("Trades", "MBO", "TBBO", "MBP-1"), /docs/standards-and-conventions, and the JSON encoder of
 * github.com/databento/dbn. Records of action {@code T} are trades, in whichever schema: trades, tbbo, mbp-1, mbp-10, mbo and their
 * consolidated kin. A fill ({@code F}) is the resting side of a trade that was told already, so no trade. The time of a trade is
 * {@code hd.ts_event}, given to it by the venue: nanoseconds as digits, or ISO 8601. A price without a point is in units of 1e-9,
 * one with a point ("pretty") in units of the currency: the encoder never writes them otherwise. {@code sequence} is the venue's and
 * orders; it is no id, and there is none. {@code side} is the one that took: A sold, B bought. The symbol is in the record only if
 * its writer was asked to map it; {@code instrument_id} isn't taken instead, for it may stand for another instrument tomorrow.
 */
final class DatabentoTradeParser implements TradeParser {

    /** A price that is not given, in units of 1e-9. */
    private static final BigDecimal UNDEFINED_PRICE = BigDecimal.valueOf(Long.MAX_VALUE, 9);

    /** A size that is not given. */
    private static final BigDecimal UNDEFINED_SIZE = BigDecimal.valueOf(0xffff_ffffL);

    /** Actions upon the book that are no trades. */
    private static final Map<String, String> OTHER_ACTIONS =
            Map.of("A", "add", "C", "cancel", "M", "modify", "R", "clear", "F", "fill", "N", "none");

    private final FrameFields record = new FrameFields();
    private final Field action = record.field("action", "action");
    private final Field side = record.field("side", "side");
    private final Field price = record.field("price", "price");
    private final Field size = record.field("size", "size");
    private final Field sequence = record.field("sequence", "sequence");
    private final Field symbol = record.field("symbol", "symbol");

    /** Fields that tell records of the other schemas, which have no action in a letter. */
    private final Field[] marks = {
        record.field("open", "ohlcv"),
        record.field("is_trading", "status"),
        record.field("trading_event", "status"),
        record.field("raw_symbol", "definition"),
        record.field("auction_type", "imbalance"),
        record.field("stat_type", "statistics"),
        record.field("err", "error"),
        record.field("msg", "system"),
        record.field("stype_in_symbol", "symbol mapping"),
        record.field("stype_out_symbol", "symbol mapping"),
        record.field("levels", "bbo"),
    };

    private final Field dataset = record.field("dataset", "dataset");
    private final Field schema = record.field("schema", "schema");

    private final FrameFields header = new FrameFields();
    private final Field time = header.field("ts_event", "time");

    private final TradeDraft draft = new TradeDraft();
    private final String venue;
    private boolean hasHeader;

    DatabentoTradeParser(String venue) {
        this.venue = venue;
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        JsonReader.read(message, this::readRecord);
        if (!hasHeader) {
            if (!dataset.isPresent() || !schema.isPresent()) {
                throw new RejectedMessageException(
                        "message is no record of Databento: no field 'hd' (trade.format is databento)");
            }
            result.ignored("metadata");
            return;
        }
        String other = otherSchema();
        if (other != null) {
            result.ignored(other);
            return;
        }
        String letter = action.requiredText();
        if (letter.equals("T")) {
            result.trade(readTrade());
            return;
        }
        other = OTHER_ACTIONS.get(letter);
        if (other == null) {
            throw new RejectedMessageException(
                    "action is not one of Databento's: '" + ExactNumbers.shorten(letter) + "' in field 'action'");
        }
        result.ignored(other);
    }

    private void readRecord(JsonParser parser) throws IOException, RejectedMessageException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new RejectedMessageException("message is not a JSON object but "
                    + JsonReader.name(parser.currentToken()) + " (trade.format is databento)");
        }
        record.clear();
        hasHeader = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("hd")) {
                readHeader(parser);
            } else {
                record.take(parser, name);
            }
        }
    }

    private void readHeader(JsonParser parser) throws IOException, RejectedMessageException {
        if (hasHeader) {
            throw new RejectedMessageException("field 'hd' is given twice");
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new RejectedMessageException(
                    "header is not an object but " + JsonReader.name(parser.currentToken()) + " in field 'hd'");
        }
        hasHeader = true;
        header.read(parser);
    }

    /** The schema of a record without an action in a letter; {@code null} if it has one, or is of no known schema. */
    private String otherSchema() {
        if (action.isText()) {
            return null;
        }
        for (Field mark : marks) {
            if (mark.isPresent()) {
                return mark.what();
            }
        }
        return null;
    }

    private TradeDraft readTrade() throws RejectedMessageException {
        if (symbol.optional() == null) {
            throw new RejectedMessageException(
                    "symbol is missing in field 'symbol': have the records written with their"
                            + " symbols (map_symbols, or dbn --map-symbols)");
        }
        return draft.clear()
                .venue(venue)
                .symbol(symbol.requiredText())
                .price(readPrice())
                .size(readSize())
                .eventTimeNanos(readTime())
                .sequence(sequence.optional())
                .taker(taker());
    }

    private BigDecimal readPrice() throws RejectedMessageException {
        String text = price.required();
        BigDecimal written = price.number();
        BigDecimal number = text.indexOf('.') < 0 ? fromBillionths(text) : written;
        if (number.compareTo(UNDEFINED_PRICE) == 0) {
            throw new RejectedMessageException("price is undefined: '" + text + "' in field 'price'");
        }
        return number;
    }

    private static BigDecimal fromBillionths(String text) throws RejectedMessageException {
        try {
            return BigDecimal.valueOf(Long.parseLong(text), 9);
        } catch (NumberFormatException e) {
            throw new RejectedMessageException("price is neither a 64-bit integer nor a decimal with a point: '"
                    + ExactNumbers.shorten(text) + "' in field 'price'");
        }
    }

    private BigDecimal readSize() throws RejectedMessageException {
        BigDecimal number = size.size();
        if (number.compareTo(UNDEFINED_SIZE) == 0) {
            throw new RejectedMessageException("size is undefined: " + number + " in field 'size'");
        }
        return number;
    }

    /** Digits are nanoseconds; an ISO instant has a dash after its year. */
    private long readTime() throws RejectedMessageException {
        return time.nanos(time.required().indexOf('-') > 0 ? TimestampUnit.ISO : TimestampUnit.NS);
    }

    private TakerSide taker() throws RejectedMessageException {
        String letter = side.optional();
        if (letter == null) {
            return TakerSide.UNKNOWN;
        }
        return switch (letter) {
            case "A" -> TakerSide.SELLER;
            case "B" -> TakerSide.BUYER;
            default -> TakerSide.UNKNOWN;
        };
    }
}
