package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlpacaTradeParserTest {

    private static final VendorMessages ALPACA = new VendorMessages(TradeFormat.ALPACA);

    // docs.alpaca.markets, "Real-time Stock Data", Trades
    private static final String STOCK =
            "{\"T\":\"t\",\"i\":96921,\"S\":\"AAPL\",\"x\":\"D\",\"p\":126.55,\"s\":1,\"t\":\"2021-02-22T15:51:44.208Z\","
                    + "\"c\":[\"@\",\"I\"],\"z\":\"C\"}";
    private static final String STOCK_TOLD = "trade AAPL 126.55 x 1 at 2021-02-22T15:51:44.208Z id 96921 of D, [@, I]";

    // docs.alpaca.markets, "Real-time Stock Data", Trade Corrections
    private static final String CORRECTION =
            "{\"T\":\"c\",\"S\":\"EEM\",\"x\":\"M\",\"oi\":52983525033527,\"op\":39.1582,\"os\":440000,\"oc\":[\" \",\"7\"],"
                    + "\"ci\":52983525034326,\"cp\":39.1809,\"cs\":440000,\"cc\":[\" \",\"7\"],\"z\":\"B\","
                    + "\"t\":\"2023-04-06T14:25:06.542305024Z\"}";

    // docs.alpaca.markets, "Real-time Stock Data", Trade Cancels/Errors
    private static final String CANCEL =
            "{\"T\":\"x\",\"S\":\"GOOGL\",\"i\":465,\"x\":\"D\",\"p\":105.31,\"s\":300,\"a\":\"C\",\"z\":\"C\","
                    + "\"t\":\"2023-04-06T13:15:42.83540958Z\"}";

    // docs.alpaca.markets, "Real-time Crypto Data", Trades
    private static final String CRYPTO =
            "{\"T\":\"t\",\"S\":\"AVAX/USD\",\"p\":47.299,\"s\":29.205707815,\"t\":\"2024-03-12T10:27:48.858228144Z\","
                    + "\"i\":3447222699101865076,\"tks\":\"S\"}";

    // docs.alpaca.markets, "Real-time Option Data", Trades
    private static final String OPTION =
            "{\"T\":\"t\",\"S\":\"AAPL240315C00172500\",\"t\":\"2024-03-11T13:35:35.13312256Z\",\"p\":2.84,\"s\":1,"
                    + "\"x\":\"N\",\"c\":\"S\"}";

    @Test
    void aStockTradeNamesTheExchangeOfItsId() throws Exception {
        assertThat(ALPACA.tell("[" + STOCK + "]")).containsExactly(STOCK_TOLD);
        assertThat(ALPACA.tell(STOCK)).containsExactly(STOCK_TOLD);
    }

    @Test
    void anArrayHoldsFramesOfSeveralKindsInTheirOrder() throws Exception {
        assertThat(ALPACA.tell(
                        "[" + CANCEL + "," + STOCK + ",{\"T\":\"success\",\"msg\":\"connected\"}," + OPTION + "]"))
                .containsExactly(
                        "cancel GOOGL 105.31 x 300 at 2023-04-06T13:15:42.835409580Z id 465 of D",
                        STOCK_TOLD,
                        "ignored success",
                        "trade AAPL240315C00172500 2.84 x 1 at 2024-03-11T13:35:35.133122560Z of N, [S]");
    }

    @Test
    void anEmptyArrayHoldsNoTrades() throws Exception {
        assertThat(ALPACA.tell("[]")).isEmpty();
    }

    @Test
    void aCorrectionTellsTheIdThatWasAndTheTradeThatIs() throws Exception {
        assertThat(ALPACA.tell("[" + CORRECTION + "]"))
                .containsExactly("correction of 52983525033527: EEM 39.1809 x 440000 at 2023-04-06T14:25:06.542305024Z"
                        + " id 52983525034326 of M, [ , 7]");
    }

    @Test
    void aCryptoTradeTellsWhoTookAndKeepsAllDigitsOfItsId() throws Exception {
        assertThat(ALPACA.tell("[" + CRYPTO + "]"))
                .containsExactly("trade AVAX/USD 47.299 x 29.205707815 at 2024-03-12T10:27:48.858228144Z"
                        + " id 3447222699101865076, SELLER");
        assertThat(ALPACA.tell(CRYPTO.replace("\"tks\":\"S\"", "\"tks\":\"B\"")))
                .singleElement()
                .asString()
                .endsWith("BUYER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"i\":null,", "\"i\":\"\",", ""})
    void cryptoMayHaveNoId(String id) throws Exception {
        assertThat(ALPACA.tell("[" + CRYPTO.replace("\"i\":3447222699101865076,", id) + "]"))
                .containsExactly("trade AVAX/USD 47.299 x 29.205707815 at 2024-03-12T10:27:48.858228144Z, SELLER");
    }

    @Test
    void tradesWithAnIdOfZeroAreNeverTheSame() throws Exception {
        String message = CRYPTO.replace("3447222699101865076", "0");
        assertThat(ALPACA.tell("[" + message + "]"))
                .containsExactly("trade AVAX/USD 47.299 x 29.205707815 at 2024-03-12T10:27:48.858228144Z id 0, SELLER");
        assertThat(ALPACA.trades("[" + message + "]")).singleElement().satisfies(trade -> {
            assertThat(trade.identity()).isNull();
            assertThat(trade.firstId()).isNull();
            assertThat(trade.order().id()).isEqualTo("0");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "2021-02-22T15:51:44Z, 2021-02-22T15:51:44Z",
        "2021-02-22T15:51:44.2Z, 2021-02-22T15:51:44.200Z",
        "2021-02-22T15:51:44.123456789Z, 2021-02-22T15:51:44.123456789Z",
        "2021-02-22T10:51:44.208-05:00, 2021-02-22T15:51:44.208Z",
    })
    void aStampHasUpToNineDigitsOfASecond(String written, String instant) throws Exception {
        assertThat(ALPACA.tell(STOCK.replace("2021-02-22T15:51:44.208Z", written)))
                .singleElement()
                .asString()
                .contains(" at " + instant + " ");
    }

    @Test
    void theOrderOfTheFieldsDoesNotMatter() throws Exception {
        assertThat(ALPACA.tell(
                        "[{\"z\":\"C\",\"c\":[\"@\",\"I\"],\"t\":\"2021-02-22T15:51:44.208Z\",\"s\":1,\"p\":126.55,"
                                + "\"x\":\"D\",\"S\":\"AAPL\",\"i\":96921,\"T\":\"t\"}]"))
                .containsExactly(STOCK_TOLD);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"T\":\"success\",\"msg\":\"connected\"}] | success",
                "[{\"T\":\"success\",\"msg\":\"authenticated\"}] | success",
                "[{\"T\":\"error\",\"code\":406,\"msg\":\"connection limit exceeded\"}] | error",
                "[{\"T\":\"subscription\",\"trades\":[\"AAPL\"],\"quotes\":[],\"bars\":[\"*\"],\"corrections\":[\"AAPL\"],\"cancelErrors\":[\"AAPL\"]}] | subscription",
                "[{\"T\":\"q\",\"S\":\"AMD\",\"bx\":\"U\",\"bp\":87.66,\"bs\":1,\"ax\":\"Q\",\"ap\":87.68,\"as\":4,\"t\":\"2021-02-22T15:51:45.335689322Z\",\"c\":[\"R\"],\"z\":\"C\"}] | quote",
                "[{\"T\":\"b\",\"S\":\"SPY\",\"o\":388.985,\"h\":389.13,\"l\":388.975,\"c\":389.12,\"v\":49378,\"n\":461,\"vw\":389.062639,\"t\":\"2021-02-22T19:15:00Z\"}] | bar",
                "[{\"T\":\"d\",\"S\":\"SPY\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1,\"t\":\"2021-02-22T19:15:00Z\"}] | daily bar",
                "[{\"T\":\"u\",\"S\":\"SPY\",\"o\":1,\"h\":1,\"l\":1,\"c\":1,\"v\":1,\"t\":\"2021-02-22T19:15:00Z\"}] | updated bar",
                "[{\"T\":\"l\",\"S\":\"IONM\",\"u\":3.24,\"d\":2.65,\"i\":\"B\",\"t\":\"2023-04-06T13:34:45.565004401Z\",\"z\":\"C\"}] | luld",
                "[{\"T\":\"s\",\"S\":\"AAPL\",\"sc\":\"H\",\"sm\":\"Trading Halt\",\"rc\":\"T12\",\"t\":\"2021-02-22T19:15:00Z\",\"z\":\"C\"}] | status",
                "[{\"T\":\"i\",\"S\":\"INAQU\",\"p\":9.12,\"z\":\"C\",\"t\":\"2024-12-13T19:58:09.242138635Z\"}] | imbalance",
                "[{\"T\":\"o\",\"S\":\"BTC/USD\",\"t\":\"2024-03-12T10:38:50.79613221Z\",\"b\":[{\"p\":71859.53,\"s\":0.27994}],\"a\":[]}] | orderbook",
                "[{\"T\":\"n\",\"id\":24918784,\"headline\":\"A\",\"symbols\":[\"CRSR\"],\"source\":\"benzinga\"}] | news",
                "{\"stream\":\"authorization\",\"data\":{\"status\":\"authorized\",\"action\":\"authenticate\"}} | authorization",
                "{\"stream\":\"listening\",\"data\":{\"streams\":[\"trade_updates\"]}} | listening",
                "{\"stream\":\"trade_updates\",\"data\":{\"event\":\"fill\",\"price\":\"179.08\",\"qty\":\"100\"}} | trade_updates",
            })
    void otherFramesAreIgnoredByName(String message, String kind) throws Exception {
        assertThat(ALPACA.tell(message)).containsExactly("ignored " + kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"p\":126.55 | \"p\":\"N/A\" | price is not a number: 'N/A' in field 'p'",
                "\"p\":126.55, | '' | price is missing: no field 'p'",
                "\"s\":1 | \"s\":-1 | size is negative: -1 in field 's'",
                "\"s\":1 | \"s\":[1] | size is neither a number nor a text: an array in field 's'",
                "\"s\":1 | \"s\":1,\"s\":1 | field 's' is given twice",
                "\"S\":\"AAPL\" | \"S\":1 | symbol is not a text: 1 in field 'S'",
                "\"S\":\"AAPL\" | \"S\":\"\" | symbol is empty in field 'S'",
                "2021-02-22T15:51:44.208Z | 2021-02-22 15:51:44 | time is not an ISO 8601 instant",
                "\"2021-02-22T15:51:44.208Z\" | 1614009104208 | time is not an ISO 8601 instant",
                "\"T\":\"t\" | \"T\":\"tt\" | message type is not one that Alpaca sends: 'tt' in field 'T'",
                "\"T\":\"t\" | \"T\":[\"t\"] | message type is neither a number nor a text: an array in field 'T'",
                "\"T\":\"t\" | \"ev\":\"T\" | no field 'T' (trade.format is alpaca)",
                "\"T\":\"t\" | \"stream\":\"T.AAPL\" | no field 'T' (trade.format is alpaca)",
            })
    void whatIsWrongWithATradeIsSaid(String right, String wrong, String reason) {
        assertThat(STOCK).contains(right);
        assertThat(ALPACA.reject("[" + STOCK.replace(right, wrong) + "]")).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"oi\":52983525033527, | original id is missing: no field 'oi'",
                "\"ci\":52983525034326, | corrected id is missing: no field 'ci'",
                "\"cp\":39.1809, | corrected price is missing: no field 'cp'",
                "\"cs\":440000, | corrected size is missing: no field 'cs'",
                "\"S\":\"EEM\", | symbol is missing: no field 'S'",
            })
    void aCorrectionMustTellBothIdsAndTheTrade(String left, String reason) {
        assertThat(CORRECTION).contains(left);
        assertThat(ALPACA.reject(CORRECTION.replace(left, ""))).isEqualTo(reason);
    }

    @Test
    void aCancelMustTellTheIdButNeedNotRepeatTheTrade() throws Exception {
        assertThat(ALPACA.reject(CANCEL.replace("\"i\":465,", ""))).isEqualTo("id is missing: no field 'i'");
        assertThat(ALPACA.tell(CANCEL.replace("\"p\":105.31,\"s\":300,", "")))
                .containsExactly("cancel GOOGL at 2023-04-06T13:15:42.835409580Z id 465 of D");
    }

    @Test
    void oneBadTradeRejectsTheWholeMessage() {
        assertThat(ALPACA.reject("[" + STOCK + "," + STOCK.replace("\"s\":1,", "") + "]"))
                .isEqualTo("size is missing: no field 's'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[]]", "[7]", "\"t\"", "null"})
    void whatIsNoFrameIsRejected(String message) {
        assertThat(ALPACA.reject(message)).contains("not a frame of Alpaca");
    }

    @ParameterizedTest
    @ValueSource(strings = {CRYPTO, CORRECTION, "[{\"T\":\"t\",\"i\":1,\"i\":1,\"tks\":\"B\",\"tks\":\"B\"}]"})
    void nothingIsLeftOverFromTheMessageBefore(String before) throws Exception {
        assertThat(ALPACA.tellAfter(before, OPTION))
                .containsExactly("trade AAPL240315C00172500 2.84 x 1 at 2024-03-11T13:35:35.133122560Z of N, [S]");
    }

    @ParameterizedTest
    @ValueSource(strings = {STOCK, CORRECTION, CANCEL, CRYPTO, OPTION})
    void damagedMessagesNeverThrow(String message) {
        ALPACA.damage("[" + message + "]");
    }
}
