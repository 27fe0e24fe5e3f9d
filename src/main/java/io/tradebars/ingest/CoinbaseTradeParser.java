package io.tradebars.ingest;

import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.ingest.JsonTokens.Kind;
import io.tradebars.trade.TakerSide;
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

    private final JsonNames names = new JsonNames();
    private final FrameFields message = new FrameFields(names);
    private final Field type = message.field("type", "type");
    private final Field channel = message.field("channel", "channel");
    private final Field sequence = message.field("sequence", "sequence");
    private final TradeFields match = new TradeFields(message);

    private final Field events = message.field("events", "events");

    private final FrameFields event = new FrameFields(names);
    private final Field eventType = event.field("type", "type of event");
    private final Field trades = event.field("trades", "trades");

    private final FrameFields trade = new FrameFields(names);
    private final TradeFields marketTrade = new TradeFields(trade);

    private final JsonReader reader = new JsonReader(names);
    private final TradeDraft draft = new TradeDraft();
    private final String venue;

    CoinbaseTradeParser(String venue) {
        this.venue = venue;
    }

    @Override
    public void parse(byte[] bytes, Result result) throws RejectedMessageException {
        JsonTokens tokens = reader.readObjectOrArray(bytes, "one of Coinbase's", TradeFormat.COINBASE);
        if (tokens.kind(0) == Kind.ARRAY) {
            tellOfCompact(tokens, result);
        } else {
            message.read(tokens, 0);
            tellOfObject(tokens, result);
        }
    }

    private void tellOfObject(JsonTokens tokens, Result result) throws RejectedMessageException {
        events.requireOnce();
        if (events.isPresent() && TRADES.equals(channel.optional())) {
            tellOfEvents(tokens, result);
        }
        if (channel.isPresent()) {
            tellOfAdvancedTrade(result);
        } else {
            tellOfExchange(result);
        }
    }

    /** Its trades are told already. */
    private void tellOfAdvancedTrade(Result result) throws RejectedMessageException {
        String name = channel.requiredText();
        if (type.isPresent()) {
            throw new RejectedMessageException(
                    "message is of Coinbase's Exchange and of Advanced Trade at once: it has a"
                            + " field 'type' and a field 'channel' (trade.format is coinbase)");
        }
        if (OTHER_CHANNELS.contains(name)) {
            result.ignored(name);
        } else if (!name.equals(TRADES)) {
            throw new RejectedMessageException("channel is neither market_trades nor another that Coinbase has: '"
                    + ExactNumbers.shorten(name) + "' in field 'channel'");
        } else if (!events.isPresent()) {
            throw new RejectedMessageException("trades are missing: no field 'events'");
        }
    }

    private void tellOfExchange(Result result) throws RejectedMessageException {
        if (!type.isPresent()) {
            throw new RejectedMessageException("message is none that Coinbase sends: neither a field 'type' nor a field"
                    + " 'channel' (trade.format is coinbase)");
        }
        String name = type.requiredText();
        if (name.equals("match") || name.equals("last_match")) {
            TradeDraft trade = draft(match);
            sequence.toSequence(trade);
            result.trade(trade);
        } else if (OTHER_TYPES.contains(name)) {
            result.ignored(name);
        } else {
            throw new RejectedMessageException("type is neither match nor last_match nor another that Coinbase sends: '"
                    + ExactNumbers.shorten(name) + "' in field 'type'");
        }
    }

    private static void tellOfCompact(JsonTokens tokens, Result result) throws RejectedMessageException {
        boolean namesKind = tokens.count() > 1 && tokens.kind(1) == Kind.TEXT;
        String kind = namesKind ? tokens.knownText(1) : "";
        if (kind.equals("match")) {
            throw new RejectedMessageException(
                    "match of channel level3 has no id and names no side: subscribe to matches"
                            + " or full (trade.format is coinbase)");
        }
        if (!COMPACT_TYPES.contains(kind)) {
            throw new RejectedMessageException(
                    "message is an array but none that Coinbase sends (trade.format is coinbase)");
        }
        result.ignored("level3");
    }

    private void tellOfEvents(JsonTokens tokens, Result result) throws RejectedMessageException {
        int all = events.array();
        for (int value = all + 1; value < tokens.end(all); value = tokens.end(value)) {
            tokens.requireObject(value, "event", events.name());
            event.read(tokens, value);
            trades.requireOnce();
            if (trades.isPresent()) {
                tellTrades(tokens, result);
            }
            String kind = eventType.requiredText();
            if (!kind.equals("snapshot") && !kind.equals("update")) {
                throw new RejectedMessageException("event of market_trades is neither a snapshot nor an update: '"
                        + ExactNumbers.shorten(kind) + "' in field 'type'");
            }
            trades.array();
        }
    }

    private void tellTrades(JsonTokens tokens, Result result) throws RejectedMessageException {
        int all = trades.array();
        for (int value = all + 1; value < tokens.end(all); value = tokens.end(value)) {
            tokens.requireObject(value, "trade", trades.name());
            trade.read(tokens, value);
            result.trade(draft(marketTrade));
        }
    }

    private TradeDraft draft(TradeFields fields) throws RejectedMessageException {
        fields.symbol.toSymbol(draft.clear().venue(venue));
        draft.price(fields.price.number())
                .size(fields.size.size())
                .eventTimeNanos(fields.time.nanos(TimestampUnit.ISO));
        fields.id.toId(draft);
        return draft.taker(otherThan(fields.side.optional()));
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
