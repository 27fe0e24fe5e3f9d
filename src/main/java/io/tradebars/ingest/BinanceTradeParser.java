package io.tradebars.ingest;

import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.trade.TakerSide;
import io.tradebars.trade.TradeOrder;
import java.util.List;
import java.util.Set;

/**
 * Format {@code binance}: websocket frames of {@code <symbol>@trade} and {@code <symbol>@aggTrade}, bare or wrapped by a
 * combined stream ({@code {"stream":…,"data":…}}), of the spot, futures and options markets.
 *
 * <p>Sources: Binance's web-socket-streams.md, "Trade Streams", "Aggregate Trade Streams" and "Block Trade Streams", and
 * developers.binance.com, derivatives, "Aggregate Trade Streams" and (options) "Trade Streams".
 * <ul>
 *   <li>{@code T} is the time of the trade ({@code E} that of the frame), in the unit that the connection was opened with
 *       ({@code timeUnit=MICROSECOND} gives µs: declare it with {@code trade.time.unit}).
 *   <li>An aggregate stands for the trades {@code f} to {@code l}. {@code m} says that the buyer was the maker, so that the seller
 *       took. Ids are unique within a symbol of one market; the markets share names of symbols.
 *   <li>{@code X}, of futures and options, says what a trade is. {@code MARKET} is one of the book, {@code BLOCK} a negotiated one
 *       reported beside them, which is told as its condition. {@code INSURANCE_FUND}, {@code ADL} and {@code NA} are bookings at prices
 *       that nobody quoted, 0 among them; Binance leaves them out of its own aggregates ("Only market trades will be
 *       aggregated, which means the insurance fund trades and ADL trades won't be aggregated"), and they are ignored.
 *   <li>{@code blockTrade}, of spot, is a stream of its own with ids of its own beside the book's, and is ignored.
 * </ul>
 */
final class BinanceTradeParser implements TradeParser {

    /** Events of Binance's streams that are no trades of the book, by their {@code e}. */
    private static final Set<String> OTHER_EVENTS = Set.of(
            // spot
            "blockTrade",
            "kline",
            "24hrTicker",
            "24hrMiniTicker",
            "1hTicker",
            "4hTicker",
            "1dTicker",
            "avgPrice",
            "referencePrice",
            "bookTicker",
            "depthUpdate",
            "serverShutdown",
            // futures and options
            "continuous_kline",
            "markPriceUpdate",
            "markPrice",
            "markPrice_kline",
            "indexPriceUpdate",
            "indexPrice",
            "indexPrice_kline",
            "index",
            "forceOrder",
            "compositeIndex",
            "assetIndexUpdate",
            "contractInfo",
            "openInterest",
            "ticker",
            "depth",
            "OPTION_PAIR",
            "optionSymbol",
            "EquityUpdate",
            "CommodityUpdate",
            // of an account
            "executionReport",
            "outboundAccountPosition",
            "balanceUpdate",
            "listStatus",
            "listenKeyExpired",
            "eventStreamTerminated",
            "externalLockUpdate",
            "ACCOUNT_UPDATE",
            "ACCOUNT_CONFIG_UPDATE",
            "ORDER_TRADE_UPDATE",
            "TRADE_LITE",
            "ALGO_UPDATE",
            "MARGIN_CALL",
            "STRATEGY_UPDATE",
            "GRID_UPDATE",
            "CONDITIONAL_ORDER_TRIGGER_REJECT",
            "BALANCE_POSITION_UPDATE",
            "GREEK_UPDATE",
            "RISK_LEVEL_CHANGE");

    /** Values of {@code X} that are no trades between buyers and sellers. */
    private static final Set<String> BOOKINGS = Set.of("INSURANCE_FUND", "ADL", "NA");

    /** More trades than any aggregate holds: an aggregate spans 100 ms at one price. */
    private static final long MAX_AGGREGATED = 1_000_000_000L;

    private static final int NO_CONTENT = -1;

    private final JsonNames names = new JsonNames();
    private final FrameFields frame = new FrameFields(names);
    private final Field event = frame.field("e", "event");
    private final Field symbol = frame.field("s", "symbol");
    private final Field price = frame.field("p", "price");
    private final Field size = frame.field("q", "size");
    private final Field time = frame.field("T", "time");
    private final Field tradeId = frame.field("t", "id");
    private final Field aggregateId = frame.field("a", "id");
    private final Field firstId = frame.field("f", "trade id");
    private final Field lastId = frame.field("l", "trade id");
    private final Field buyerIsMaker = frame.field("m", "buyer is maker");
    private final Field tradeType = frame.field("X", "type of trade");

    private final Field requestId = frame.field("id", "request id");
    private final Field answer = frame.field("result", "result");
    private final Field error = frame.field("error", "error");
    private final Field errorCode = frame.field("code", "error code");
    private final Field errorText = frame.field("msg", "error message");
    private final Field bookUpdate = frame.field("u", "update id");
    private final Field bookSnapshot = frame.field("lastUpdateId", "update id");

    /** Of a wrapper: the name of the stream, and its content. */
    private final Field stream = frame.field("stream", "stream");

    private final Field data = frame.field("data", "data");
    private final int dataName = names.add(data.name());

    private final JsonReader reader = new JsonReader(names);
    private final TradeDraft draft = new TradeDraft();
    private final TimestampUnit timeUnit;
    private final String venue;

    BinanceTradeParser(TimestampUnit timeUnit, String venue) {
        this.timeUnit = timeUnit;
        this.venue = venue;
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        readFrames(reader.read(message), 0, result);
    }

    /** A frame, or an array of them, as the all-market streams send. */
    private void readFrames(JsonTokens tokens, int value, Result result) throws RejectedMessageException {
        switch (tokens.kind(value)) {
            case OBJECT -> {
                frame.read(tokens, value);
                int content = data.isPresent() ? contentOf(tokens, value) : NO_CONTENT;
                if (content == NO_CONTENT) {
                    tell(result);
                } else {
                    readContent(tokens, content, result);
                }
            }
            case ARRAY -> {
                int end = tokens.end(value);
                for (int element = value + 1; element < end; element = tokens.end(element)) {
                    readFrames(tokens, element, result);
                }
            }
            default ->
                throw new RejectedMessageException("message is not a Binance frame but " + tokens.kind(value).title
                        + " (trade.format is binance)");
        }
    }

    /** What a wrapper holds; {@link #NO_CONTENT} if the object is none, but has a field of that name. */
    private int contentOf(JsonTokens tokens, int object) throws RejectedMessageException {
        int content = NO_CONTENT;
        for (int value = object + 1; value < tokens.end(object); value = tokens.end(value)) {
            if (tokens.name(value) == dataName && tokens.kind(value).isStructure()) {
                if (content != NO_CONTENT) {
                    throw new RejectedMessageException("field 'data' is given twice");
                }
                content = value;
            }
        }
        return content;
    }

    private void readContent(JsonTokens tokens, int content, Result result) throws RejectedMessageException {
        // The frames within are read into the same fields.
        boolean namesStream = stream.isPresent();
        readFrames(tokens, content, result);
        if (!namesStream) {
            throw new RejectedMessageException("message is no frame that Binance sends: a field 'data' but no field"
                    + " 'stream' (trade.format is binance)");
        }
    }

    private void tell(Result result) throws RejectedMessageException {
        if (!event.isPresent()) {
            tellOfFrameWithoutEvent(result);
            return;
        }
        String kind = event.requiredText();
        if (kind.equals("trade")) {
            tellTrade(result);
        } else if (kind.equals("aggTrade")) {
            result.trade(asAggregate(readTrade(aggregateId)));
        } else if (OTHER_EVENTS.contains(kind)) {
            result.ignored(kind);
        } else {
            throw new RejectedMessageException("event is neither trade nor aggTrade nor another that Binance sends: '"
                    + ExactNumbers.shorten(kind) + "' in field 'e'");
        }
    }

    private void tellTrade(Result result) throws RejectedMessageException {
        String type = tradeType.optional();
        if (type == null || type.equals("MARKET")) {
            result.trade(readTrade(tradeId));
        } else if (type.equals("BLOCK")) {
            result.trade(readTrade(tradeId).conditions(List.of(type)));
        } else if (BOOKINGS.contains(type)) {
            result.ignored("trade " + type);
        } else {
            throw new RejectedMessageException(
                    "type of trade is none that Binance has: '" + ExactNumbers.shorten(type) + "' in field 'X'");
        }
    }

    private void tellOfFrameWithoutEvent(Result result) throws RejectedMessageException {
        if (error.isPresent() || (errorCode.isPresent() && errorText.isPresent())) {
            result.ignored("error");
        } else if (answer.isPresent() && requestId.isPresent()) {
            result.ignored("subscription");
        } else if (bookUpdate.isPresent() && symbol.isPresent()) {
            result.ignored("bookTicker");
        } else if (bookSnapshot.isPresent()) {
            result.ignored("depth");
        } else {
            throw new RejectedMessageException(
                    "message is no frame that Binance sends: no field 'e' (trade.format is binance)");
        }
    }

    private TradeDraft readTrade(Field id) throws RejectedMessageException {
        symbol.toSymbol(draft.clear().venue(venue));
        draft.price(price.number()).size(size.size()).eventTimeNanos(time.nanos(timeUnit));
        long whole = id.plainWhole();
        if (whole >= 0 && whole != TradeOrder.NONE) {
            draft.id(whole);
        } else {
            wholeNumber(id);
            id.toId(draft);
        }
        return draft.taker(taker());
    }

    private TakerSide taker() throws RejectedMessageException {
        Boolean buyerMade = buyerIsMaker.flag();
        if (buyerMade == null) {
            return TakerSide.UNKNOWN;
        }
        return buyerMade ? TakerSide.SELLER : TakerSide.BUYER;
    }

    private TradeDraft asAggregate(TradeDraft trade) throws RejectedMessageException {
        long first = wholeNumber(firstId);
        long last = wholeNumber(lastId);
        if (last < first || last - first >= MAX_AGGREGATED) {
            throw new RejectedMessageException(
                    "aggregate cannot be: from trade " + first + " in field 'f' to trade " + last + " in field 'l'");
        }
        return trade.aggregateOf(Long.toString(first), Long.toString(last), last - first + 1);
    }

    private static long wholeNumber(Field field) throws RejectedMessageException {
        long plain = field.plainWhole();
        if (plain >= 0 && plain != TradeOrder.NONE) {
            return plain;
        }
        String text = field.required();
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative one.
        }
        throw new RejectedMessageException(field.what() + " is not a whole number: '" + ExactNumbers.shorten(text)
                + "' in field '" + field.name() + "'");
    }
}
