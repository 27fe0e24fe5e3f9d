package io.tradebars.ingest;

import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.trade.Decimal;
import io.tradebars.trade.TakerSide;
import io.tradebars.trade.TradeOrder;
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

    /** Digits after the point of a price that is written without one. */
    private static final int SCALE_OF_WHOLE = 9;

    /** A price that is not given. */
    private static final BigDecimal UNDEFINED_PRICE = BigDecimal.valueOf(Long.MAX_VALUE, SCALE_OF_WHOLE);

    /** A size that is not given. */
    private static final long UNDEFINED_SIZE = 0xffff_ffffL;

    /** Actions upon the book that are no trades. */
    private static final Map<String, String> OTHER_ACTIONS =
            Map.of("A", "add", "C", "cancel", "M", "modify", "R", "clear", "F", "fill", "N", "none");

    private final JsonNames names = new JsonNames();
    private final FrameFields record = new FrameFields(names);
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

    private final Field hd = record.field("hd", "header");

    private final FrameFields header = new FrameFields(names);
    private final Field time = header.field("ts_event", "time");

    private final JsonReader reader = new JsonReader(names);
    private final TradeDraft draft = new TradeDraft();
    private final String venue;

    DatabentoTradeParser(String venue) {
        this.venue = venue;
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        readRecord(reader.readObject(message, "a JSON object", TradeFormat.DATABENTO));
        if (!hd.isPresent()) {
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

    private void readRecord(JsonTokens tokens) throws RejectedMessageException {
        record.read(tokens, 0);
        hd.requireOnce();
        if (hd.isPresent()) {
            tokens.requireObject(hd.value(), hd.what(), hd.name());
            header.read(tokens, hd.value());
        }
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
        if (!symbol.hasValue()) {
            throw new RejectedMessageException(
                    "symbol is missing in field 'symbol': have the records written with their"
                            + " symbols (map_symbols, or dbn --map-symbols)");
        }
        symbol.toSymbol(draft.clear().venue(venue));
        readPrice();
        draft.size(readSize()).eventTimeNanos(readTime());
        sequence.toSequence(draft);
        return draft.taker(taker());
    }

    private void readPrice() throws RejectedMessageException {
        long billionths = price.plainWhole();
        if (billionths != TradeOrder.NONE) {
            // Of fewer digits than the undefined one.
            draft.price(billionths, SCALE_OF_WHOLE);
            return;
        }
        String text = price.required();
        BigDecimal written = price.number().toBigDecimal();
        BigDecimal number = text.indexOf('.') < 0 ? fromBillionths(text) : written;
        if (number.compareTo(UNDEFINED_PRICE) == 0) {
            throw new RejectedMessageException("price is undefined: '" + text + "' in field 'price'");
        }
        draft.price(number);
    }

    private static BigDecimal fromBillionths(String text) throws RejectedMessageException {
        try {
            return BigDecimal.valueOf(Long.parseLong(text), SCALE_OF_WHOLE);
        } catch (NumberFormatException e) {
            throw new RejectedMessageException("price is neither a 64-bit integer nor a decimal with a point: '"
                    + ExactNumbers.shorten(text) + "' in field 'price'");
        }
    }

    private Decimal readSize() throws RejectedMessageException {
        Decimal number = size.size();
        boolean isPlainWhole = number.scale() == 0 && !number.isWide();
        if (isPlainWhole
                ? number.unscaled() == UNDEFINED_SIZE
                : number.toBigDecimal().compareTo(BigDecimal.valueOf(UNDEFINED_SIZE)) == 0) {
            throw new RejectedMessageException("size is undefined: " + number + " in field 'size'");
        }
        return number;
    }

    /** Digits are nanoseconds; an ISO instant has a dash after its year. */
    private long readTime() throws RejectedMessageException {
        return time.nanos(time.indexOf('-') > 0 ? TimestampUnit.ISO : TimestampUnit.NS);
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
