package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.trade.TakerSide;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Set;

/**
 * Format {@code coinbase}: messages of Coinbase's websockets, told apart by {@code type} (Exchange) or {@code channel} (Advanced
 * Trade).
 *
 * <p>Sources: docs.cdp.coinbase.com, "Exchange WebSocket Channels" (matches, full) and "Advanced Trade WebSocket Channels"
 * (market_trades).
 * <ul>
 *   <li>Exchange: {@code match} is one trade; {@code last_match}, sent on subscribing, is the last one before that, which may have
 *       come already: its id tells. {@code sequence} orders the messages of a product.
 *   <li>Advanced Trade: {@code market_trades} carries events, {@code snapshot} and {@code update}, each with any number of trades; a
 *       snapshot repeats past ones, and their ids tell. {@code time} is the trade's, {@code timestamp} the message's;
 *       {@code sequence_num} numbers the messages of a connection, not trades.
 * </ul>
 * Times are ISO 8601, prices and sizes texts, ids unique within a product. {@code side} is the maker's in both ("The side field
 * indicates the maker order side"; "a side, which refers to the makers side"), so that the other side took. Trades off the book
 * ({@code rfq_match}) are no prices of the market and are ignored.
 */
final class CoinbaseTradeParser implements TradeParser {

    /** Types of Exchange messages that are no trades of the book. */
    private static final Set<String> OTHER_TYPES = Set.of(
            "subscriptions",
            "heartbeat",
            "status",
            "ticker",
            "snapshot",
            "l2update",
            "level3",
            "received",
            "open",
            "done",
            "change",
            "activate",
            "auction",
            "rfq_match",
            "balance",
            "error");

    /** First elements of the arrays of channel level3 that are no trades. */
    private static final Set<String> COMPACT_TYPES = Set.of("open", "change", "done", "noop");

    private static final String TRADES = "market_trades";

    /** Channels of Advanced Trade that carry no trades. */
    private static final Set<String> OTHER_CHANNELS = Set.of(
            "subscriptions",
            "heartbeats",
            "candles",
            "status",
            "ticker",
            "ticker_batch",
            "l2_data",
            "level2",
            "user",
            "futures_balance_summary");

    /** The fields that a trade has in both. */
    private static final class TradeFields {
        final Field symbol;
        final Field id;
        final Field price;
        final Field size;
        final Field side;
        final Field time;

        TradeFields(FrameFields fields) {
            symbol = fields.field("product_id", "symbol");
            id = fields.field("trade_id", "id");
            price = fields.field("price", "price");
            size = fields.field("size", "size");
            side = fields.field("side", "side");
            time = fields.field("time", "time");
        }
    }

    private final FrameFields message = new FrameFields();
    private final Field type = message.field("type", "type");
    private final Field channel = message.field("channel", "channel");
    private final Field sequence = message.field("sequence", "sequence");
    private final TradeFields match = new TradeFields(message);

    private final FrameFields event = new FrameFields();
    private final Field eventType = event.field("type", "type of event");

    private final FrameFields trade = new FrameFields();
    private final TradeFields marketTrade = new TradeFields(trade);

    private final Envelope envelope;
    private final TradeDraft draft = new TradeDraft();
    private final String venue;
    private Result result;
    /** Whether the message is an array, as channel level3 writes them. */
    private boolean isCompact;

    CoinbaseTradeParser(String venue) {
        this.venue = venue;
        this.envelope = new Envelope("Coinbase", TradeFormat.COINBASE, message, "events", new Envelope.Contents() {
            @Override
            public boolean areTrades() throws RejectedMessageException {
                return TRADES.equals(channel.optional());
            }

            @Override
            public void read(JsonParser parser) throws IOException, RejectedMessageException {
                readEvents(parser);
            }
        });
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        this.result = result;
        try {
            JsonReader.read(message, parser -> {
                isCompact = parser.currentToken() == JsonToken.START_ARRAY;
                if (isCompact) {
                    tellOfCompact(parser);
                } else {
                    envelope.readFirst(parser);
                }
            });
            if (isCompact) {
                return;
            }
            envelope.readContentsPassedOver(message);
            if (channel.isPresent()) {
                tellOfAdvancedTrade();
            } else {
                tellOfExchange();
            }
        } finally {
            this.result = null;
        }
    }

    /** Its trades are told already. */
    private void tellOfAdvancedTrade() throws RejectedMessageException {
        String name = channel.requiredText();
        if (type.isPresent()) {
            throw new RejectedMessageException(
                    "message is of Coinbase's Exchange and of Advanced Trade at once: it has a"
                            + " field 'type' and a field 'channel' (trade.format is coinbase)");
        }
        if (name.equals(TRADES)) {
            envelope.requireContents();
        } else if (OTHER_CHANNELS.contains(name)) {
            result.ignored(name);
        } else {
            throw new RejectedMessageException("channel is neither market_trades nor another that Coinbase has: '"
                    + ExactNumbers.shorten(name) + "' in field 'channel'");
        }
    }

    private void tellOfExchange() throws RejectedMessageException {
        if (!type.isPresent()) {
            throw new RejectedMessageException("message is none that Coinbase sends: neither a field 'type' nor a field"
                    + " 'channel' (trade.format is coinbase)");
        }
        String name = type.requiredText();
        if (name.equals("match") || name.equals("last_match")) {
            result.trade(draft(match).sequence(sequence.optional()));
        } else if (OTHER_TYPES.contains(name)) {
            result.ignored(name);
        } else {
            throw new RejectedMessageException("type is neither match nor last_match nor another that Coinbase sends: '"
                    + ExactNumbers.shorten(name) + "' in field 'type'");
        }
    }

    private void tellOfCompact(JsonParser parser) throws IOException, RejectedMessageException {
        String kind = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
        if ("match".equals(kind)) {
            throw new RejectedMessageException(
                    "match of channel level3 has no id and names no side: subscribe to matches"
                            + " or full (trade.format is coinbase)");
        }
        if (kind == null || !COMPACT_TYPES.contains(kind)) {
            throw new RejectedMessageException(
                    "message is an array but none that Coinbase sends (trade.format is coinbase)");
        }
        while (parser.currentToken() != JsonToken.END_ARRAY) {
            parser.nextToken();
            parser.skipChildren();
        }
        result.ignored("level3");
    }

    private void readEvents(JsonParser parser) throws IOException, RejectedMessageException {
        Envelope.requireArray(parser, "events", "events");
        while (Envelope.nextObject(parser, "event", "events")) {
            readEvent(parser);
        }
    }

    private void readEvent(JsonParser parser) throws IOException, RejectedMessageException {
        event.clear();
        boolean hasTrades = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (!name.equals("trades")) {
                event.take(parser, name);
            } else if (hasTrades) {
                throw new RejectedMessageException("field 'trades' is given twice");
            } else {
                hasTrades = true;
                readTrades(parser);
            }
        }
        String kind = eventType.requiredText();
        if (!kind.equals("snapshot") && !kind.equals("update")) {
            throw new RejectedMessageException("event of market_trades is neither a snapshot nor an update: '"
                    + ExactNumbers.shorten(kind) + "' in field 'type'");
        }
        if (!hasTrades) {
            throw new RejectedMessageException("trades are missing: no field 'trades'");
        }
    }

    private void readTrades(JsonParser parser) throws IOException, RejectedMessageException {
        Envelope.requireArray(parser, "trades", "trades");
        while (Envelope.nextObject(parser, "trade", "trades")) {
            trade.read(parser);
            result.trade(draft(marketTrade));
        }
    }

    private TradeDraft draft(TradeFields fields) throws RejectedMessageException {
        String symbol = fields.symbol.requiredText();
        BigDecimal price = fields.price.number();
        BigDecimal size = fields.size.size();
        long eventTimeNanos = fields.time.nanos(TimestampUnit.ISO);
        return draft.clear()
                .venue(venue)
                .symbol(symbol)
                .price(price)
                .size(size)
                .eventTimeNanos(eventTimeNanos)
                .id(fields.id.required())
                .taker(otherThan(fields.side.optional()));
    }

    /** Who took where the maker was on this side. */
    private static TakerSide otherThan(String maker) throws RejectedMessageException {
        if (maker == null || maker.equals("UNKNOWN_ORDER_SIDE")) {
            return TakerSide.UNKNOWN;
        }
        return switch (maker) {
            case "sell", "SELL" -> TakerSide.BUYER;
            case "buy", "BUY" -> TakerSide.SELLER;
            default ->
                throw new RejectedMessageException(
                        "side is neither buy nor sell: '" + ExactNumbers.shorten(maker) + "' in field 'side'");
        };
    }
}
