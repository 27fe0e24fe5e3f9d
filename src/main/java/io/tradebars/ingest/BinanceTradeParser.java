package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.trade.TakerSide;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Set;

/**
 * Format {@code binance}: websocket frames of {@code <symbol>@trade} and {@code <symbol>@aggTrade}, bare or wrapped by a
 * combined stream ({@code {"stream":…,"data":…}}), of the spot and futures markets.
 *
 * <p>Source: Binance's web-socket-streams.md, "Trade Streams", "Aggregate Trade Streams", and the futures' counterparts.
 * {@code T} is the time of the trade ({@code E} that of the frame), in the unit that the connection was opened with
 * ({@code timeUnit=MICROSECOND} gives µs: declare it with {@code trade.time.unit}). An aggregate stands for the trades
 * {@code f} to {@code l}. {@code m} says that the buyer was the maker, so that the seller took.
 */
final class BinanceTradeParser implements TradeParser {

    /** Events of Binance's streams that are no trades, by their {@code e}. */
    private static final Set<String> OTHER_EVENTS = Set.of(
            "kline",
            "continuous_kline",
            "24hrTicker",
            "24hrMiniTicker",
            "1hTicker",
            "4hTicker",
            "1dTicker",
            "avgPrice",
            "bookTicker",
            "depthUpdate",
            "markPriceUpdate",
            "indexPriceUpdate",
            "markPrice_kline",
            "indexPrice_kline",
            "forceOrder",
            "compositeIndex",
            "assetIndexUpdate",
            "contractInfo",
            "openInterest",
            "serverShutdown");

    /** More trades than any aggregate holds: an aggregate spans 100 ms at one price. */
    private static final long MAX_AGGREGATED = 1_000_000_000L;

    private enum Field {
        EVENT("e"),
        SYMBOL("s"),
        PRICE("p"),
        SIZE("q"),
        TIME("T"),
        TRADE_ID("t"),
        AGGREGATE_ID("a"),
        FIRST_ID("f"),
        LAST_ID("l"),
        REQUEST_ID("id"),
        BOOK_UPDATE("u"),
        BOOK_SNAPSHOT("lastUpdateId");

        final String path;

        Field(String path) {
            this.path = path;
        }

        static Field ofPath(String path) {
            for (Field field : FIELDS) {
                if (field.path.equals(path)) {
                    return field;
                }
            }
            return null;
        }
    }

    private static final Field[] FIELDS = Field.values();

    private final String[] values = new String[FIELDS.length];
    private final TradeDraft draft = new TradeDraft();
    private final TimestampUnit timeUnit;
    private final String venue;
    private boolean hasResult;
    private TakerSide taker;

    BinanceTradeParser(TimestampUnit timeUnit, String venue) {
        this.timeUnit = timeUnit;
        this.venue = venue;
    }

    @Override
    public void parse(byte[] message, Result result) throws RejectedMessageException {
        JsonReader.read(message, parser -> readFrames(parser, result));
    }

    /** A frame, or an array of them, as the all-market streams send. */
    private void readFrames(JsonParser parser, Result result) throws IOException, RejectedMessageException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                if (!readFrame(parser, result)) {
                    tell(result);
                }
            }
            case START_ARRAY -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    readFrames(parser, result);
                }
            }
            default ->
                throw new RejectedMessageException("message is not a Binance frame but "
                        + JsonReader.name(parser.currentToken()) + " (trade.format is binance)");
        }
    }

    /** Reads an object into {@link #values}; true if it was a wrapper, whose content is told already. */
    private boolean readFrame(JsonParser parser, Result result) throws IOException, RejectedMessageException {
        forgetFrame();
        boolean wrapper = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("data") && token.isStructStart()) {
                if (wrapper) {
                    throw new RejectedMessageException("field 'data' is given twice");
                }
                readFrames(parser, result);
                forgetFrame();
                wrapper = true;
            } else if (name.equals("m") && token.isBoolean()) {
                taker = token == JsonToken.VALUE_TRUE ? TakerSide.SELLER : TakerSide.BUYER;
            } else if (name.equals("result")) {
                hasResult = true;
                parser.skipChildren();
            } else {
                Field field = Field.ofPath(name);
                if (field == null || token.isStructStart()) {
                    parser.skipChildren();
                } else if (token.isScalarValue() && !token.isBoolean()) {
                    int i = field.ordinal();
                    values[i] = JsonReader.onlyOnce(values[i], JsonReader.scalar(parser, name, name), name);
                }
            }
        }
        return wrapper;
    }

    private void forgetFrame() {
        Arrays.fill(values, null);
        hasResult = false;
        taker = TakerSide.UNKNOWN;
    }

    private void tell(Result result) throws RejectedMessageException {
        String event = values[Field.EVENT.ordinal()];
        if (event == null) {
            tellOfFrameWithoutEvent(result);
        } else if (event.equals("trade")) {
            result.trade(readTrade(Field.TRADE_ID));
        } else if (event.equals("aggTrade")) {
            result.trade(asAggregate(readTrade(Field.AGGREGATE_ID)));
        } else if (OTHER_EVENTS.contains(event)) {
            result.ignored(event);
        } else {
            throw new RejectedMessageException("event is neither trade nor aggTrade nor another that Binance sends: '"
                    + ExactNumbers.shorten(event) + "' in field 'e'");
        }
    }

    private void tellOfFrameWithoutEvent(Result result) throws RejectedMessageException {
        if (hasResult && values[Field.REQUEST_ID.ordinal()] != null) {
            result.ignored("subscription");
        } else if (values[Field.BOOK_UPDATE.ordinal()] != null && values[Field.SYMBOL.ordinal()] != null) {
            result.ignored("bookTicker");
        } else if (values[Field.BOOK_SNAPSHOT.ordinal()] != null) {
            result.ignored("depth");
        } else {
            throw new RejectedMessageException(
                    "message is no frame that Binance sends: no field 'e' (trade.format is binance)");
        }
    }

    private TradeDraft readTrade(Field idField) throws RejectedMessageException {
        String symbol = required(Field.SYMBOL, "symbol");
        if (symbol.isEmpty()) {
            throw new RejectedMessageException("symbol is empty in field 's'");
        }
        BigDecimal price = ExactNumbers.parse(required(Field.PRICE, "price"), "price", Field.PRICE.path);
        BigDecimal size = ExactNumbers.parseSize(required(Field.SIZE, "size"), Field.SIZE.path);
        long eventTimeNanos = timeUnit.toNanos(required(Field.TIME, "time"), Field.TIME.path);
        String id = required(idField, "id");
        return draft.clear()
                .venue(venue)
                .symbol(symbol)
                .price(price)
                .size(size)
                .eventTimeNanos(eventTimeNanos)
                .id(id)
                .taker(taker);
    }

    private TradeDraft asAggregate(TradeDraft trade) throws RejectedMessageException {
        long first = tradeId(Field.FIRST_ID);
        long last = tradeId(Field.LAST_ID);
        if (last < first || last - first >= MAX_AGGREGATED) {
            throw new RejectedMessageException(
                    "aggregate cannot be: from trade " + first + " in field 'f' to trade " + last + " in field 'l'");
        }
        return trade.aggregateOf(Long.toString(first), Long.toString(last), last - first + 1);
    }

    private long tradeId(Field field) throws RejectedMessageException {
        String text = required(field, "trade id");
        try {
            long id = Long.parseLong(text);
            if (id >= 0) {
                return id;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a negative one.
        }
        throw new RejectedMessageException(
                "trade id is not a whole number: '" + ExactNumbers.shorten(text) + "' in field '" + field.path + "'");
    }

    private String required(Field field, String what) throws RejectedMessageException {
        String value = values[field.ordinal()];
        if (value == null) {
            throw new RejectedMessageException(what + " is missing: no field '" + field.path + "'");
        }
        return value;
    }
}
