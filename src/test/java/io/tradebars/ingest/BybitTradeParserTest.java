package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BybitTradeParserTest {

    private static final VendorMessages BYBIT = new VendorMessages(TradeFormat.BYBIT);

    // bybit-exchange.github.io/docs/v5/websocket/public/trade, "Response Example"; ts is 3 ms after T
    private static final String LINEAR =
            "{\"topic\":\"publicTrade.BTCUSDT\",\"type\":\"snapshot\",\"ts\":1672304486868,\"data\":["
                    + "{\"T\":1672304486865,\"s\":\"BTCUSDT\",\"S\":\"Buy\",\"v\":\"0.001\",\"p\":\"16578.50\","
                    + "\"L\":\"PlusTick\",\"i\":\"20f43950-d8dd-5b31-9112-a178eb6023af\",\"BT\":false}]}";
    private static final String LINEAR_TOLD =
            "trade BTCUSDT 16578.50 x 0.001 at 2022-12-29T09:01:26.865Z id 20f43950-d8dd-5b31-9112-a178eb6023af";

    // Of options, with the fields that only these have, and of spot, whose ids are numbers beyond 2^53
    private static final String OPTION =
            "{\"id\":\"publicTrade.BTC-3-1672304486868\",\"topic\":\"publicTrade.BTC\",\"ts\":1672304486868,\"data\":["
                    + "{\"p\":\"90\",\"v\":\"0.3\",\"i\":\"0dc0d1a5-dd0e-56bc-a0c9-e4c1b7b92cf2\",\"T\":1672304486865,"
                    + "\"BT\":true,\"s\":\"BTC-26JUL24-50000-P\",\"S\":\"Sell\",\"mP\":\"87.1\",\"iP\":\"16577.1\","
                    + "\"mIv\":\"0.5\",\"iv\":\"0.51\",\"seq\":1789}]}";
    private static final String SPOT =
            "{\"topic\":\"publicTrade.BTCUSDT\",\"ts\":1672304486868,\"type\":\"snapshot\",\"data\":["
                    + "{\"i\":\"2290000000003002144\",\"T\":1672304486865,\"p\":\"16570.1\",\"v\":\"0.000244\",\"S\":\"Sell\","
                    + "\"seq\":44094912345,\"s\":\"BTCUSDT\",\"BT\":false,\"RPI\":true},"
                    + "{\"i\":2290000000003002145,\"T\":1672304486866,\"p\":16570.2,\"v\":1e-6,\"S\":\"Buy\","
                    + "\"seq\":44094912346,\"s\":\"BTCUSDT\",\"BT\":true,\"RPI\":true}]}";

    @Test
    void aTradeIsStampedByWhenItWasFilledAndNotByTheMessage() throws Exception {
        assertThat(BYBIT.tell(LINEAR)).containsExactly(LINEAR_TOLD + ", BUYER");
        assertThat(BYBIT.tell(LINEAR.replace("Buy", "Sell"))).containsExactly(LINEAR_TOLD + ", SELLER");
    }

    @Test
    void aMessageHoldsAnyNumberOfTrades() throws Exception {
        assertThat(BYBIT.tell(SPOT))
                .containsExactly(
                        "trade BTCUSDT 16570.1 x 0.000244 at 2022-12-29T09:01:26.865Z id 2290000000003002144,"
                                + " seq 44094912345, SELLER, [RPI]",
                        "trade BTCUSDT 16570.2 x 0.000001 at 2022-12-29T09:01:26.866Z id 2290000000003002145,"
                                + " seq 44094912346, BUYER, [BT, RPI]");
        assertThat(BYBIT.tell("{\"topic\":\"publicTrade.BTCUSDT\",\"type\":\"snapshot\",\"data\":[]}"))
                .isEmpty();
    }

    @Test
    void aBlockTradeOfAnOptionNamesItsOwnSymbolAndNotThatOfTheTopic() throws Exception {
        assertThat(BYBIT.tell(OPTION))
                .containsExactly("trade BTC-26JUL24-50000-P 90 x 0.3 at 2022-12-29T09:01:26.865Z"
                        + " id 0dc0d1a5-dd0e-56bc-a0c9-e4c1b7b92cf2, seq 1789, SELLER, [BT]");
    }

    @Test
    void theTopicMayComeAfterTheData() throws Exception {
        String data = LINEAR.substring(LINEAR.indexOf("\"data\""), LINEAR.length() - 1);
        assertThat(BYBIT.tell("{" + data + ",\"ts\":1672304486868,\"topic\":\"publicTrade.BTCUSDT\"}"))
                .containsExactly(LINEAR_TOLD + ", BUYER");
    }

    @Test
    void aMissingSideLeavesTheTakerUnknown() throws Exception {
        assertThat(BYBIT.tell(LINEAR.replace("\"S\":\"Buy\",", ""))).containsExactly(LINEAR_TOLD);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"success\":true,\"ret_msg\":\"\",\"conn_id\":\"2324d924-aa4d-45b0-a858-7b8be29ab52b\",\"req_id\":\"10001\",\"op\":\"subscribe\"}', subscribe",
        "'{\"success\":true,\"ret_msg\":\"subscribe\",\"conn_id\":\"d30fdpbboasp1pjbe7r0\",\"req_id\":\"\",\"op\":\"unsubscribe\"}', unsubscribe",
        "'{\"success\":true,\"ret_msg\":\"pong\",\"conn_id\":\"0970e817-426e-429a-a679-ff7f55e0b16a\",\"op\":\"ping\"}', ping",
        "'{\"args\":[\"1672916271846\"],\"op\":\"pong\"}', pong",
        "'{\"req_id\":\"test\",\"op\":\"pong\",\"args\":[\"1675418560633\"],\"conn_id\":\"cfcb4ocsvfriu23r3er0-1b\"}', pong",
        "'{\"success\":true,\"ret_msg\":\"\",\"op\":\"auth\",\"conn_id\":\"cejreaspqfm9se7usbrg-2xh\"}', auth",
        "'{\"retCode\":0,\"retMsg\":\"OK\",\"op\":\"auth\",\"connId\":\"cpp8u80o9ulbehuh5it0-b2s\"}', auth",
        "'{\"op\":\"order.create\",\"retCode\":0,\"retMsg\":\"OK\",\"connId\":\"c\",\"data\":{\"orderId\":\"1726\"}}', order.create",
        "'{\"success\":true,\"conn_id\":\"aa01fbfffe80af37-00000001-000b37b9\",\"data\":{\"failTopics\":[],\"successTopics\":[\"publicTrade.BTC\"]},\"type\":\"COMMAND_RESP\"}', COMMAND_RESP",
        "'{\"success\":false,\"ret_msg\":\"Invalid topic: invalid.topic.BTCUSDT\",\"conn_id\":\"c\",\"op\":\"subscribe\"}', error",
        "'{\"success\":false,\"ret_msg\":\"error:handler not found\",\"conn_id\":\"c\"}', error",
        "'{\"op\":\"auth\",\"success\":false,\"retCode\":10003,\"retMsg\":\"Invalid apikey\",\"connId\":\"c\"}', error",
        "'{\"op\":\"order.create\",\"retCode\":10404,\"retMsg\":\"op is invalid\"}', error",
        "'{\"topic\":\"orderbook.50.BTCUSDT\",\"type\":\"snapshot\",\"ts\":1672304484978,\"data\":{\"s\":\"BTCUSDT\",\"b\":[[\"16493.50\",\"0.006\"]],\"a\":[],\"u\":18521288,\"seq\":7961638724},\"cts\":1672304484976}', orderbook",
        "'{\"topic\":\"orderbook.rpi.BTCUSDT\",\"type\":\"delta\",\"data\":{}}', orderbook",
        "'{\"topic\":\"orderbook.full.MNTUSDT\",\"type\":\"delta\",\"data\":{}}', orderbook",
        "'{\"topic\":\"tickers.BTCUSDT\",\"type\":\"delta\",\"data\":{\"symbol\":\"BTCUSDT\",\"lastPrice\":\"17216.00\"},\"cs\":24987956059}', tickers",
        "'{\"topic\":\"kline.5.BTCUSDT\",\"data\":[{\"start\":1672324800000,\"open\":\"16649.5\",\"confirm\":false}],\"ts\":1672324988882,\"type\":\"snapshot\"}', kline",
        "'{\"data\":{\"price\":\"0.03803\",\"side\":\"Buy\",\"size\":\"1637\",\"symbol\":\"GALAUSDT\"},\"topic\":\"liquidation.GALAUSDT\",\"type\":\"snapshot\"}', liquidation",
        "'{\"topic\":\"allLiquidation.ROSEUSDT\",\"type\":\"snapshot\",\"ts\":1739502303204,\"data\":[{\"T\":1739502302929,\"s\":\"ROSEUSDT\",\"S\":\"Sell\",\"v\":\"20000\",\"p\":\"0.04499\"}]}', allLiquidation",
        "'{\"topic\":\"adlAlert.USDT\",\"type\":\"snapshot\",\"data\":[]}', adlAlert",
        "'{\"topic\":\"insurance.USDT\",\"type\":\"delta\",\"data\":[]}', insurance",
        "'{\"topic\":\"priceLimit.BTCUSDT\",\"data\":{\"symbol\":\"BTCUSDT\",\"buyLmt\":\"114450.00\"},\"ts\":1750059683782}', priceLimit",
        "'{\"topic\":\"kline_lt.5.BTC3SUSDT\",\"type\":\"snapshot\",\"data\":[]}', kline_lt",
        "'{\"topic\":\"tickers_lt.BTC3SUSDT\",\"type\":\"snapshot\",\"data\":{}}', tickers_lt",
        "'{\"topic\":\"lt.BTC3SUSDT\",\"type\":\"snapshot\",\"data\":{}}', lt",
        "'{\"id\":\"5923240c6880ab-c59f-420b-9adb-3639adc9dd90\",\"topic\":\"order\",\"creationTime\":1672364262474,\"data\":[]}', order",
        "'{\"topic\":\"execution.fast.linear\",\"creationTime\":1716800399338,\"data\":[]}', execution",
        "'{\"topic\":\"wallet\",\"creationTime\":1716800399338,\"data\":[]}', wallet",
        "'{\"topic\":\"system.status\",\"ts\":1751858399649,\"data\":[]}', system",
    })
    void otherMessagesAreIgnoredByName(String message, String kind) throws Exception {
        assertThat(BYBIT.tell(message)).containsExactly("ignored " + kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"T", "s", "v", "p", "i"})
    void aTradeWithoutOneOfItsFieldsIsRejected(String field) {
        assertThat(BYBIT.reject(LINEAR.replace("\"" + field + "\":", "\"other\":")))
                .contains(" is missing: no field '" + field + "'");
        assertThat(BYBIT.reject(LINEAR.replaceFirst("\"" + field + "\":(\"[^\"]*\"|\\d+)", "\"" + field + "\":\"\"")))
                .contains(" is empty in field '" + field + "'");
        assertThat(BYBIT.reject(LINEAR.replaceFirst("\"" + field + "\":", "\"" + field + "\":null,\"" + field + "\":")))
                .isEqualTo("field '" + field + "' is given twice");
    }

    @ParameterizedTest
    @CsvSource({
        "16578.50, NaN, price is not a number: 'NaN' in field 'p'",
        "\"0.001\", \"-0.001\", size is negative: -0.001 in field 'v'",
        "\"Buy\", \"buy\", side is neither Buy nor Sell: 'buy' in field 'S'",
        "1672304486865, 1672304486, before the first electronic market",
        "1672304486865, 1672304486865123, beyond the year 2262",
        "'\"s\":\"BTCUSDT\"', '\"s\":1', symbol is not a text: 1 in field 's'",
        "'\"BT\":false', '\"BT\":\"no\"', block trade is neither true nor false: a text in field 'BT'",
        "\"snapshot\", \"delta\", message of trades is not a snapshot: 'delta' in field 'type'",
        "publicTrade.BTCUSDT, publicTrade, topic is neither publicTrade.<symbol> nor another that Bybit has: 'publicTrade'",
        "publicTrade.BTCUSDT, publicTrade., topic is neither publicTrade.<symbol> nor another that Bybit has: 'publicTrade.'",
        "publicTrade.BTCUSDT, publicTrades.BTCUSDT, topic is neither publicTrade.<symbol> nor another that Bybit has",
        "publicTrade.BTCUSDT, trade.BTCUSDT, topic is neither publicTrade.<symbol> nor another that Bybit has",
        "\"topic\", \"channel\", message is none that Bybit sends: neither a field 'topic' nor the answer to a request",
        "'\"data\":[', '\"data\":[1,', trade is not an object but a number in field 'data'",
        "'\"data\":[', '\"data\":[],\"data\":[', field 'data' is given twice",
        "'\"data\"', '\"dat\"', trades are missing: no field 'data'",
    })
    void whatIsWrongWithAMessageIsSaid(String right, String wrong, String reason) {
        assertThat(BYBIT.reject(LINEAR.replace(right, wrong))).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"topic\":\"publicTrade.BTCUSDT\",\"data\":{}}', trades are not an array but an object in field 'data'",
        "'{\"topic\":\"publicTrade.BTCUSDT\",\"data\":[],\"topic\":\"kline.1.A\"}', field 'topic' is given twice",
        "'{\"topic\":7,\"data\":[]}', topic is not a text: 7",
        "'{\"topic\":null,\"op\":\"ping\"}', topic is null in field 'topic'",
        "'{\"op\":\"dance\",\"success\":true}', request is none that Bybit answers: 'dance' in field 'op'",
        "'{\"success\":\"no\",\"op\":\"ping\"}', success is neither true nor false: a text",
        "'{\"success\":true}', message is none that Bybit sends",
        "'{\"type\":\"COMMAND_RESP\"}', message is none that Bybit sends",
        "'{\"channel\":\"trade\",\"type\":\"update\",\"data\":[]}', message is none that Bybit sends",
        "'{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"p\":\"1\"}', message is none that Bybit sends",
        "[], message is not one of Bybit's but an array (trade.format is bybit)",
    })
    void whatIsWrongWithAnotherMessageIsSaid(String message, String reason) {
        assertThat(BYBIT.reject(message)).contains(reason);
    }

    @Test
    void oneBadTradeRejectsTheWholeMessage() {
        assertThat(BYBIT.reject(SPOT.replace("16570.2", "\"N/A\"")))
                .isEqualTo("price is not a number: 'N/A' in field 'p'");
    }

    @Test
    void nothingIsLeftOverFromTheMessageBefore() throws Exception {
        assertThat(BYBIT.tellAfter(SPOT, LINEAR)).containsExactly(LINEAR_TOLD + ", BUYER");
        assertThatThrownBy(() -> BYBIT.tellAfter(LINEAR, "{}")).hasMessageContaining("none that Bybit sends");
        assertThatThrownBy(() -> BYBIT.tellAfter(LINEAR, "{\"topic\":\"publicTrade.BTCUSDT\"}"))
                .hasMessage("trades are missing: no field 'data'");
        assertThatThrownBy(() -> BYBIT.tellAfter(LINEAR, "{\"topic\":\"publicTrade.BTCUSDT\",\"data\":[{}]}"))
                .hasMessage("symbol is missing: no field 's'");
    }

    @Test
    void damagedMessagesNeverThrow() {
        BYBIT.damage(LINEAR);
    }
}
