package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Binance's markets send; more of its basics is in {@link MessageReaderTest}. */
class BinanceTradeParserTest {

    private static final VendorMessages BINANCE = new VendorMessages(TradeFormat.BINANCE);

    // binance-spot-api-docs, web-socket-streams.md, "Trade Streams" and "Aggregate Trade Streams"
    private static final String TRADE = "{\"e\":\"trade\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"t\":12345,"
            + "\"p\":\"0.001\",\"q\":\"100\",\"T\":1672515782130,\"m\":true,\"M\":true}";
    private static final String TRADE_TOLD = "trade BNBBTC 0.001 x 100 at 2022-12-31T19:43:02.130Z id 12345, SELLER";
    private static final String AGGREGATE = "{\"e\":\"aggTrade\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"a\":54321,"
            + "\"p\":\"0.001\",\"q\":\"100\",\"f\":100,\"l\":105,\"T\":1672515782130,\"m\":false,\"M\":true}";

    // Of the futures' undocumented <symbol>@trade, as it was received
    private static final String FUTURES = "{\"e\":\"trade\",\"E\":1679851564490,\"T\":1679851564486,\"s\":\"BTCUSDT\","
            + "\"t\":3493102749,\"p\":\"27785.00\",\"q\":\"0.014\",\"X\":\"MARKET\",\"m\":true}";

    @Test
    void theTakerIsTheOneWhoWasNotTheMaker() throws Exception {
        assertThat(BINANCE.tell(TRADE)).containsExactly(TRADE_TOLD);
        assertThat(BINANCE.tell(TRADE.replace("\"m\":true", "\"m\":false")))
                .containsExactly(TRADE_TOLD.replace("SELLER", "BUYER"));
        assertThat(BINANCE.tell(TRADE.replace("\"m\":true,", ""))).containsExactly(TRADE_TOLD.replace(", SELLER", ""));
        assertThat(BINANCE.tell(AGGREGATE))
                .containsExactly("trade BNBBTC 0.001 x 100 at 2022-12-31T19:43:02.130Z id 54321, BUYER");
    }

    @Test
    void aFuturesTradeOfTheMarketIsATrade() throws Exception {
        assertThat(BINANCE.tell(FUTURES))
                .containsExactly("trade BTCUSDT 27785.00 x 0.014 at 2023-03-26T17:26:04.486Z id 3493102749, SELLER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSURANCE_FUND", "ADL", "NA"})
    void aBookingThatNobodyTradedIsIgnored(String type) throws Exception {
        assertThat(BINANCE.tell(FUTURES.replace("MARKET", type).replace("27785.00", "0")))
                .containsExactly("ignored trade " + type);
    }

    @Test
    void aBlockTradeOfAnOptionIsATradeWithThatAsItsCondition() throws Exception {
        assertThat(BINANCE.tell(FUTURES.replace("MARKET", "BLOCK")))
                .singleElement()
                .asString()
                .endsWith(", SELLER, [BLOCK]");
    }

    @Test
    void theFuturesAggregateOfDecember2025IsRead() throws Exception {
        // developers.binance.com, USDⓈ-M futures, "Aggregate Trade Streams": nq is the quantity without price
        // improvement
        assertThat(
                        BINANCE.tell(
                                "{\"e\":\"aggTrade\",\"E\":1723161255343,\"s\":\"BTCUSDT\",\"a\":5933014,\"p\":\"0.001\","
                                        + "\"q\":\"100\",\"nq\":\"90\",\"f\":100,\"l\":105,\"T\":1723161255300,\"m\":true,\"st\":1}"))
                .containsExactly("trade BTCUSDT 0.001 x 100 at 2024-08-08T23:54:15.300Z id 5933014, SELLER");
    }

    @Test
    void anArrayHoldsAnyNumberOfFrames() throws Exception {
        assertThat(BINANCE.tell("[" + TRADE + ",{\"e\":\"24hrMiniTicker\",\"s\":\"A\"}," + TRADE + "]"))
                .containsExactly(TRADE_TOLD, "ignored 24hrMiniTicker", TRADE_TOLD);
        assertThat(BINANCE.tell("{\"data\":[" + TRADE + "],\"stream\":\"!trade@arr\"}"))
                .containsExactly(TRADE_TOLD);
        assertThat(BINANCE.tell("{\"stream\":\"!miniTicker@arr\",\"data\":[]}")).isEmpty();
        assertThat(BINANCE.tell("[]")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"e\":\"blockTrade\",\"E\":1772506983582,\"s\":\"BNBBTC\",\"t\":582,\"p\":\"0.052\",\"q\":\"5838\",\"T\":1772506983321,\"m\":true}', blockTrade",
        "'{\"e\":\"referencePrice\",\"s\":\"BAZUSD\",\"r\":\"1.00\",\"t\":1770313263917}', referencePrice",
        "'{\"e\":\"serverShutdown\",\"E\":1770123456789}', serverShutdown",
        "'{\"e\":\"avgPrice\",\"E\":1693907033000,\"s\":\"BTCUSDT\",\"i\":\"5m\",\"w\":\"25776.86000000\",\"T\":1693907032213}', avgPrice",
        "'{\"e\":\"24hrTicker\",\"s\":\"BNBBTC\",\"p\":\"0.0015\",\"a\":\"0.0026\",\"q\":\"18\",\"l\":\"0.0010\"}', 24hrTicker",
        "'{\"e\":\"depthUpdate\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"U\":157,\"u\":160,\"b\":[[\"0.0024\",\"10\"]],\"a\":[[\"0.0026\",\"100\"]]}', depthUpdate",
        "'{\"stream\":\"btcusdt@depth5\",\"data\":{\"lastUpdateId\":160,\"bids\":[[\"0.0024\",\"10\"]],\"asks\":[]}}', depth",
        "'{\"e\":\"bookTicker\",\"u\":400900217,\"E\":1568014460893,\"T\":1568014460891,\"s\":\"BNBUSDT\",\"b\":\"25.35\",\"a\":\"25.36\"}', bookTicker",
        "'{\"e\":\"markPriceUpdate\",\"E\":1562305380000,\"s\":\"BTCUSDT\",\"p\":\"11794.15000000\",\"i\":\"11784.62659091\",\"T\":1562306400000}', markPriceUpdate",
        "'{\"e\":\"forceOrder\",\"E\":1568014460893,\"o\":{\"s\":\"BTCUSDT\",\"S\":\"SELL\",\"X\":\"FILLED\"}}', forceOrder",
        "'{\"e\":\"continuous_kline\",\"ps\":\"BTCUSDT\",\"k\":{\"t\":1607443020000}}', continuous_kline",
        "'{\"e\":\"contractInfo\",\"s\":\"IOTAUSDT\",\"bks\":[{\"bs\":1}]}', contractInfo",
        "'{\"e\":\"executionReport\",\"E\":1499405658658,\"s\":\"ETHBTC\",\"p\":\"0.1\",\"q\":\"1\",\"X\":\"NEW\",\"t\":-1}', executionReport",
        "'{\"e\":\"ORDER_TRADE_UPDATE\",\"T\":1568879465650,\"o\":{\"s\":\"BTCUSDT\"}}', ORDER_TRADE_UPDATE",
        "'{\"result\":null,\"id\":1}', subscription",
        "'{\"result\":[\"btcusdt@aggTrade\"],\"id\":\"a7\"}', subscription",
        "'{\"id\":null,\"result\":true}', subscription",
        "'{\"error\":{\"code\":2,\"msg\":\"Invalid request: unknown variant\"},\"id\":3}', error",
        "'{\"error\":{\"code\":3,\"msg\":\"Invalid JSON\"}}', error",
        "'{\"code\":0,\"msg\":\"Unknown property\",\"id\":3}', error",
        "'{\"code\":2,\"msg\":\"Invalid request: too many parameters\"}', error",
    })
    void otherFramesAreIgnoredByName(String message, String kind) throws Exception {
        assertThat(BINANCE.tell(message)).containsExactly("ignored " + kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "T", "s", "p", "q"})
    void aTradeWithoutOneOfItsFieldsIsRejected(String field) {
        assertThat(BINANCE.reject(TRADE.replace("\"" + field + "\":", "\"other\":")))
                .contains(" is missing: no field '" + field + "'");
        assertThat(BINANCE.reject(TRADE.replaceFirst("\"" + field + "\":(\"[^\"]*\"|\\d+)", "\"" + field + "\":\"\"")))
                .contains(" is empty in field '" + field + "'");
        assertThat(BINANCE.reject(
                        TRADE.replaceFirst("\"" + field + "\":", "\"" + field + "\":null,\"" + field + "\":")))
                .isEqualTo("field '" + field + "' is given twice");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"t\":12345', '\"t\":1.5', id is not a whole number: '1.5' in field 't'",
        "'\"t\":12345', '\"t\":-1', id is not a whole number: '-1' in field 't'",
        "'\"s\":\"BNBBTC\"', '\"s\":7', symbol is not a text: 7 in field 's'",
        "'\"m\":true', '\"m\":\"yes\"', buyer is maker is neither true nor false: a text in field 'm'",
        "'\"m\":true', '\"X\":\"GIFT\"', type of trade is none that Binance has: 'GIFT' in field 'X'",
        "'\"e\":\"trade\"', '\"e\":\"trades\"', event is neither trade nor aggTrade nor another that Binance sends: 'trades'",
        "'\"e\":\"trade\"', '\"e\":1', event is not a text: 1 in field 'e'",
        "'\"e\":\"trade\"', '\"e\":\"kline\",\"e\":\"trade\"', field 'e' is given twice",
        "'\"p\":\"0.001\"', '\"p\":[1]', price is neither a number nor a text: an array in field 'p'",
    })
    void whatIsWrongWithATradeIsSaid(String right, String wrong, String reason) {
        assertThat(BINANCE.reject(TRADE.replace(right, wrong))).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"topic\":\"publicTrade.BTCUSDT\",\"data\":[]}', 'a field ''data'' but no field ''stream'''",
        "'{\"type\":\"trade\",\"data\":[{\"e\":\"kline\"}]}', 'a field ''data'' but no field ''stream'''",
        "'{\"stream\":\"a\",\"data\":{\"e\":\"kline\"},\"data\":{\"e\":\"kline\"}}', field 'data' is given twice",
        "'{\"stream\":\"a\",\"data\":7}', message is no frame that Binance sends: no field 'e'",
        "'{\"stream\":\"a\",\"data\":[7]}', message is not a Binance frame but a number",
        "'{\"type\":\"match\",\"price\":\"1\"}', message is no frame that Binance sends: no field 'e'",
        "'{\"id\":7}', message is no frame that Binance sends: no field 'e'",
    })
    void whatIsWrongWithAnotherFrameIsSaid(String message, String reason) {
        assertThat(BINANCE.reject(message)).contains(reason);
    }

    @Test
    void oneBadTradeRejectsTheWholeMessage() {
        assertThat(BINANCE.reject("[" + TRADE + "," + TRADE.replace("0.001", "N/A") + "]"))
                .isEqualTo("price is not a number: 'N/A' in field 'p'");
    }

    @Test
    void nothingIsLeftOverFromTheFrameBefore() throws Exception {
        assertThat(BINANCE.tellAfter(FUTURES.replace("MARKET", "BLOCK"), TRADE)).containsExactly(TRADE_TOLD);
    }

    @Test
    void damagedFramesNeverThrow() {
        BINANCE.damage("{\"stream\":\"bnbbtc@trade\",\"data\":" + FUTURES + "}");
        BINANCE.damage(AGGREGATE);
    }
}
