package io.tradebars.ingest;

import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.trade.TakerSide;
import java.util.List;
import java.util.Set;

/**
 * Format {@code bybit}: messages of Bybit's v5 websockets (spot, linear, inverse, option, spread); those of topic
 * {@code publicTrade.<symbol>} hold trades.
 *
 * <p>Source: bybit-exchange.github.io/docs/v5, "WebSocket Stream", "Public", "Trade", and "Connect". {@code T} is when a trade was
 * filled, {@code ts} when the message was made, both in ms. {@code S} is the side that took, {@code i} an id unique within a symbol
 * and category, {@code seq}, where there is one, the matching engine's cross sequence: fills of one order share it. Block trades
 * ({@code BT}) and retail price improvement ({@code RPI}) are trades, with that as their condition. The categories share names of
 * symbols: a topic of Kafka should carry one of them, or {@code trade.venue} tell them apart.
 */
final class BybitTradeParser implements TradeParser {

    /** How the topics of trades begin, before the symbol. */
    private static final String TRADES = "publicTrade.";

    /** Other topics, up to the first dot. */
    private static final Set<String> OTHER_TOPICS = Set.of(
            "orderbook",
            "tickers",
            "kline",
            "liquidation",
            "allLiquidation",
            "adlAlert",
            "insurance",
            "priceLimit",
            "lt",
            "kline_lt",
            "tickers_lt",
            "system",
            "order",
            "execution",
            "position",
            "wallet",
            "greeks",
            "dcp",
            "rfq",
            "spread");

    /** Requests whose answers may be in a feed. */
    private static final Set<String> REQUESTS = Set.of(
            "subscribe",
            "unsubscribe",
            "auth",
            "ping",
            "pong",
            "order.create",
            "order.amend",
            "order.cancel",
            "order.create-batch",
            "order.amend-batch",
            "order.cancel-batch");

    /** Type of an answer on the options' socket, which doesn't repeat the request. */
    private static final String ANSWER = "COMMAND_RESP";

    private final JsonNames names = new JsonNames();
    private final FrameFields message = new FrameFields(names);
    private final Field topic = message.field("topic", "topic");
    private final Field type = message.field("type", "type");
    private final Field request = message.field("op", "request");
    private final Field success = message.field("success", "success");
    private final Field returnCode = message.field("retCode", "return code");

    private final Field data = message.field("data", "trades");

    private final FrameFields trade = new FrameFields(names);
    private final Field symbol = trade.field("s", "symbol");
    private final Field price = trade.field("p", "price");
    private final Field size = trade.field("v", "size");
    private final Field side = trade.field("S", "side");
    private final Field time = trade.field("T", "time");
    private final Field id = trade.field("i", "id");
    private final Field sequence = trade.field("seq", "sequence");
    private final Field block = trade.field("BT", "block trade");
    private final Field priceImprovement = trade.field("RPI", "retail price improvement");

    private final JsonReader reader = new JsonReader(names);
    private final TradeDraft draft = new TradeDraft();
    private final String venue;

    BybitTradeParser(String venue) {
        this.venue = venue;
    }

    @Override
    public void parse(byte[] bytes, Result result) throws RejectedMessageException {
        JsonTokens tokens = reader.readObject(bytes, "one of Bybit's", TradeFormat.BYBIT);
        message.read(tokens, 0);
        data.requireOnce();
        if (!topic.isPresent()) {
            tellOfAnswer(result);
        } else if (isOfTrades(topic.optional())) {
            tellTrades(tokens, result);
        } else {
            tellOfTopic(topic.requiredText(), result);
        }
    }

    private void tellTrades(JsonTokens tokens, Result result) throws RejectedMessageException {
        if (data.isPresent()) {
            int trades = data.array();
            for (int value = trades + 1; value < tokens.end(trades); value = tokens.end(value)) {
                tokens.requireObject(value, "trade", data.name());
                trade.read(tokens, value);
                result.trade(readTrade());
            }
        }
        String kind = type.optional();
        if (kind != null && !kind.equals("snapshot")) {
            throw new RejectedMessageException(
                    "message of trades is not a snapshot: '" + ExactNumbers.shorten(kind) + "' in field 'type'");
        }
        data.array();
    }

    private static void tellOfTopic(String name, Result result) throws RejectedMessageException {
        int dot = name.indexOf('.');
        String kind = dot < 0 ? name : name.substring(0, dot);
        if (!OTHER_TOPICS.contains(kind)) {
            throw new RejectedMessageException("topic is neither publicTrade.<symbol> nor another that Bybit has: '"
                    + ExactNumbers.shorten(name) + "' in field 'topic'");
        }
        result.ignored(kind);
    }

    private void tellOfAnswer(Result result) throws RejectedMessageException {
        String code = returnCode.optional();
        Boolean succeeded = success.flag();
        if (Boolean.FALSE.equals(succeeded) || (code != null && !code.equals("0"))) {
            result.ignored("error");
        } else if (request.isPresent()) {
            String name = request.requiredText();
            if (!REQUESTS.contains(name)) {
                throw new RejectedMessageException(
                        "request is none that Bybit answers: '" + ExactNumbers.shorten(name) + "' in field 'op'");
            }
            result.ignored(name);
        } else if (succeeded != null && ANSWER.equals(type.optional())) {
            result.ignored(ANSWER);
        } else {
            throw new RejectedMessageException(
                    "message is none that Bybit sends: neither a field 'topic' nor the answer"
                            + " to a request (trade.format is bybit)");
        }
    }

    private static boolean isOfTrades(String topic) {
        return topic != null && topic.startsWith(TRADES) && topic.length() > TRADES.length();
    }

    private TradeDraft readTrade() throws RejectedMessageException {
        symbol.toSymbol(draft.clear().venue(venue));
        draft.price(price.number()).size(size.size()).eventTimeNanos(time.nanos(TimestampUnit.MS));
        sequence.toSequence(draft);
        id.toId(draft);
        return draft.taker(taker(side.optional())).conditions(conditions());
    }

    private List<String> conditions() throws RejectedMessageException {
        boolean isBlock = Boolean.TRUE.equals(block.flag());
        boolean isPriceImprovement = Boolean.TRUE.equals(priceImprovement.flag());
        if (isBlock) {
            return isPriceImprovement ? List.of(block.name(), priceImprovement.name()) : List.of(block.name());
        }
        return isPriceImprovement ? List.of(priceImprovement.name()) : List.of();
    }

    private static TakerSide taker(String side) throws RejectedMessageException {
        if (side == null) {
            return TakerSide.UNKNOWN;
        }
        return switch (side) {
            case "Buy" -> TakerSide.BUYER;
            case "Sell" -> TakerSide.SELLER;
            default ->
                throw new RejectedMessageException(
                        "side is neither Buy nor Sell: '" + ExactNumbers.shorten(side) + "' in field 'S'");
        };
    }
}
