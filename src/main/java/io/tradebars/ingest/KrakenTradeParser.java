package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.trade.TakerSide;
import java.io.IOException;
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

    private final FrameFields message = new FrameFields();
    private final Field channel = message.field("channel", "channel");
    private final Field type = message.field("type", "type");
    private final Field method = message.field("method", "method");
    private final Field error = message.field("error", "error");
    private final Field event = message.field("event", "event");

    private final FrameFields trade = new FrameFields();
    private final Field symbol = trade.field("symbol", "symbol");
    private final Field price = trade.field("price", "price");
    private final Field size = trade.field("qty", "size");
    private final Field side = trade.field("side", "side");
    private final Field time = trade.field("timestamp", "time");
    private final Field id = trade.field("trade_id", "id");

    private final Envelope envelope;
    private final V1Trades v1 = new V1Trades();
    private final TradeDraft draft = new TradeDraft();
    private final String venue;
    private Result result;

    KrakenTradeParser(String venue) {
        this.venue = venue;
        this.envelope = new Envelope("Kraken", TradeFormat.KRAKEN, message, "data", new Envelope.Contents() {
            @Override
            public boolean areTrades() throws RejectedMessageException {
                return TRADES.equals(channel.optional());
            }

            @Override
            public void read(JsonParser parser) throws IOException, RejectedMessageException {
                readTrades(parser);
            }
        });
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        this.result = result;
        try {
            JsonReader.read(message, parser -> {
                v1.isPresent = parser.currentToken() == JsonToken.START_ARRAY;
                if (v1.isPresent) {
                    v1.readNames(parser);
                } else {
                    envelope.readFirst(parser);
                }
            });
            if (v1.isPresent) {
                v1.tell(message);
            } else {
                envelope.readContentsPassedOver(message);
                tell();
            }
        } finally {
            this.result = null;
        }
    }

    private void tell() throws RejectedMessageException {
        if (channel.isPresent()) {
            tellOfChannel(channel.requiredText());
        } else if (error.optional() != null) {
            result.ignored("error");
        } else if (method.isPresent()) {
            tellIfOneOf(METHODS, method, "method");
        } else if (event.isPresent()) {
            tellIfOneOf(EVENTS, event, "event");
        } else {
            throw new RejectedMessageException(
                    "message is none that Kraken sends: no field 'channel', 'method' or 'event'"
                            + " (trade.format is kraken)");
        }
    }

    /** The trades of an update are told already. */
    private void tellOfChannel(String name) throws RejectedMessageException {
        if (!name.equals(TRADES)) {
            tellIfOneOf(OTHER_CHANNELS, channel, "channel");
            return;
        }
        String kind = type.requiredText();
        if (!kind.equals("update") && !kind.equals("snapshot")) {
            throw new RejectedMessageException("message of channel trade is neither an update nor a snapshot: '"
                    + ExactNumbers.shorten(kind) + "' in field 'type'");
        }
        envelope.requireContents();
    }

    private void tellIfOneOf(Set<String> kinds, Field field, String what) throws RejectedMessageException {
        String kind = field.requiredText();
        if (!kinds.contains(kind)) {
            throw new RejectedMessageException(what + " is none that Kraken has: '" + ExactNumbers.shorten(kind)
                    + "' in field '" + field.name() + "'");
        }
        result.ignored(kind);
    }

    private void readTrades(JsonParser parser) throws IOException, RejectedMessageException {
        Envelope.requireArray(parser, "trades", "data");
        while (Envelope.nextObject(parser, "trade", "data")) {
            trade.read(parser);
            String tradedSymbol = symbol.requiredText();
            BigDecimal tradePrice = price.number();
            BigDecimal tradeSize = size.size();
            long eventTimeNanos = time.nanos(TimestampUnit.ISO);
            result.trade(draft.clear()
                    .venue(venue)
                    .symbol(tradedSymbol)
                    .price(tradePrice)
                    .size(tradeSize)
                    .eventTimeNanos(eventTimeNanos)
                    .id(id.required())
                    .taker(taker(side.optional())));
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
     * A message of v1 that is an array. Its name comes after its contents, so it is read twice if it holds trades.
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

        private boolean isPresent;
        private int elements;
        private String name;
        private String pair;
        private final String[] values = new String[NAMES.length];

        /** Reads the name of the channel and the pair, which are the only texts of the message. */
        void readNames(JsonParser parser) throws IOException, RejectedMessageException {
            elements = 0;
            name = null;
            pair = null;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements++;
                if (parser.currentToken() != JsonToken.VALUE_STRING) {
                    parser.skipChildren();
                } else if (name == null) {
                    name = parser.getText();
                } else if (pair == null) {
                    pair = parser.getText();
                } else {
                    throw notKraken();
                }
            }
        }

        void tell(byte[] message) throws RejectedMessageException {
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
                JsonReader.read(message, this::readMessage);
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

        private RejectedMessageException notKraken() {
            return new RejectedMessageException("message is an array but none that Kraken sends: they are [channelID,"
                    + " contents, channel, pair] (trade.format is kraken)");
        }

        private void readMessage(JsonParser parser) throws IOException, RejectedMessageException {
            parser.nextToken();
            parser.skipChildren();
            parser.nextToken();
            Envelope.requireArray(parser, "trades", "[1]");
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                Envelope.requireArray(parser, "fields of a trade", "[1]");
                readTrade(parser);
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
            }
        }

        private void readTrade(JsonParser parser) throws IOException, RejectedMessageException {
            values[ID] = null;
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (count == NAMES.length) {
                    throw new RejectedMessageException("trade has more than " + NAMES.length + " elements");
                }
                values[count] = JsonReader.scalar(parser, NAMES[count], NAMES[count]);
                count++;
            }
            if (count <= MISC) {
                throw new RejectedMessageException(
                        NAMES[count] + " is missing: a trade has only " + count + " elements");
            }
            BigDecimal tradePrice = ExactNumbers.parse(required(PRICE), "price", NAMES[PRICE]);
            BigDecimal tradeSize = ExactNumbers.parseSize(required(VOLUME), NAMES[VOLUME]);
            long eventTimeNanos = TimestampUnit.S.toNanos(required(TIME), NAMES[TIME]);
            String tradeId = values[ID];
            result.trade(draft.clear()
                    .venue(venue)
                    .symbol(pair)
                    .price(tradePrice)
                    .size(tradeSize)
                    .eventTimeNanos(eventTimeNanos)
                    .id(tradeId == null || tradeId.isEmpty() ? null : tradeId)
                    .taker(taker(required(SIDE))));
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
