package io.tradebars.ingest;

import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.ingest.JsonTokens.Kind;
import io.tradebars.trade.TakerSide;
import java.math.BigDecimal;
import java.util.Set;

/**
 * Format {@code kraken}: messages of Kraken's spot websockets, v2 (objects) and v1 (trades in arrays), told apart by their shape.
 *
 * <p>Sources: docs.kraken.com, "Spot WebSocket" v2 and v1, "Trade".
 * <ul>
 *   <li>v2: {@code {"channel":"trade","type":…,"data":[…]}}, type {@code update} or {@code snapshot} (of the last 50 trades, on
 *       subscribing; their ids tell). Prices and sizes are JSON numbers with all their digits, {@code timestamp} is ISO 8601,
 *       {@code trade_id} is a sequence number unique within a book.
 *   <li>v1: {@code [channelID, [[price, volume, time, side, orderType, misc], …], "trade", pair]}; prices and volumes are texts, times
 *       seconds since the epoch with a fraction, and there are no ids (unless a seventh element is one). Pairs have v1's names:
 *       {@code XBT/USD} is v2's {@code BTC/USD}.
 * </ul>
 * {@code side} is the taker's in both.
 */
final class KrakenTradeParser implements TradeParser {

    private static final String TRADES = "trade";

    /** Channels of v2 that carry no public trades. */
    private static final Set<String> OTHER_CHANNELS =
            Set.of("heartbeat", "status", "ticker", "book", "level3", "ohlc", "instrument", "executions", "balances");

    /** Methods of v2 whose answers may be in a feed. */
    private static final Set<String> METHODS = Set.of(
            "subscribe",
            "unsubscribe",
            "ping",
            "pong",
            "add_order",
            "amend_order",
            "edit_order",
            "cancel_order",
            "cancel_all",
            "cancel_all_orders_after",
            "batch_add",
            "batch_cancel");

    /** Events of v1, which are objects. */
    private static final Set<String> EVENTS = Set.of(
            "heartbeat",
            "systemStatus",
            "subscriptionStatus",
            "pong",
            "error",
            "addOrderStatus",
            "editOrderStatus",
            "cancelOrderStatus",
            "cancelAllStatus",
            "cancelAllOrdersAfterStatus");

    /** Channels of v1 that carry no public trades, without the depth or interval that may follow: {@code book-10}. */
    private static final Set<String> OTHER_V1_CHANNELS =
            Set.of("ticker", "ohlc", "spread", "book", "ownTrades", "openOrders");

    private final JsonNames names = new JsonNames();
    private final FrameFields message = new FrameFields(names);
    private final Field channel = message.field("channel", "channel");
    private final Field type = message.field("type", "type");
    private final Field method = message.field("method", "method");
    private final Field error = message.field("error", "error");
    private final Field event = message.field("event", "event");

    private final Field data = message.field("data", "trades");

    private final FrameFields trade = new FrameFields(names);
    private final Field symbol = trade.field("symbol", "symbol");
    private final Field price = trade.field("price", "price");
    private final Field size = trade.field("qty", "size");
    private final Field side = trade.field("side", "side");
    private final Field time = trade.field("timestamp", "time");
    private final Field id = trade.field("trade_id", "id");

    private final JsonReader reader = new JsonReader(names);
    private final V1Trades v1 = new V1Trades();
    private final TradeDraft draft = new TradeDraft();
    private final String venue;

    KrakenTradeParser(String venue) {
        this.venue = venue;
    }

    @Override
    public void parse(byte[] bytes, Result result) throws RejectedMessageException {
        JsonTokens tokens = reader.readObjectOrArray(bytes, "one of Kraken's", TradeFormat.KRAKEN);
        if (tokens.kind(0) == Kind.ARRAY) {
            v1.tell(tokens, result);
        } else {
            message.read(tokens, 0);
            tell(tokens, result);
        }
    }

    private void tell(JsonTokens tokens, Result result) throws RejectedMessageException {
        data.requireOnce();
        if (channel.isPresent()) {
            tellOfChannel(tokens, result);
        } else if (error.optional() != null) {
            result.ignored("error");
        } else if (method.isPresent()) {
            tellIfOneOf(METHODS, method, "method", result);
        } else if (event.isPresent()) {
            tellIfOneOf(EVENTS, event, "event", result);
        } else {
            throw new RejectedMessageException(
                    "message is none that Kraken sends: no field 'channel', 'method' or 'event'"
                            + " (trade.format is kraken)");
        }
    }

    private void tellOfChannel(JsonTokens tokens, Result result) throws RejectedMessageException {
        if (!TRADES.equals(channel.optional())) {
            tellIfOneOf(OTHER_CHANNELS, channel, "channel", result);
            return;
        }
        if (data.isPresent()) {
            tellTrades(tokens, result);
        }
        String kind = type.requiredText();
        if (!kind.equals("update") && !kind.equals("snapshot")) {
            throw new RejectedMessageException("message of channel trade is neither an update nor a snapshot: '"
                    + ExactNumbers.shorten(kind) + "' in field 'type'");
        }
        data.array();
    }

    private static void tellIfOneOf(Set<String> kinds, Field field, String what, Result result)
            throws RejectedMessageException {
        String kind = field.requiredText();
        if (!kinds.contains(kind)) {
            throw new RejectedMessageException(what + " is none that Kraken has: '" + ExactNumbers.shorten(kind)
                    + "' in field '" + field.name() + "'");
        }
        result.ignored(kind);
    }

    private void tellTrades(JsonTokens tokens, Result result) throws RejectedMessageException {
        int trades = data.array();
        for (int value = trades + 1; value < tokens.end(trades); value = tokens.end(value)) {
            tokens.requireObject(value, "trade", data.name());
            trade.read(tokens, value);
            symbol.toSymbol(draft.clear().venue(venue));
            draft.price(price.number()).size(size.size()).eventTimeNanos(time.nanos(TimestampUnit.ISO));
            id.toId(draft);
            result.trade(draft.taker(taker(side.optional())));
        }
    }

    private static TakerSide taker(String side) throws RejectedMessageException {
        if (side == null) {
            return TakerSide.UNKNOWN;
        }
        return switch (side) {
            case "buy", "b" -> TakerSide.BUYER;
            case "sell", "s" -> TakerSide.SELLER;
            default ->
                throw new RejectedMessageException(
                        "side is neither buy nor sell: '" + ExactNumbers.shorten(side) + "' in field 'side'");
        };
    }

    /**
     * A message of v1 that is an array.
     *
     * <p>Public: {@code [channelID, contents, name, pair]}, of a book perhaps with two contents. Private:
     * {@code [contents, name, {"sequence":…}]}.
     */
    private final class V1Trades {
        private static final int PRICE = 0;
        private static final int VOLUME = 1;
        private static final int TIME = 2;
        private static final int SIDE = 3;
        private static final int MISC = 5;
        private static final int ID = 6;
        private static final String[] NAMES = {"price", "volume", "time", "side", "orderType", "misc", "trade_id"};

        private String name;
        private String pair;
        private final String[] values = new String[NAMES.length];

        void tell(JsonTokens tokens, Result result) throws RejectedMessageException {
            int elements = readNames(tokens);
            if (name == null) {
                throw notKraken();
            }
            if (name.equals(TRADES)) {
                if (elements != 4 || pair == null) {
                    throw new RejectedMessageException("message of trades is not [channelID, trades, \"trade\", pair]");
                }
                if (pair.isEmpty()) {
                    throw new RejectedMessageException("symbol is empty: the pair after \"trade\"");
                }
                tellTrades(tokens, tokens.end(1), result);
                return;
            }
            int dash = name.indexOf('-');
            String kind = dash < 0 ? name : name.substring(0, dash);
            if (!OTHER_V1_CHANNELS.contains(kind)) {
                throw new RejectedMessageException("channel is none that Kraken has: '" + ExactNumbers.shorten(name)
                        + "' in an array (trade.format is kraken)");
            }
            result.ignored(kind);
        }

        /** Reads the name of the channel and the pair, which are the only texts of the message; returns how many elements it has. */
        private int readNames(JsonTokens tokens) throws RejectedMessageException {
            int elements = 0;
            name = null;
            pair = null;
            for (int element = 1; element < tokens.count(); element = tokens.end(element)) {
                elements++;
                if (tokens.kind(element) != Kind.TEXT) {
                    continue;
                }
                if (pair != null) {
                    throw notKraken();
                }
                if (name == null) {
                    name = tokens.knownText(element);
                } else {
                    pair = tokens.knownText(element);
                }
            }
            return elements;
        }

        private RejectedMessageException notKraken() {
            return new RejectedMessageException("message is an array but none that Kraken sends: they are [channelID,"
                    + " contents, channel, pair] (trade.format is kraken)");
        }

        private void tellTrades(JsonTokens tokens, int trades, Result result) throws RejectedMessageException {
            tokens.requireArray(trades, "trades", "[1]");
            for (int fields = trades + 1; fields < tokens.end(trades); fields = tokens.end(fields)) {
                tokens.requireArray(fields, "fields of a trade", "[1]");
                readValues(tokens, fields);
                result.trade(readTrade());
            }
        }

        private void readValues(JsonTokens tokens, int fields) throws RejectedMessageException {
            values[ID] = null;
            int count = 0;
            for (int field = fields + 1; field < tokens.end(fields); field = tokens.end(field)) {
                if (count == NAMES.length) {
                    throw new RejectedMessageException("trade has more than " + NAMES.length + " elements");
                }
                values[count] = tokens.textOrNumber(field, NAMES[count], NAMES[count]);
                count++;
            }
            if (count <= MISC) {
                throw new RejectedMessageException(
                        NAMES[count] + " is missing: a trade has only " + count + " elements");
            }
        }

        private TradeDraft readTrade() throws RejectedMessageException {
            BigDecimal tradePrice = ExactNumbers.parse(required(PRICE), "price", NAMES[PRICE]);
            BigDecimal tradeSize = ExactNumbers.parseSize(required(VOLUME), NAMES[VOLUME]);
            long eventTimeNanos = TimestampUnit.S.toNanos(required(TIME), NAMES[TIME]);
            String tradeId = values[ID];
            return draft.clear()
                    .venue(venue)
                    .symbol(pair)
                    .price(tradePrice)
                    .size(tradeSize)
                    .eventTimeNanos(eventTimeNanos)
                    .id(tradeId == null || tradeId.isEmpty() ? null : tradeId)
                    .taker(taker(required(SIDE)));
        }

        private String required(int element) throws RejectedMessageException {
            String value = values[element];
            if (value == null || value.isEmpty()) {
                throw new RejectedMessageException(NAMES[element] + " is " + (value == null ? "null" : "empty")
                        + " in element " + element + " of a trade");
            }
            return value;
        }
    }
}
