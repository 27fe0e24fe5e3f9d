package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.trade.TakerSide;
import java.io.IOException;
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

    private final FrameFields frame = new FrameFields();
    private final Field kind = frame.field("T", "message type");
    private final Field stream = frame.field("stream", "stream");
    private final Field symbol = frame.field("S", "symbol");
    private final Field exchange = frame.field("x", "exchange");
    private final Field time = frame.field("t", "time");
    private final Field takerSide = frame.field("tks", "taker side");
    private final Field id = frame.field("i", "id");
    private final Field price = frame.field("p", "price");
    private final Field size = frame.field("s", "size");
    private final Field conditions = frame.list("c", "conditions");
    private final Field originalId = frame.field("oi", "original id");
    private final Field correctedId = frame.field("ci", "corrected id");
    private final Field correctedPrice = frame.field("cp", "corrected price");
    private final Field correctedSize = frame.field("cs", "corrected size");
    private final Field correctedConditions = frame.list("cc", "corrected conditions");

    private final TradeDraft draft = new TradeDraft();
    private final String venue;

    AlpacaTradeParser(String venue) {
        this.venue = venue;
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        JsonReader.readOneOrMany(message, parser -> readFrame(parser, result));
    }

    private void readFrame(JsonParser parser, Result result) throws IOException, RejectedMessageException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new RejectedMessageException("message is not a frame of Alpaca or an array of them: it holds "
                    + JsonReader.name(parser.currentToken()) + " (trade.format is alpaca)");
        }
        frame.read(parser);
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
        String tradeId = id.optional();
        TradeDraft trade = readCommon()
                .price(price.number())
                .size(size.size())
                .id(tradeId)
                .taker(taker())
                .conditions(conditions.texts());
        return "0".equals(tradeId) ? trade.withSharedId() : trade;
    }

    /** The trade that is taken back; its price and size are repeated, but only its id counts. */
    private TradeDraft readCancel() throws RejectedMessageException {
        TradeDraft cancelled = readCommon().id(id.required());
        if (price.isPresent()) {
            cancelled.price(price.number());
        }
        if (size.isPresent()) {
            cancelled.size(size.size());
        }
        return cancelled;
    }

    /** What the trade should have been; when it was is not told: {@code t} is the time of the message. */
    private TradeDraft readCorrected() throws RejectedMessageException {
        return readCommon()
                .price(correctedPrice.number())
                .size(correctedSize.size())
                .id(correctedId.required())
                .keepingItsPlace()
                .conditions(correctedConditions.texts());
    }

    private TradeDraft readCommon() throws RejectedMessageException {
        return draft.clear()
                .venue(venue)
                .symbol(symbol.requiredText())
                .eventTimeNanos(time.nanos(TimestampUnit.ISO))
                .idScope(exchange.optional());
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
