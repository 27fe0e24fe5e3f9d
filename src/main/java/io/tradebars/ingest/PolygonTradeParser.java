package io.tradebars.ingest;

import io.tradebars.ingest.FrameFields.Field;
import io.tradebars.ingest.JsonTokens.Kind;
import io.tradebars.trade.TakerSide;
import java.util.List;
import java.util.Set;

/**
 * Format {@code polygon}: the websocket of Polygon, called Massive since 2025. A message is an array of events, or one event; the
 * events {@code T} (stocks, options, futures) and {@code XT} (crypto) are trades.
 *
 * <p>Source: massive.com/docs/websocket, "Trades" of stocks, options, futures and crypto. {@code t} is the time of the trade, of
 * stocks that of the consolidated tape (SIP), by which Polygon's own aggregates are made; {@code pt}, {@code trft} and {@code r}
 * are times of others. The websocket writes ms; ns is for events made from REST results or flat files. {@code ds} is the size with
 * its fraction, {@code s} without. {@code q} orders the trades of a symbol. An id is unique within symbol, exchange {@code x} and
 * trade reporting facility {@code trfi}; options and futures have none. Of crypto, condition 1 says that the seller took, 2 that
 * the buyer did.
 */
final class PolygonTradeParser implements TradeParser {

    /** Events that are no trades: quotes, aggregates, books, bands, imbalances, values, and what the socket says of itself. */
    private static final Set<String> OTHER_EVENTS = Set.of(
            "status", "Q", "C", "XQ", "A", "AM", "CA", "CAS", "XA", "XAS", "XL2", "XS", "LULD", "NOI", "FMV", "LV",
            "V");

    private static final String SOLD = "1";
    private static final String BOUGHT = "2";

    private final JsonNames names = new JsonNames();
    private final FrameFields event = new FrameFields(names);
    private final Field kind = event.field("ev", "event");
    private final Field ticker = event.field("sym", "symbol");
    private final Field pair = event.field("pair", "symbol");
    private final Field price = event.field("p", "price");
    private final Field wholeSize = event.field("s", "size");
    private final Field exactSize = event.field("ds", "size");
    private final Field time = event.field("t", "time");
    private final Field sequence = event.field("q", "sequence");
    private final Field id = event.field("i", "id");
    private final Field exchange = event.field("x", "exchange");
    private final Field reportingFacility = event.field("trfi", "trade reporting facility");
    private final Field conditions = event.field("c", "conditions");
    private final Field restResults = event.field("results", "results");
    private final Field restTime = event.field("sip_timestamp", "time");

    private final JsonReader reader = new JsonReader(names);
    private final TradeDraft draft = new TradeDraft();
    private final TimestampUnit timeUnit;
    private final String venue;

    PolygonTradeParser(TimestampUnit timeUnit, String venue) {
        this.timeUnit = timeUnit;
        this.venue = venue;
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        JsonTokens tokens = reader.read(message);
        for (int value = tokens.firstOfOneOrMany(); value < tokens.count(); value = tokens.end(value)) {
            readEvent(tokens, value, result);
        }
    }

    private void readEvent(JsonTokens tokens, int value, Result result) throws RejectedMessageException {
        if (tokens.kind(value) != Kind.OBJECT) {
            throw new RejectedMessageException("message is not an event of Polygon or an array of them: it holds "
                    + tokens.kind(value).title + " (trade.format is polygon)");
        }
        event.read(tokens, value);
        if (!kind.isPresent()) {
            rejectUnlessEmpty();
            return;
        }
        String name = kind.requiredText();
        if (name.equals("T")) {
            result.trade(readTrade(ticker));
        } else if (name.equals("XT")) {
            result.trade(readTrade(pair).taker(taker(conditions.texts())));
        } else if (OTHER_EVENTS.contains(name)) {
            result.ignored(name);
        } else {
            throw new RejectedMessageException("event is neither T nor XT nor another that Polygon sends: '"
                    + ExactNumbers.shorten(name) + "' in field 'ev'");
        }
    }

    /** Lets an empty REST answer pass; says what is wrong with anything else that is no event. */
    private void rejectUnlessEmpty() throws RejectedMessageException {
        if (restResults.isEmptyList()) {
            return;
        }
        throw new RejectedMessageException(
                restResults.isPresent() || restTime.isPresent()
                        ? "trade of Polygon's REST API names no symbol: write it as an event of the websocket, with its ticker"
                                + " in 'sym' (trade.format is polygon), or read it with trade.format json"
                        : "message is no event that Polygon sends: no field 'ev' (trade.format is polygon)");
    }

    private TradeDraft readTrade(Field symbolField) throws RejectedMessageException {
        symbolField.toSymbol(draft.clear().venue(venue));
        draft.price(price.number())
                .size(exactSize.hasValue() ? exactSize.size() : wholeSize.size())
                .eventTimeNanos(time.nanos(timeUnit));
        sequence.toSequence(draft);
        id.toOptionalId(draft);
        return draft.idScope(idScope()).conditions(conditions.texts());
    }

    /** {@code 4}, or {@code 4/202} of a trade that was reported to a facility; {@code null} if neither is known. */
    private String idScope() throws RejectedMessageException {
        String facility = reportingFacility.optional();
        return facility == null ? exchange.optional() : exchange.required() + "/" + facility;
    }

    private static TakerSide taker(List<String> conditions) {
        boolean sold = conditions.contains(SOLD);
        boolean bought = conditions.contains(BOUGHT);
        if (sold == bought) {
            return TakerSide.UNKNOWN;
        }
        return sold ? TakerSide.SELLER : TakerSide.BUYER;
    }
}
