package io.tradebars.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A reader by Jackson's streaming parser; numbers become fixed point from their characters. */
final class JacksonTradeReader implements TradeReader {

    private final JsonFactory json = new JsonFactory();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> symbols = new ArrayList<>();

    @Override
    public void read(byte[] message, FixedTrade into) {
        try (JsonParser parser = json.createParser(message)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "symbol" -> into.symbol = number(parser.getText());
                    case "price" -> into.price = fixed(parser, FixedTrade.PRICE_SCALE);
                    case "size" -> into.size = fixed(parser, FixedTrade.SIZE_SCALE);
                    case "timestamp" -> into.timeMillis = parser.getLongValue();
                    case "id" -> into.id = parser.getLongValue();
                    default -> parser.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int number(String symbol) {
        Integer number = numbers.get(symbol);
        if (number == null) {
            number = symbols.size();
            numbers.put(symbol, number);
            symbols.add(symbol);
        }
        return number;
    }

    private static long fixed(JsonParser parser, int scale) throws IOException {
        char[] text = parser.getTextCharacters();
        int end = parser.getTextOffset() + parser.getTextLength();
        long value = 0;
        int decimals = -1;
        for (int i = parser.getTextOffset(); i < end; i++) {
            if (text[i] == '.') {
                decimals = 0;
            } else {
                value = value * 10 + text[i] - '0';
                decimals += decimals < 0 ? 0 : 1;
            }
        }
        for (int i = Math.max(decimals, 0); i < scale; i++) {
            value *= 10;
        }
        return value;
    }

    @Override
    public List<String> symbols() {
        return symbols;
    }
}
