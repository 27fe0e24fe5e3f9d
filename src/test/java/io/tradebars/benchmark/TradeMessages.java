package io.tradebars.benchmark;

import io.tradebars.ingest.TradeFormat;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Trades as messages, one in each, as short or long as the examples in the vendors' documentation. */
final class TradeMessages {

    /** Databento's prices are in billionths. */
    private static final long DATABENTO_PRICE_FACTOR = 10_000_000;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private TradeMessages() {}

    /** The trade as a message of that format. Where the format has no id or no number for one, it has a sequence or its place orders it. */
    static byte[] of(TradeFormat format, FixedTrade trade) {
        return text(format, trade).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(TradeFormat format, FixedTrade trade) {
        String symbol = Load.symbolName(trade.symbol);
        String price = plain(trade.price, FixedTrade.PRICE_SCALE);
        String size = plain(trade.size, FixedTrade.SIZE_SCALE);
        long millis = trade.timeMillis;
        long id = trade.id;
        return switch (format) {
            case JSON ->
                "{\"symbol\":\"" + symbol + "\",\"price\":" + price + ",\"size\":" + size + ",\"timestamp\":" + millis
                        + ",\"id\":" + id + "}";
            case BINANCE ->
                "{\"e\":\"trade\",\"E\":" + (millis + 3) + ",\"s\":\"" + symbol + "\",\"t\":" + id + ",\"p\":\"" + price
                        + "\",\"q\":\"" + size + "\",\"T\":" + millis + ",\"m\":" + isEven(id) + ",\"M\":true}";
            case POLYGON ->
                "[{\"ev\":\"T\",\"sym\":\"" + symbol + "\",\"x\":4,\"i\":\"" + id + "\",\"z\":3,\"p\":" + price
                        + ",\"s\":" + size + ",\"c\":[0,12],\"t\":" + millis + ",\"q\":" + id + "}]";
            case ALPACA ->
                "[{\"T\":\"t\",\"i\":" + id + ",\"S\":\"" + symbol + "\",\"x\":\"D\",\"p\":" + price + ",\"s\":" + size
                        + ",\"t\":\"" + iso(millis) + "\",\"c\":[\"@\",\"I\"],\"z\":\"C\"}]";
            case COINBASE ->
                "{\"type\":\"match\",\"trade_id\":" + id + ",\"sequence\":" + id
                        + ",\"maker_order_id\":\"ac928c66-ca53-498f-9c13-"
                        + "a110027a60e8\",\"taker_order_id\":\"132fb6ae-456b-4654-b4e0-d681ac05cea1\",\"time\":\""
                        + iso(millis)
                        + "\",\"product_id\":\"" + symbol + "\",\"size\":\"" + size + "\",\"price\":\"" + price
                        + "\",\"side\":\"" + (isEven(id) ? "sell" : "buy") + "\"}";
            case KRAKEN ->
                "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"" + symbol + "\",\"side\":\""
                        + (isEven(id) ? "sell" : "buy") + "\",\"price\":" + price + ",\"qty\":" + size
                        + ",\"ord_type\":\"market\",\"trade_id\":" + id + ",\"timestamp\":\"" + iso(millis) + "\"}]}";
            case FINNHUB ->
                "{\"data\":[{\"p\":" + price + ",\"s\":\"" + symbol + "\",\"t\":" + millis + ",\"v\":" + size
                        + "}],\"type\":\"trade\"}";
            case BYBIT ->
                "{\"topic\":\"publicTrade." + symbol + "\",\"type\":\"snapshot\",\"ts\":" + (millis + 3)
                        + ",\"data\":[{\"T\":"
                        + millis + ",\"s\":\"" + symbol + "\",\"S\":\"" + (isEven(id) ? "Buy" : "Sell") + "\",\"v\":\""
                        + size
                        + "\",\"p\":\"" + price + "\",\"L\":\"PlusTick\",\"i\":\"20f43950-d8dd-5b31-9112-" + uuidEnd(id)
                        + "\",\"BT\":false,\"seq\":" + id + "}]}";
            case DATABENTO ->
                "{\"hd\":{\"ts_event\":\"" + millis * NANOS_PER_MILLI
                        + "\",\"rtype\":0,\"publisher_id\":2,\"instrument_id\":"
                        + trade.symbol + "},\"action\":\"T\",\"side\":\"A\",\"price\":\""
                        + trade.price * DATABENTO_PRICE_FACTOR + "\",\"size\":" + size + ",\"flags\":128,\"sequence\":"
                        + id
                        + ",\"symbol\":\"" + symbol + "\"}";
        };
    }

    private static boolean isEven(long id) {
        return id % 2 == 0;
    }

    private static String iso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static String uuidEnd(long id) {
        String digits = Long.toString(id);
        return "0".repeat(12 - digits.length()) + digits;
    }

    private static String plain(long unscaled, int scale) {
        return BigDecimal.valueOf(unscaled, scale).stripTrailingZeros().toPlainString();
    }
}
