package io.tradebars.ingest;

import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.ingest.JsonTokens.Kind;
import io.tradebars.trade.TakerSide;
import java.util.Map;
import java.util.Set;

/**
 * Format {@code alpaca}: Alpaca's market data websockets of stocks, crypto and options (the last is MessagePack on the wire: as
 * JSON here). A message is an array of frames, or one frame; {@code T} tells the kind.
 *
 * <p>Source: docs.alpaca.markets, "Real-time Stock Data", "Real-time Crypto Data", "Real-time Option Data", "WebSocket Stream".
 * Frames {@code t} are trades, {@code x} take one back (cancel or error), {@code c} correct one: {@code oi} is its id as it was
 * sent, {@code ci}, {@code cp}, {@code cs} and {@code cc} what it should have been. Stamps are RFC 3339 with up to nine digits of a
 * second; that of a cancel or correction is its own. An id is unique within symbol and exchange {@code x}; options have none, and
 * an id of 0, as many crypto trades have, makes none the same as another. There is no sequence: ids order trades of one instant.
 */
final class AlpacaTradeParser implements TradeParser {

    /** Frames that are neither trades nor about them, by their {@code T}; named after the channel where they have one. */
    private static final Map<String, String> OTHER_FRAMES = Map.ofEntries(
            Map.entry("success", "success"),
            Map.entry("error", "error"),
            Map.entry("subscription", "subscription"),
            Map.entry("q", "quote"),
            Map.entry("b", "bar"),
            Map.entry("d", "daily bar"),
            Map.entry("u", "updated bar"),
            Map.entry("s", "status"),
            Map.entry("l", "luld"),
            Map.entry("i", "imbalance"),
            Map.entry("o", "orderbook"),
            Map.entry("n", "news"));

    /** Frames of the socket of one's own orders, which has {@code stream} in the place of {@code T}. */
    private static final Set<String> ACCOUNT_STREAMS = Set.of("authorization", "listening", "trade_updates");

    private final JsonNames names = new JsonNames();
    private final FrameFields frame = new FrameFields(names);
    private final Field kind = frame.field("T", "message type");
    private final Field stream = frame.field("stream", "stream");
    private final Field symbol = frame.field("S", "symbol");
    private final Field exchange = frame.field("x", "exchange");
    private final Field time = frame.field("t", "time");
    private final Field takerSide = frame.field("tks", "taker side");
    private final Field id = frame.field("i", "id");
    private final Field price = frame.field("p", "price");
    private final Field size = frame.field("s", "size");
    private final Field conditions = frame.field("c", "conditions");
    private final Field originalId = frame.field("oi", "original id");
    private final Field correctedId = frame.field("ci", "corrected id");
    private final Field correctedPrice = frame.field("cp", "corrected price");
    private final Field correctedSize = frame.field("cs", "corrected size");
    private final Field correctedConditions = frame.field("cc", "corrected conditions");

    private final JsonReader reader = new JsonReader(names);
    private final TradeDraft draft = new TradeDraft();
    private final String venue;

    AlpacaTradeParser(String venue) {
        this.venue = venue;
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        JsonTokens tokens = reader.read(message);
        for (int value = tokens.firstOfOneOrMany(); value < tokens.count(); value = tokens.end(value)) {
            readFrame(tokens, value, result);
        }
    }

    private void readFrame(JsonTokens tokens, int value, Result result) throws RejectedMessageException {
        if (tokens.kind(value) != Kind.OBJECT) {
            throw new RejectedMessageException("message is not a frame of Alpaca or an array of them: it holds "
                    + tokens.kind(value).title + " (trade.format is alpaca)");
        }
        frame.read(tokens, value);
        if (!kind.isPresent()) {
            tellOfAccount(result);
            return;
        }
        String type = kind.requiredText();
        switch (type) {
            case "t" -> result.trade(readTrade());
            case "x" -> result.cancel(readCancel());
            case "c" -> result.correction(originalId.required(), readCorrected());
            default -> {
                String other = OTHER_FRAMES.get(type);
                if (other == null) {
                    throw new RejectedMessageException("message type is not one that Alpaca sends: '"
                            + ExactNumbers.shorten(type) + "' in field 'T'");
                }
                result.ignored(other);
            }
        }
    }

    private void tellOfAccount(Result result) throws RejectedMessageException {
        if (!stream.isPresent() || !ACCOUNT_STREAMS.contains(stream.requiredText())) {
            throw new RejectedMessageException(
                    "message is no frame of Alpaca's market data: no field 'T' (trade.format is alpaca)");
        }
        result.ignored(stream.requiredText());
    }

    private TradeDraft readTrade() throws RejectedMessageException {
        id.toOptionalId(draft.clear());
        readCommon().price(price.number()).size(size.size()).taker(taker()).conditions(conditions.texts());
        return draft.hasIdOfZero() ? draft.withSharedId() : draft;
    }

    /** The trade that is taken back; its price and size are repeated, but only its id counts. */
    private TradeDraft readCancel() throws RejectedMessageException {
        draft.clear();
        readCommon();
        id.toId(draft);
        if (price.isPresent()) {
            draft.price(price.number());
        }
        if (size.isPresent()) {
            draft.size(size.size());
        }
        return draft;
    }

    /** What the trade should have been; when it was is not told: {@code t} is the time of the message. */
    private TradeDraft readCorrected() throws RejectedMessageException {
        draft.clear();
        readCommon().price(correctedPrice.number()).size(correctedSize.size());
        correctedId.toId(draft);
        return draft.keepingItsPlace().conditions(correctedConditions.texts());
    }

    private TradeDraft readCommon() throws RejectedMessageException {
        symbol.toSymbol(draft.venue(venue));
        return draft.eventTimeNanos(time.nanos(TimestampUnit.ISO)).idScope(exchange.optional());
    }

    private TakerSide taker() throws RejectedMessageException {
        String side = takerSide.optional();
        if (side == null) {
            return TakerSide.UNKNOWN;
        }
        return switch (side) {
            case "B" -> TakerSide.BUYER;
            case "S" -> TakerSide.SELLER;
            default -> TakerSide.UNKNOWN;
        };
    }
}
