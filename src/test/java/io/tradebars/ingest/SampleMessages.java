package io.tradebars.ingest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** A message with one trade for each format, and who reads it. */
public final class SampleMessages {

    private static final JsonFields FIELDS =
            new JsonFields("symbol", "price", "size", "timestamp", "id", "sequence", "venue");

    private static final Map<TradeFormat, String> OF_EACH_FORMAT = Map.of(
            TradeFormat.JSON,
            "{\"symbol\":\"A\",\"price\":61837.63,\"size\":\"0.013\",\"timestamp\":1723161257687,\"id\":17,\"x\":[{}]}",
            TradeFormat.BINANCE,
            "{\"e\":\"trade\",\"E\":1723161257690,\"s\":\"BTCUSDT\",\"t\":12345,\"p\":\"61837.63\",\"q\":\"0.013\","
                    + "\"T\":1723161257687,\"m\":true,\"M\":true}",
            TradeFormat.POLYGON,
            "[{\"ev\":\"T\",\"sym\":\"MSFT\",\"x\":4,\"i\":\"12345\",\"z\":3,\"p\":114.125,\"s\":100,\"c\":[0,12],"
                    + "\"t\":1723161257687,\"q\":3681328}]",
            TradeFormat.ALPACA,
            "[{\"T\":\"t\",\"i\":96921,\"S\":\"AAPL\",\"x\":\"D\",\"p\":126.55,\"s\":1,"
                    + "\"t\":\"2021-02-22T15:51:44.208Z\",\"c\":[\"@\",\"I\"],\"z\":\"C\"}]",
            TradeFormat.COINBASE,
            "{\"type\":\"match\",\"trade_id\":10,\"sequence\":50,\"maker_order_id\":\"ac928c66\","
                    + "\"taker_order_id\":\"132fb6ae\",\"time\":\"2014-11-07T08:19:27.028459Z\",\"product_id\":\"BTC-USD\","
                    + "\"size\":\"5.23512\",\"price\":\"400.23\",\"side\":\"sell\"}",
            TradeFormat.KRAKEN,
            "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"MATIC/USD\",\"side\":\"sell\","
                    + "\"price\":0.5117,\"qty\":40.0,\"ord_type\":\"market\",\"trade_id\":4665906,"
                    + "\"timestamp\":\"2023-09-25T07:49:37.708706Z\"}]}",
            TradeFormat.FINNHUB,
            "{\"data\":[{\"p\":7296.89,\"s\":\"BINANCE:BTCUSDT\",\"t\":1575526691134,\"v\":0.011467}],\"type\":\"trade\"}",
            TradeFormat.BYBIT,
            "{\"topic\":\"publicTrade.BTCUSDT\",\"type\":\"snapshot\",\"ts\":1672304486868,\"data\":[{\"T\":1672304486865,"
                    + "\"s\":\"BTCUSDT\",\"S\":\"Buy\",\"v\":\"0.001\",\"p\":\"16578.50\",\"L\":\"PlusTick\","
                    + "\"i\":\"20f43950\",\"BT\":false}]}",
            TradeFormat.DATABENTO,
            "{\"hd\":{\"ts_event\":\"1723161257687000000\",\"rtype\":0,\"publisher_id\":2,\"instrument_id\":7},"
                    + "\"action\":\"T\",\"side\":\"A\",\"price\":\"176000000000\",\"size\":1,\"flags\":128,"
                    + "\"sequence\":1170362,\"symbol\":\"AAPL\"}");

    private SampleMessages() {}

    /** The format's. */
    public static String of(TradeFormat format) {
        return OF_EACH_FORMAT.get(format);
    }

    /** Reads messages of the format, as of the beginning of 2026. */
    public static MessageReader reader(TradeFormat format) {
        return new MessageReader(
                new MessageSettings(format, FIELDS, format.timeUnits().get(0), null, Duration.ofMinutes(5)),
                Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    }
}
