package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FinnhubTradeParserTest {

    private static final VendorMessages FINNHUB = new VendorMessages(TradeFormat.FINNHUB);

    // finnhub.io/docs/api/websocket-trades, sample response
    private static final String DOCUMENTED =
            "{\"data\":[{\"p\":7296.89,\"s\":\"BINANCE:BTCUSDT\",\"t\":1575526691134,\"v\":0.011467}],\"type\":\"trade\"}";
    private static final String DOCUMENTED_TOLD =
            "trade BINANCE:BTCUSDT 7296.89 x 0.011467 at 2019-12-05T06:18:11.134Z";

    // As received: conditions null, or codes; several trades, two of them alike.
    private static final String RECEIVED =
            "{\"data\":[{\"c\":[\"1\",\"12\"],\"p\":190.5,\"s\":\"AAPL\",\"t\":1719893836887,\"v\":100},"
                    + "{\"c\":null,\"p\":63229.7,\"s\":\"BINANCE:BTCUSDT\",\"t\":1719893836887,\"v\":0.0001},"
                    + "{\"c\":null,\"p\":63229.7,\"s\":\"BINANCE:BTCUSDT\",\"t\":1719893836887,\"v\":0.0001}],"
                    + "\"type\":\"trade\"}";

    @Test
    void aTradeHasNoIdAndNoSequence() throws Exception {
        assertThat(FINNHUB.tell(DOCUMENTED)).containsExactly(DOCUMENTED_TOLD);
    }

    @Test
    void equalTradesOfOneMessageAreAllTrades() throws Exception {
        String bitcoin = "trade BINANCE:BTCUSDT 63229.7 x 0.0001 at 2024-07-02T04:17:16.887Z";
        assertThat(FINNHUB.tell(RECEIVED))
                .containsExactly("trade AAPL 190.5 x 100 at 2024-07-02T04:17:16.887Z, [1, 12]", bitcoin, bitcoin);
    }

    @Test
    void theTypeMayStandBeforeTheData() throws Exception {
        assertThat(FINNHUB.tell("{\"type\":\"trade\",\"data\":[{\"v\":0.011467,\"t\":1575526691134,"
                        + "\"s\":\"BINANCE:BTCUSDT\",\"p\":7296.89}]}"))
                .containsExactly(DOCUMENTED_TOLD);
    }

    @Test
    void aVolumeOfZeroIsATrade() throws Exception {
        assertThat(FINNHUB.tell("{\"data\":[{\"p\":1.0849,\"s\":\"OANDA:EUR_USD\",\"t\":1575526691134,\"v\":0}],"
                        + "\"type\":\"trade\"}"))
                .containsExactly("trade OANDA:EUR_USD 1.0849 x 0 at 2019-12-05T06:18:11.134Z");
    }

    @Test
    void anEmptyDataArrayHoldsNoTrades() throws Exception {
        assertThat(FINNHUB.tell("{\"data\":[],\"type\":\"trade\"}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"ping\"} | ping",
                "{\"msg\":\"Subscribing to too many symbols\",\"type\":\"error\"} | error",
                "{\"data\":[{\"category\":\"company\",\"datetime\":1679025600,\"headline\":\"A\",\"id\":1,\"s\":1}],\"type\":\"news\"} | news",
                "{\"type\":\"news\",\"data\":{}} | news",
                "{\"data\":[{\"datetime\":\"2024-01-01 00:00:00\",\"headline\":\"A\",\"symbol\":\"AAPL\"}],\"type\":\"pr\"} | pr",
            })
    void otherMessagesAreIgnoredByName(String message, String kind) throws Exception {
        assertThat(FINNHUB.tell(message)).containsExactly("ignored " + kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"p\":7296.89 | \"p\":\"N/A\" | price is not a number: 'N/A' in field 'p'",
                "\"p\":7296.89 | \"p\":null | price is null in field 'p'",
                "\"p\":7296.89, | '' | price is missing: no field 'p'",
                "\"p\":7296.89 | \"p\":1,\"p\":1 | field 'p' is given twice",
                "\"v\":0.011467 | \"v\":-0.011467 | size is negative: -0.011467 in field 'v'",
                "\"s\":\"BINANCE:BTCUSDT\" | \"s\":7 | symbol is not a text: 7 in field 's'",
                "\"t\":1575526691134 | \"t\":1575526691 | time '1575526691' in field 't' is",
                "\"t\":1575526691134 | \"t\":true | time is neither a number nor a text: true in field 't'",
                "[{ | [7,{ | trade is not an object but a number in field 'data'",
                "[{ | [[],{ | trade is not an object but an array in field 'data'",
                "\"data\": | \"data\":null,\"x\": | trades are not an array but null in field 'data'",
                "\"data\": | \"data\":[],\"data\": | field 'data' is given twice",
                "\"data\": | \"x\": | trades are missing: no field 'data'",
                "\"type\":\"trade\" | \"type\":\"trades\" | message type is not one that Finnhub sends: 'trades' in field 'type'",
                "\"type\":\"trade\" | \"type\":\"trade\",\"type\":\"ping\" | field 'type' is given twice",
                ",\"type\":\"trade\" | '' | message is none of Finnhub's: no field 'type'",
            })
    void whatIsWrongWithATradeIsSaid(String right, String wrong, String reason) {
        assertThat(DOCUMENTED).contains(right);
        assertThat(FINNHUB.reject(DOCUMENTED.replace(right, wrong))).startsWith(reason);
    }

    @Test
    void oneBadTradeRejectsTheWholeMessageAndTheFirstReasonIsSaid() {
        assertThat(FINNHUB.reject(
                        RECEIVED.replace("\"v\":0.0001", "\"v\":\"x\"").replace("}]", "},7]")))
                .isEqualTo("size is not a number: 'x' in field 'v'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "[{\"type\":\"ping\"}]"})
    void whatIsNoObjectIsRejected(String message) {
        assertThat(FINNHUB.reject(message)).contains("message is not a JSON object but");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                RECEIVED,
                "{\"data\":[7],\"type\":\"trade\"}",
                "{\"data\":[],\"data\":[],\"type\":\"trade\"}",
                "{\"data\":[{\"p\":1,\"p\":1,\"c\":[{}]},",
                "{\"type\":\"ping\"}",
            })
    void nothingIsLeftOverFromTheMessageBefore(String before) throws Exception {
        assertThat(FINNHUB.tellAfter(before, DOCUMENTED)).containsExactly(DOCUMENTED_TOLD);
        assertThat(FINNHUB.tellAfter(before, "{\"type\":\"trade\",\"data\":[]}"))
                .isEmpty();
        assertThatThrownBy(() -> FINNHUB.tellAfter(before, "{\"type\":\"trade\"}"))
                .hasMessage("trades are missing: no field 'data'");
    }

    @ParameterizedTest
    @ValueSource(strings = {DOCUMENTED, RECEIVED})
    void damagedMessagesNeverThrow(String message) {
        FINNHUB.damage(message);
    }
}
