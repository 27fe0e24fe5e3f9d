package io.tradebars.ingest;

import io.tradebars.ingest.FrameFields.Field;
import java.util.Set;

/**
 * Format {@code finnhub}: Finnhub's websocket, {@code {"data":[…],"type":"trade"}} with one trade or many.
 *
 * <p>Source: finnhub.io/docs/api, websocket-trades, websocket-news and websocket-press-releases. Stamps are ms. Trades have neither id nor sequence, and equal ones do follow each
 * other: where Kafka keeps them and their place in the message order those of one instant. A volume of 0 comes from exchanges that
 * send prices rather than trades; it is a trade of size 0.
 */
final class FinnhubTradeParser implements TradeParser {

    /** Messages that are no trades, by their {@code type}; {@code pr} are press releases. */
    private static final Set<String> OTHER_TYPES = Set.of("ping", "error", "news", "pr");

    private final JsonNames names = new JsonNames();
    private final FrameFields envelope = new FrameFields(names);
    private final Field type = envelope.field("type", "message type");

    private final Field data = envelope.field("data", "trades");

    private final FrameFields entry = new FrameFields(names);
    private final Field symbol = entry.field("s", "symbol");
    private final Field price = entry.field("p", "price");
    private final Field volume = entry.field("v", "size");
    private final Field time = entry.field("t", "time");
    private final Field conditions = entry.field("c", "conditions");

    private final JsonReader reader = new JsonReader(names);
    private final TradeDraft draft = new TradeDraft();
    private final String venue;

    FinnhubTradeParser(String venue) {
        this.venue = venue;
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        JsonTokens tokens = reader.readObject(message, "a JSON object", TradeFormat.FINNHUB);
        envelope.read(tokens, 0);
        if (!type.isPresent()) {
            throw new RejectedMessageException(
                    "message is none of Finnhub's: no field 'type' (trade.format is finnhub)");
        }
        String kind = type.requiredText();
        if (OTHER_TYPES.contains(kind)) {
            result.ignored(kind);
        } else if (!kind.equals("trade")) {
            throw new RejectedMessageException(
                    "message type is not one that Finnhub sends: '" + ExactNumbers.shorten(kind) + "' in field 'type'");
        } else {
            readTrades(tokens, result);
        }
    }

    private void readTrades(JsonTokens tokens, Result result) throws RejectedMessageException {
        int trades = data.array();
        for (int trade = trades + 1; trade < tokens.end(trades); trade = tokens.end(trade)) {
            tokens.requireObject(trade, "trade", data.name());
            entry.read(tokens, trade);
            symbol.toSymbol(draft.clear().venue(venue));
            result.trade(draft.price(price.number())
                    .size(volume.size())
                    .eventTimeNanos(time.nanos(TimestampUnit.MS))
                    .conditions(conditions.texts()));
        }
    }
}
