package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.ingest.FrameFields.Field;
import java.io.IOException;
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

    private final FrameFields envelope = new FrameFields();
    private final Field type = envelope.field("type", "message type");

    private final FrameFields entry = new FrameFields();
    private final Field symbol = entry.field("s", "symbol");
    private final Field price = entry.field("p", "price");
    private final Field volume = entry.field("v", "size");
    private final Field time = entry.field("t", "time");
    private final Field conditions = entry.list("c", "conditions");

    /** What {@code data} holds, until {@code type}, which comes after it, says that they are trades. */
    private final HeldTrades trades = new HeldTrades();

    private final String venue;
    private boolean hasData;

    FinnhubTradeParser(String venue) {
        this.venue = venue;
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        JsonReader.read(message, this::readEnvelope);
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
        } else if (!hasData) {
            throw new RejectedMessageException("trades are missing: no field 'data'");
        } else {
            trades.tell(result);
        }
    }

    private void readEnvelope(JsonParser parser) throws IOException, RejectedMessageException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new RejectedMessageException("message is not a JSON object but "
                    + JsonReader.name(parser.currentToken()) + " (trade.format is finnhub)");
        }
        envelope.clear();
        trades.clear();
        hasData = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            if (name.equals("data")) {
                readData(parser);
            } else {
                envelope.take(parser, name);
            }
        }
    }

    private void readData(JsonParser parser) throws IOException {
        if (hasData) {
            trades.refuse("field 'data' is given twice");
        }
        hasData = true;
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            trades.refuse("trades are not an array but " + JsonReader.name(parser.currentToken()) + " in field 'data'");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                entry.read(parser);
                trades.add(this::fill);
            } else {
                trades.refuse(
                        "trade is not an object but " + JsonReader.name(parser.currentToken()) + " in field 'data'");
                parser.skipChildren();
            }
        }
    }

    private void fill(TradeDraft draft) throws RejectedMessageException {
        draft.venue(venue)
                .symbol(symbol.requiredText())
                .price(price.number())
                .size(volume.size())
                .eventTimeNanos(time.nanos(TimestampUnit.MS))
                .conditions(conditions.texts());
    }
}
