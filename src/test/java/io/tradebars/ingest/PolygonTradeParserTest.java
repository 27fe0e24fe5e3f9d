package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolygonTradeParserTest {

    private static final VendorMessages POLYGON = new VendorMessages(TradeFormat.POLYGON);

    // massive.com/docs/websocket/stocks/trades, sample response
    private static final String STOCK =
            "{\"ev\":\"T\",\"sym\":\"MSFT\",\"x\":4,\"i\":\"12345\",\"z\":3,\"p\":114.125,\"s\":100,\"c\":[0,12],"
                    + "\"t\":1536036818784,\"q\":3681328}";
    private static final String STOCK_TOLD =
            "trade MSFT 114.125 x 100 at 2018-09-04T04:53:38.784Z id 12345 of 4, seq 3681328, [0, 12]";

    // massive.com/docs/websocket/options/trades, sample response
    private static final String OPTION =
            "{\"ev\":\"T\",\"sym\":\"O:AMC210827C00037000\",\"x\":65,\"p\":1.54,\"s\":1,\"c\":[233],"
                    + "\"t\":1629820676333,\"q\":651921857}";

    // massive.com/docs/websocket/futures/trades: neither exchange nor conditions
    private static final String FUTURE =
            "{\"ev\":\"T\",\"sym\":\"ESZ4\",\"p\":4935.25,\"s\":3,\"t\":1730836779020,\"q\":456}";

    // massive.com/docs/websocket/crypto/trades, sample response
    private static final String CRYPTO =
            "{\"ev\":\"XT\",\"pair\":\"BTC-USD\",\"p\":33021.9,\"t\":1610462007425,\"s\":0.01616617,\"c\":[2],"
                    + "\"i\":14272084,\"x\":3,\"r\":1610462007576}";

    // A frame as it was received: reported to a facility, with the exchange's stamp and an exact size beside it.
    private static final String REPORTED =
            "{\"ev\":\"T\",\"sym\":\"AAPL\",\"i\":\"143541\",\"x\":4,\"p\":297.845,\"s\":40,\"t\":1781622376036,"
                    + "\"pt\":1781622376029,\"q\":4938312,\"z\":3,\"trfi\":202,\"trft\":1781622376036,\"ds\":\"40.0\"}";

    @Test
    void aStockTradeIsStampedByTheTapeAndNamesItsExchange() throws Exception {
        assertThat(POLYGON.tell("[" + STOCK + "]")).containsExactly(STOCK_TOLD);
    }

    @Test
    void anEventAloneIsReadLikeAnArrayOfOne() throws Exception {
        assertThat(POLYGON.tell(STOCK)).containsExactly(STOCK_TOLD);
    }

    @Test
    void anArrayHoldsEventsOfSeveralKinds() throws Exception {
        assertThat(POLYGON.tell("[{\"ev\":\"Q\",\"sym\":\"MSFT\",\"bp\":1,\"c\":0,\"i\":[604],\"t\":1536036818784},"
                        + STOCK + "," + OPTION + "," + FUTURE + "]"))
                .containsExactly(
                        "ignored Q",
                        STOCK_TOLD,
                        "trade O:AMC210827C00037000 1.54 x 1 at 2021-08-24T15:57:56.333Z of 65, seq 651921857, [233]",
                        "trade ESZ4 4935.25 x 3 at 2024-11-05T19:59:39.020Z, seq 456");
    }

    @Test
    void anEmptyArrayHoldsNoTrades() throws Exception {
        assertThat(POLYGON.tell("[]")).isEmpty();
    }

    @Test
    void aTradeReportedToAFacilityHasItsIdWithinThatFacility() throws Exception {
        assertThat(POLYGON.tell(REPORTED))
                .containsExactly(
                        "trade AAPL 297.845 x 40.0 at 2026-06-16T15:06:16.036Z id 143541 of 4/202, seq 4938312");
    }

    @Test
    void aFractionOfAShareIsNotCutOff() throws Exception {
        assertThat(POLYGON.tell(REPORTED.replace("\"s\":40", "\"s\":0").replace("40.0", "0.740474")))
                .singleElement()
                .asString()
                .contains(" x 0.740474 ");
    }

    @Test
    void aCryptoTradeTellsWhoTook() throws Exception {
        assertThat(POLYGON.tell("[" + CRYPTO + "]"))
                .containsExactly(
                        "trade BTC-USD 33021.9 x 0.01616617 at 2021-01-12T14:33:27.425Z id 14272084 of 3, BUYER, [2]");
        assertThat(POLYGON.tell(CRYPTO.replace("[2]", "[1]")))
                .singleElement()
                .asString()
                .contains("SELLER");
        assertThat(POLYGON.tell(CRYPTO.replace("[2]", "[]")))
                .singleElement()
                .asString()
                .doesNotContain("SELLER", "BUYER");
    }

    @Test
    void aCryptoIdMayBeATextAndASizeMayHaveAnExponent() throws Exception {
        // As received in January 2024.
        assertThat(
                        POLYGON.tell(
                                "[{\"ev\":\"XT\",\"pair\":\"BTC-USD\",\"p\":43575.6,\"t\":1706649628023,\"s\":4.522e-05,"
                                        + "\"c\":[2],\"i\":\"1b254a48-7258-4465-8215-2610ccf9ab21\",\"x\":23,\"r\":1706649628068}]"))
                .containsExactly("trade BTC-USD 43575.6 x 0.00004522 at 2024-01-30T21:20:28.023Z"
                        + " id 1b254a48-7258-4465-8215-2610ccf9ab21 of 23, BUYER, [2]");
    }

    @Test
    void theOrderOfTheFieldsDoesNotMatter() throws Exception {
        assertThat(POLYGON.tell("[{\"q\":3681328,\"t\":1536036818784,\"c\":[0,12],\"s\":100,\"p\":114.125,\"z\":3,"
                        + "\"i\":\"12345\",\"x\":4,\"sym\":\"MSFT\",\"ev\":\"T\"}]"))
                .containsExactly(STOCK_TOLD);
    }

    @Test
    void nanosecondStampsAreReadWhenDeclared() throws Exception {
        VendorMessages nanos = new VendorMessages(TradeFormat.POLYGON, TimestampUnit.NS);
        assertThat(nanos.tell(STOCK.replace("1536036818784", "1536036818784123456")))
                .singleElement()
                .asString()
                .contains("2018-09-04T04:53:38.784123456Z");
        assertThat(POLYGON.reject(STOCK.replace("1536036818784", "1536036818784123456")))
                .contains("trade.time.unit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"ev\":\"status\",\"status\":\"connected\",\"message\":\"Connected Successfully\"}]",
                "[{\"ev\":\"status\",\"status\":\"auth_success\",\"message\":\"authenticated\"}]",
                "[{\"ev\":\"status\",\"status\":\"success\",\"message\":\"subscribed to: T.AAPL\"}]",
                "[{\"ev\":\"Q\",\"sym\":\"MSFT\",\"bx\":4,\"bp\":114.125,\"bs\":100,\"ax\":7,\"ap\":114.128,\"as\":160,\"c\":0,\"i\":[604],\"t\":1536036818784,\"q\":50385480,\"z\":3}]",
                "[{\"ev\":\"AM\",\"sym\":\"GTE\",\"v\":4110,\"av\":9470372,\"op\":0.4372,\"vw\":0.4488,\"o\":0.4488,\"c\":0.4486,\"h\":0.4489,\"l\":0.4486,\"a\":0.4352,\"z\":685,\"s\":1610144640000,\"e\":1610144700000}]",
                "[{\"ev\":\"A\",\"sym\":\"SPCE\",\"v\":200,\"s\":1610144868000,\"e\":1610144869000}]",
                "[{\"ev\":\"LULD\",\"T\":\"MSFT\",\"h\":218.8,\"l\":198.95,\"i\":[0],\"z\":3,\"t\":1606410000000}]",
                "[{\"ev\":\"NOI\",\"T\":\"NTEST.Q\",\"t\":1601318039223013600,\"at\":930,\"a\":\"M\",\"i\":44,\"x\":10,\"o\":480,\"p\":440,\"b\":25.03}]",
                "[{\"ev\":\"FMV\",\"fmv\":155.42,\"sym\":\"AAPL\",\"t\":1700000000000}]",
                "[{\"ev\":\"LV\",\"val\":189.22,\"sym\":\"AAPL\",\"t\":1678220098130}]",
                "[{\"ev\":\"V\",\"val\":4500.5,\"T\":\"I:SPX\",\"t\":1700000000000}]",
                "[{\"ev\":\"C\",\"p\":\"USD/CNH\",\"x\":44,\"a\":6.83366,\"b\":6.83363,\"t\":1536036818784}]",
                "[{\"ev\":\"CA\",\"pair\":\"USD/EUR\",\"o\":0.8687,\"c\":0.86889,\"h\":0.86889,\"l\":0.8686,\"v\":20,\"s\":1539145740000}]",
                "[{\"ev\":\"CAS\",\"pair\":\"USD/EUR\",\"o\":0.8687,\"c\":0.86889,\"s\":1539145740000}]",
                "[{\"ev\":\"XA\",\"pair\":\"BCD-USD\",\"v\":951.6112,\"vw\":0.7756,\"z\":73,\"o\":0.772,\"c\":0.784,\"s\":1610463240000}]",
                "[{\"ev\":\"XAS\",\"pair\":\"BCD-USD\",\"v\":951.6112,\"c\":0.784,\"s\":1610463240000}]",
                "[{\"ev\":\"XQ\",\"pair\":\"BTC-USD\",\"bp\":33052.79,\"bs\":0.48,\"ap\":33073.19,\"as\":0.601,\"t\":1610462411115,\"x\":1,\"r\":1610462411128}]",
                "[{\"ev\":\"XL2\",\"pair\":\"BTC-USD\",\"b\":[[33712.7,0.2]],\"a\":[[33718.23,2.1527]],\"t\":1610480905115,\"x\":6,\"r\":1610480905134}]",
            })
    void otherEventsAreIgnoredByName(String message) throws Exception {
        String event = message.substring("[{\"ev\":\"".length(), message.indexOf('"', "[{\"ev\":\"".length()));
        assertThat(POLYGON.tell(message)).containsExactly("ignored " + event);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"p\":114.125 | \"p\":\"N/A\" | price is not a number: 'N/A' in field 'p'",
                "\"p\":114.125 | \"p\":null | price is null in field 'p'",
                "\"p\":114.125 | \"p\":\"\" | price is empty in field 'p'",
                "\"p\":114.125 | \"p\":[1] | price is neither a number nor a text: an array in field 'p'",
                "\"p\":114.125 | \"p\":true | price is neither a number nor a text: true in field 'p'",
                "\"p\":114.125 | \"p\":1,\"p\":1 | field 'p' is given twice",
                "\"p\":114.125, | '' | price is missing: no field 'p'",
                "\"p\":114.125 | \"p\":NaN | message is not JSON",
                "\"s\":100 | \"s\":-1 | size is negative: -1 in field 's'",
                "\"s\":100, | '' | size is missing: no field 's'",
                "\"s\":100 | \"s\":100,\"ds\":\"x\" | size is not a number: 'x' in field 'ds'",
                "\"t\":1536036818784, | '' | time is missing: no field 't'",
                "\"t\":1536036818784 | \"t\":1536036818 | trade.time.unit",
                "\"sym\":\"MSFT\" | \"sym\":7 | symbol is not a text: 7 in field 'sym'",
                "\"sym\":\"MSFT\" | \"sym\":\"\" | symbol is empty in field 'sym'",
                "\"sym\":\"MSFT\" | \"pair\":\"MSFT\" | symbol is missing: no field 'sym'",
                "\"i\":\"12345\" | \"i\":{} | id is neither a number nor a text: an object in field 'i'",
                "\"c\":[0,12] | \"c\":[0,{}] | conditions is not a list of texts or numbers in field 'c'",
                "\"c\":[0,12] | \"c\":[0],\"c\":[0] | field 'c' is given twice",
                "\"ev\":\"T\" | \"ev\":\"TT\" | event is neither T nor XT nor another that Polygon sends: 'TT' in field 'ev'",
                "\"ev\":\"T\" | \"ev\":1 | event is not a text: 1 in field 'ev'",
                "\"ev\":\"T\" | \"e\":\"T\" | no field 'ev'",
            })
    void whatIsWrongWithATradeIsSaid(String right, String wrong, String reason) {
        assertThat(STOCK).contains(right);
        assertThat(POLYGON.reject(STOCK.replace(right, wrong))).contains(reason);
    }

    @Test
    void oneBadTradeRejectsTheWholeMessage() {
        assertThat(POLYGON.reject("[" + STOCK + "," + STOCK.replace("\"s\":100,", "") + "]"))
                .isEqualTo("size is missing: no field 's'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[]]", "[7]", "\"T\"", "null", "[null]"})
    void whatIsNoEventIsRejected(String message) {
        assertThat(POLYGON.reject(message)).contains("not an event of Polygon");
    }

    @Test
    void aRestAnswerIsRejectedForItNamesNoSymbolUnlessItIsEmpty() throws Exception {
        // massive.com/docs/rest/stocks/trades-quotes/trades, sample response
        String trade =
                "{\"conditions\":[12,41],\"exchange\":11,\"id\":\"1\",\"participant_timestamp\":1517562000015577000,"
                        + "\"price\":171.55,\"sequence_number\":1063,\"sip_timestamp\":1517562000016036600,\"size\":100,\"tape\":3}";
        for (String message : List.of(
                "{\"request_id\":\"a\",\"results\":[" + trade + "],\"status\":\"OK\"}",
                "{\"results\":{\"T\":\"AAPL\",\"p\":1},\"status\":\"OK\"}",
                trade)) {
            assertThat(POLYGON.reject(message)).startsWith("trade of Polygon's REST API names no symbol");
        }
        assertThat(POLYGON.tell("{\"results\":[],\"status\":\"OK\",\"request_id\":\"a\"}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"T\":\"t\",\"i\":96921,\"S\":\"AAPL\",\"x\":\"D\",\"p\":126.55,\"s\":1,\"t\":\"2021-02-22T15:51:44.208Z\"}]",
                "{\"data\":[{\"p\":7296.89,\"s\":\"BINANCE:BTCUSDT\",\"t\":1575526691134,\"v\":0.011467}],\"type\":\"trade\"}",
                "{\"e\":\"trade\",\"s\":\"A\",\"t\":1,\"p\":\"1\",\"q\":\"1\",\"T\":1723161255342}",
            })
    void framesOfOtherVendorsAreRejected(String message) {
        assertThat(POLYGON.reject(message)).contains("no field 'ev' (trade.format is polygon)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                REPORTED,
                "{\"results\":[]}",
                "[{\"ev\":\"T\",\"i\":\"1\",\"i\":\"1\",\"trfi\":1,\"trfi\":1,\"ds\":1,\"ds\":1,\"results\":[]}]",
            })
    void nothingIsLeftOverFromTheMessageBefore(String before) throws Exception {
        assertThatThrownBy(() -> POLYGON.tellAfter(before, OPTION.replace("\"p\":1.54", "\"p\":[1.54]")))
                .hasMessage("price is neither a number nor a text: an array in field 'p'");
        assertThat(POLYGON.tellAfter(before, OPTION))
                .containsExactly(
                        "trade O:AMC210827C00037000 1.54 x 1 at 2021-08-24T15:57:56.333Z of 65, seq 651921857, [233]");
        assertThatThrownBy(() -> POLYGON.tellAfter(before, "{\"sym\":\"A\"}"))
                .hasMessage("message is no event that Polygon sends: no field 'ev' (trade.format is polygon)");
    }

    @ParameterizedTest
    @ValueSource(strings = {STOCK, OPTION, CRYPTO, REPORTED})
    void damagedMessagesNeverThrow(String message) {
        POLYGON.damage("[" + message + "]");
    }
}
