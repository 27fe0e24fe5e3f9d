package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KrakenTradeParserTest {

    private static final VendorMessages KRAKEN = new VendorMessages(TradeFormat.KRAKEN);

    // docs.kraken.com, Spot WebSocket v2, "Trade", with digits as the feed writes them
    private static final String DATA =
            "[{\"symbol\":\"MATIC/USD\",\"side\":\"sell\",\"price\":0.5117,\"qty\":40.00000000,\"ord_type\":\"market\","
                    + "\"trade_id\":4665906,\"timestamp\":\"2023-09-25T07:49:37.708706Z\"},"
                    + "{\"symbol\":\"BTC/USD\",\"side\":\"buy\",\"price\":105944.20,\"qty\":0.00027625,\"ord_type\":\"limit\","
                    + "\"trade_id\":10218208,\"timestamp\":\"2023-10-06T17:35:55.440295Z\"}]";
    private static final String V2 = "{\"channel\":\"trade\",\"type\":\"update\",\"data\":" + DATA + "}";
    private static final String[] V2_TOLD = {
        "trade MATIC/USD 0.5117 x 40.00000000 at 2023-09-25T07:49:37.708706Z id 4665906, SELLER",
        "trade BTC/USD 105944.20 x 0.00027625 at 2023-10-06T17:35:55.440295Z id 10218208, BUYER"
    };

    // docs.kraken.com, Spot WebSocket v1, "Trade"
    private static final String V1 = "[0,[[\"5541.20000\",\"0.15850568\",\"1534614057.321597\",\"s\",\"l\",\"\"],"
            + "[\"6060.00000\",\"0.02455000\",\"1534614057.324998\",\"b\",\"l\",\"\"]],\"trade\",\"XBT/USD\"]";
    private static final String[] V1_TOLD = {
        "trade XBT/USD 5541.20000 x 0.15850568 at 2018-08-18T17:40:57.321597Z, SELLER",
        "trade XBT/USD 6060.00000 x 0.02455000 at 2018-08-18T17:40:57.324998Z, BUYER"
    };

    @Test
    void updatesAndSnapshotsHoldTrades() throws Exception {
        assertThat(KRAKEN.tell(V2)).containsExactly(V2_TOLD);
        assertThat(KRAKEN.tell(V2.replace("update", "snapshot"))).containsExactly(V2_TOLD);
        assertThat(KRAKEN.tell("{\"channel\":\"trade\",\"type\":\"snapshot\",\"data\":[]}"))
                .isEmpty();
    }

    @Test
    void theChannelMayComeAfterTheData() throws Exception {
        assertThat(KRAKEN.tell("{\"data\":" + DATA + ",\"type\":\"update\",\"channel\":\"trade\"}"))
                .containsExactly(V2_TOLD);
    }

    @Test
    void numbersMayBeTextsOrHaveExponents() throws Exception {
        assertThat(KRAKEN.tell(V2.replace("105944.20", "\"105944.20\"").replace("0.00027625", "2.7625E-4")))
                .containsExactly(V2_TOLD);
    }

    @Test
    void tradesOfVersion1HaveNoIds() throws Exception {
        assertThat(KRAKEN.tell(V1)).containsExactly(V1_TOLD);
        assertThat(KRAKEN.tell("[0,[],\"trade\",\"XBT/USD\"]")).isEmpty();
    }

    @Test
    void aSeventhElementOfVersion1IsAnId() throws Exception {
        assertThat(
                        KRAKEN.tell(
                                "[337,[[\"5541.2\",\"1\",\"1534614057.3215\",\"s\",\"m\",\"\",9007199254740993]],\"trade\",\"XBT/USD\"]"))
                .containsExactly("trade XBT/USD 5541.2 x 1 at 2018-08-18T17:40:57.321500Z id 9007199254740993, SELLER");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"channel\":\"heartbeat\"}', heartbeat",
        "'{\"channel\":\"status\",\"data\":[{\"api_version\":\"v2\",\"connection_id\":13834774380200032777,\"system\":\"online\",\"version\":\"2.0.0\"}],\"type\":\"update\"}', status",
        "'{\"channel\":\"ticker\",\"type\":\"snapshot\",\"data\":[{\"symbol\":\"ALGO/USD\",\"bid\":0.10025,\"last\":0.10035}]}', ticker",
        "'{\"channel\":\"book\",\"type\":\"update\",\"data\":[{\"symbol\":\"MATIC/USD\",\"bids\":[{\"price\":0.5657,\"qty\":1098.3947558}],\"asks\":[],\"checksum\":2114181697}]}', book",
        "'{\"channel\":\"level3\",\"type\":\"update\",\"data\":[{\"symbol\":\"BTC/USD\",\"bids\":[{\"event\":\"delete\"}]}]}', level3",
        "'{\"data\":[{\"symbol\":\"ALGO/USD\",\"open\":0.09875,\"trades\":1}],\"channel\":\"ohlc\",\"type\":\"update\"}', ohlc",
        "'{\"channel\":\"instrument\",\"type\":\"snapshot\",\"data\":{\"assets\":[],\"pairs\":[]}}', instrument",
        "'{\"channel\":\"executions\",\"type\":\"snapshot\",\"data\":[{\"exec_type\":\"trade\"}],\"sequence\":2}', executions",
        "'{\"channel\":\"balances\",\"type\":\"snapshot\",\"data\":[],\"sequence\":1}', balances",
        "'{\"method\":\"subscribe\",\"result\":{\"channel\":\"trade\",\"snapshot\":true,\"symbol\":\"MATIC/USD\"},\"success\":true,\"time_in\":\"2023-09-25T09:21:10.428340Z\",\"time_out\":\"2023-09-25T09:21:10.428375Z\"}', subscribe",
        "'{\"method\":\"unsubscribe\",\"result\":{\"channel\":\"trade\",\"symbol\":\"MATIC/USD\"},\"success\":true}', unsubscribe",
        "'{\"method\":\"pong\",\"req_id\":101,\"time_in\":\"2023-09-24T14:10:23.799685Z\",\"time_out\":\"2023-09-24T14:10:23.799703Z\"}', pong",
        "'{\"method\":\"add_order\",\"result\":{\"order_id\":\"AA5JGQ\"},\"success\":true,\"error\":null}', add_order",
        "'{\"error\":\"Currency pair not supported XBT/USDD\",\"method\":\"subscribe\",\"success\":false,\"symbol\":\"XBT/USDD\"}', error",
        "'{\"error\":\"Malformed request\",\"success\":false}', error",
        "'{\"event\":\"heartbeat\"}', heartbeat",
        "'{\"connectionID\":8628615390848610000,\"event\":\"systemStatus\",\"status\":\"online\",\"version\":\"1.0.0\"}', systemStatus",
        "'{\"channelID\":10001,\"channelName\":\"trade\",\"event\":\"subscriptionStatus\",\"pair\":\"XBT/EUR\",\"status\":\"subscribed\",\"subscription\":{\"name\":\"trade\"}}', subscriptionStatus",
        "'{\"errorMessage\":\"Subscription depth not supported\",\"event\":\"subscriptionStatus\",\"pair\":\"XBT/USD\",\"status\":\"error\"}', subscriptionStatus",
        "'{\"event\":\"pong\",\"reqid\":42}', pong",
        "'{\"errorMessage\":\"Malformed request\",\"event\":\"error\"}', error",
        "'{\"event\":\"addOrderStatus\",\"status\":\"ok\",\"txid\":\"ONPNXH\"}', addOrderStatus",
        "'[0,{\"a\":[\"5525.40000\",1,\"1.000\"],\"c\":[\"5525.10000\",\"0.00398963\"]},\"ticker\",\"XBT/USD\"]', ticker",
        "'[42,[\"1542057314.748456\",\"1542057360.435743\",\"3586.70000\",\"3586.70000\"],\"ohlc-5\",\"XBT/USD\"]', ohlc",
        "'[0,[\"5698.40000\",\"5700.00000\",\"1542057299.545897\",\"1.01234567\",\"0.98765432\"],\"spread\",\"XBT/USD\"]', spread",
        "'[0,{\"as\":[[\"5541.30000\",\"2.50700000\",\"1534614248.123678\"]],\"bs\":[]},\"book-100\",\"XBT/USD\"]', book",
        "'[1234,{\"a\":[[\"5541.30000\",\"2.5\",\"1534614248.456738\"]]},{\"b\":[[\"5541.30000\",\"0.0\",\"1534614335.345903\"]],\"c\":\"974942666\"},\"book-10\",\"XBT/USD\"]', book",
        "'[[{\"TDLH43-DVQXD-2KHVYY\":{\"price\":\"100000.00000\",\"vol\":\"1000000000.00000000\"}}],\"ownTrades\",{\"sequence\":2948}]', ownTrades",
        "'[[{\"OGTT3Y-C6I3P-XRI6HX\":{\"status\":\"closed\"}}],\"openOrders\",{\"sequence\":59342}]', openOrders",
    })
    void otherMessagesAreIgnoredByName(String message, String kind) throws Exception {
        assertThat(KRAKEN.tell(message)).containsExactly("ignored " + kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"symbol", "price", "qty", "timestamp", "trade_id"})
    void aTradeWithoutOneOfItsFieldsIsRejected(String field) {
        assertThat(KRAKEN.reject(V2.replace("\"" + field + "\"", "\"other\"")))
                .contains(" is missing: no field '" + field + "'");
        assertThat(KRAKEN.reject(V2.replaceFirst("\"" + field + "\":(\"[^\"]*\"|[\\d.]+)", "\"" + field + "\":\"\"")))
                .contains(" is empty in field '" + field + "'");
        assertThat(KRAKEN.reject(V2.replaceFirst("\"" + field + "\"", "\"" + field + "\":null,\"" + field + "\"")))
                .isEqualTo("field '" + field + "' is given twice");
    }

    @ParameterizedTest
    @CsvSource({
        "40.00000000, -40.00000000, size is negative: -40.00000000 in field 'qty'",
        "0.5117, NaN, message is not JSON",
        "0.5117, \"NaN\", price is not a number: 'NaN' in field 'price'",
        "\"sell\", \"ask\", side is neither buy nor sell: 'ask' in field 'side'",
        "\"MATIC/USD\", 7, symbol is not a text: 7 in field 'symbol'",
        "2023-09-25T07:49:37.708706Z, 1695628177.708706, time is not an ISO 8601 instant",
        "\"update\", \"delta\", message of channel trade is neither an update nor a snapshot: 'delta' in field 'type'",
        "'\"type\":\"update\",', '', type is missing: no field 'type'",
        "\"channel\":\"trade\", \"channel\":\"trades\", channel is none that Kraken has: 'trades' in field 'channel'",
        "\"channel\":\"trade\", \"topic\":\"trade\", 'message is none that Kraken sends: no field ''channel'', ''method'' or ''event'''",
        "\"channel\":\"trade\", '\"channel\":\"trade\",\"channel\":\"book\"', field 'channel' is given twice",
        "\"data\":[, '\"data\":[],\"data\":[', field 'data' is given twice",
        "\"data\":[, '\"data\":[7,', trade is not an object but a number in field 'data'",
        "\"data\":, \"dat\":, trades are missing: no field 'data'",
    })
    void whatIsWrongWithAMessageIsSaid(String right, String wrong, String reason) {
        assertThat(KRAKEN.reject(V2.replace(right, wrong))).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0,[[\"1\",\"1\",\"1534614057.3\",\"s\",\"l\"]],\"trade\",\"XBT/USD\"] | misc is missing: a trade has only 5 elements",
                "[0,[[]],\"trade\",\"XBT/USD\"] | price is missing: a trade has only 0 elements",
                "[0,[[\"1\",\"1\",\"1534614057.3\",\"s\",\"l\",\"\",1,2]],\"trade\",\"XBT/USD\"] | trade has more than 7 elements",
                "[0,[[\"N/A\",\"1\",\"1534614057.3\",\"s\",\"l\",\"\"]],\"trade\",\"XBT/USD\"] | price is not a number: 'N/A' in field 'price'",
                "[0,[[null,\"1\",\"1534614057.3\",\"s\",\"l\",\"\"]],\"trade\",\"XBT/USD\"] | price is null in element 0 of a trade",
                "[0,[[\"1\",\"-1\",\"1534614057.3\",\"s\",\"l\",\"\"]],\"trade\",\"XBT/USD\"] | size is negative: -1 in field 'volume'",
                "[0,[[\"1\",\"1\",\"1534614057321\",\"s\",\"l\",\"\"]],\"trade\",\"XBT/USD\"] | is beyond the year 2262",
                "[0,[[\"1\",\"1\",\"1534614057.3\",\"x\",\"l\",\"\"]],\"trade\",\"XBT/USD\"] | side is neither buy nor sell: 'x'",
                "[0,[[\"1\",\"1\",\"1534614057.3\",\"\",\"l\",\"\"]],\"trade\",\"XBT/USD\"] | side is empty in element 3 of a trade",
                "[0,[[\"1\",[],\"1534614057.3\",\"s\",\"l\",\"\"]],\"trade\",\"XBT/USD\"] | volume is neither a number nor a text: an array",
                "[0,[7],\"trade\",\"XBT/USD\"] | fields of a trade are not an array but a number in field '[1]'",
                "[0,{},\"trade\",\"XBT/USD\"] | trades are not an array but an object in field '[1]'",
                "[0,[],\"trade\",\"\"] | symbol is empty",
                "[0,[],\"trade\"] | message of trades is not [channelID, trades, \"trade\", pair]",
                "[0,[],[],\"trade\",\"XBT/USD\"] | message of trades is not [channelID, trades, \"trade\", pair]",
                "[0,[],\"trade\",7] | message of trades is not [channelID, trades, \"trade\", pair]",
                "[0,[],\"trades\",\"XBT/USD\"] | channel is none that Kraken has: 'trades' in an array",
                "[0,[],\"trade\",\"XBT/USD\",\"x\"] | message is an array but none that Kraken sends",
                "[{\"ev\":\"T\",\"sym\":\"MSFT\"}] | message is an array but none that Kraken sends",
                "[] | message is an array but none that Kraken sends",
                "7 | message is not one of Kraken's but a number (trade.format is kraken)",
                "{\"method\":\"dance\",\"success\":true} | method is none that Kraken has: 'dance' in field 'method'",
                "{\"event\":\"info\",\"version\":2} | event is none that Kraken has: 'info' in field 'event'",
                "{\"error\":{\"code\":1}} | error is neither a number nor a text: an object in field 'error'",
                "{\"e\":\"trade\",\"s\":\"BTCUSDT\"} | message is none that Kraken sends",
            })
    void whatIsWrongWithAnotherMessageIsSaid(String message, String reason) {
        assertThat(KRAKEN.reject(message)).contains(reason);
    }

    @Test
    void oneBadTradeRejectsTheWholeMessage() {
        assertThat(KRAKEN.reject(V2.replace("105944.20", "\"\""))).isEqualTo("price is empty in field 'price'");
        assertThat(KRAKEN.reject(V1.replace("6060.00000", ""))).isEqualTo("price is empty in element 0 of a trade");
    }

    @Test
    void nothingIsLeftOverFromTheMessageBefore() throws Exception {
        String withId = V1.replace("\"\"]", "\"\",7]");
        assertThat(KRAKEN.tellAfter(withId, V1)).containsExactly(V1_TOLD);
        assertThat(KRAKEN.tellAfter(V2, V1)).containsExactly(V1_TOLD);
        assertThat(KRAKEN.tellAfter(V1, V2)).containsExactly(V2_TOLD);
        assertThatThrownBy(() -> KRAKEN.tellAfter(V1, "[0,[],7,8]")).hasMessageContaining("none that Kraken sends");
        assertThatThrownBy(() -> KRAKEN.tellAfter(V2, "{}")).hasMessageContaining("none that Kraken sends");
        assertThatThrownBy(() -> KRAKEN.tellAfter(V2, "{\"channel\":\"trade\",\"type\":\"update\"}"))
                .hasMessage("trades are missing: no field 'data'");
        assertThatThrownBy(() -> KRAKEN.tellAfter(V2, "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{}]}"))
                .hasMessage("symbol is missing: no field 'symbol'");
    }

    @Test
    void damagedMessagesNeverThrow() {
        KRAKEN.damage(V2);
        KRAKEN.damage(V1);
    }
}
