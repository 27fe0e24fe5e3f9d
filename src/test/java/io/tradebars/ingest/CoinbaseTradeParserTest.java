package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoinbaseTradeParserTest {

    private static final VendorMessages COINBASE = new VendorMessages(TradeFormat.COINBASE);

    // docs.cdp.coinbase.com, Exchange WebSocket Channels, "Match"
    private static final String MATCH = "{\"type\":\"match\",\"trade_id\":10,\"sequence\":50,"
            + "\"maker_order_id\":\"ac928c66-ca53-498f-9c13-a110027a60e8\","
            + "\"taker_order_id\":\"132fb6ae-456b-4654-b4e0-d681ac05cea1\",\"time\":\"2014-11-07T08:19:27.028459Z\","
            + "\"product_id\":\"BTC-USD\",\"size\":\"5.23512\",\"price\":\"400.23\",\"side\":\"sell\"}";
    private static final String MATCH_TOLD =
            "trade BTC-USD 400.23 x 5.23512 at 2014-11-07T08:19:27.028459Z id 10, seq 50, BUYER";

    // docs.cdp.coinbase.com, Advanced Trade WebSocket Channels, "Market Trades Channel"
    private static final String MARKET_TRADES =
            "{\"channel\":\"market_trades\",\"client_id\":\"\",\"timestamp\":\"2023-02-09T20:19:35.39625135Z\","
                    + "\"sequence_num\":0,\"events\":[{\"type\":\"snapshot\",\"trades\":[{\"trade_id\":\"000000000\","
                    + "\"product_id\":\"ETH-USD\",\"price\":\"1260.01\",\"size\":\"0.3\",\"side\":\"BUY\","
                    + "\"time\":\"2019-08-14T20:42:27.265Z\"}]}]}";

    // As it was received: two trades that took on either side.
    private static final String UPDATE =
            "{\"channel\":\"market_trades\",\"client_id\":\"\",\"timestamp\":\"2026-04-07T14:30:02.900012Z\","
                    + "\"sequence_num\":5,\"events\":[{\"type\":\"update\",\"trades\":["
                    + "{\"trade_id\":\"995098700\",\"product_id\":\"BTC-USD\",\"price\":\"68900.50\",\"size\":\"0.00150000\","
                    + "\"side\":\"BUY\",\"time\":\"2026-04-07T14:30:02.789012Z\"},"
                    + "{\"trade_id\":\"995098701\",\"product_id\":\"BTC-USD\",\"price\":\"68900.00\",\"size\":\"0.05000000\","
                    + "\"side\":\"SELL\",\"time\":\"2026-04-07T14:30:02.800000Z\"}]}]}";
    private static final String[] UPDATE_TOLD = {
        "trade BTC-USD 68900.50 x 0.00150000 at 2026-04-07T14:30:02.789012Z id 995098700, SELLER",
        "trade BTC-USD 68900.00 x 0.05000000 at 2026-04-07T14:30:02.800Z id 995098701, BUYER"
    };

    @Test
    void theTakerOfAMatchIsOnTheOtherSide() throws Exception {
        assertThat(COINBASE.tell(MATCH)).containsExactly(MATCH_TOLD);
        assertThat(COINBASE.tell(MATCH.replace("sell", "buy"))).containsExactly(MATCH_TOLD.replace("BUYER", "SELLER"));
    }

    @Test
    void theLastMatchBeforeTheSubscriptionIsATrade() throws Exception {
        assertThat(COINBASE.tell(MATCH.replace("\"match\"", "\"last_match\""))).containsExactly(MATCH_TOLD);
    }

    @Test
    void theOrderOfTheFieldsOfAMatchDoesNotMatter() throws Exception {
        assertThat(COINBASE.tell("{\"side\":\"sell\",\"price\":400.23,\"size\":5.23512,\"product_id\":\"BTC-USD\","
                        + "\"time\":\"2014-11-07T09:19:27.028459+01:00\",\"sequence\":50,\"trade_id\":10,"
                        + "\"user_id\":null,\"taker_fee_rate\":\"0.005\",\"type\":\"match\"}"))
                .containsExactly(MATCH_TOLD);
    }

    @Test
    void aTradeIsStampedByItsOwnTimeAndNotByThatOfTheMessage() throws Exception {
        assertThat(COINBASE.tell(MARKET_TRADES))
                .containsExactly("trade ETH-USD 1260.01 x 0.3 at 2019-08-14T20:42:27.265Z id 000000000, SELLER");
    }

    @Test
    void anUpdateHoldsAnyNumberOfTrades() throws Exception {
        assertThat(COINBASE.tell(UPDATE)).containsExactly(UPDATE_TOLD);
        assertThat(COINBASE.tell("{\"channel\":\"market_trades\",\"events\":[{\"type\":\"update\",\"trades\":[]}]}"))
                .isEmpty();
        assertThat(COINBASE.tell("{\"channel\":\"market_trades\",\"events\":[]}"))
                .isEmpty();
    }

    @Test
    void theChannelMayComeAfterTheEventsAndTheTypeOfAnEventAfterItsTrades() throws Exception {
        String events = UPDATE.substring(UPDATE.indexOf("\"events\""), UPDATE.length() - 1)
                .replace("\"type\":\"update\",", "")
                .replace("]}]", "],\"type\":\"update\"}]");
        assertThat(COINBASE.tell("{" + events + ",\"sequence_num\":5,\"channel\":\"market_trades\"}"))
                .containsExactly(UPDATE_TOLD);
    }

    @Test
    void aMissingSideLeavesTheTakerUnknown() throws Exception {
        String told = MATCH_TOLD.replace(", BUYER", "");
        assertThat(COINBASE.tell(MATCH.replace(",\"side\":\"sell\"", ""))).containsExactly(told);
        assertThat(COINBASE.tell(MATCH.replace("\"sell\"", "\"UNKNOWN_ORDER_SIDE\"")))
                .containsExactly(told);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"type\":\"subscriptions\",\"channels\":[{\"name\":\"matches\",\"product_ids\":[\"BTC-USD\"]}]}', subscriptions",
        "'{\"type\":\"heartbeat\",\"sequence\":90,\"last_trade_id\":20,\"product_id\":\"BTC-USD\",\"time\":\"2014-11-07T08:19:28.464459Z\"}', heartbeat",
        "'{\"type\":\"status\",\"products\":[{\"id\":\"BTC-USD\",\"status_message\":null}],\"currencies\":[{\"id\":\"USD\",\"details\":{}}]}', status",
        "'{\"type\":\"ticker\",\"sequence\":37475248783,\"product_id\":\"ETH-USD\",\"price\":\"1285.22\",\"open_24h\":\"1310.79\",\"side\":\"buy\",\"time\":\"2022-10-19T23:28:22.061769Z\",\"trade_id\":370843401,\"last_size\":\"11.4396987\"}', ticker",
        "'{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"bids\":[[\"10101.10\",\"0.45054140\"]],\"asks\":[[\"10102.55\",\"0.57753524\"]]}', snapshot",
        "'{\"type\":\"l2update\",\"product_id\":\"BTC-USD\",\"changes\":[[\"buy\",\"22356.270000\",\"0.00000000\"]],\"time\":\"2022-08-04T15:25:05.010758Z\"}', l2update",
        "'{\"type\":\"received\",\"time\":\"2014-11-07T08:19:27.028459Z\",\"product_id\":\"BTC-USD\",\"sequence\":10,\"order_id\":\"d50\",\"size\":\"1.34\",\"price\":\"502.1\",\"side\":\"buy\",\"order_type\":\"limit\"}', received",
        "'{\"type\":\"open\",\"time\":\"2014-11-07T08:19:27.028459Z\",\"product_id\":\"BTC-USD\",\"sequence\":10,\"price\":\"200.2\",\"remaining_size\":\"1.00\",\"side\":\"sell\"}', open",
        "'{\"type\":\"done\",\"time\":\"2014-11-07T08:19:27.028459Z\",\"product_id\":\"BTC-USD\",\"sequence\":10,\"price\":\"200.2\",\"reason\":\"filled\",\"side\":\"sell\",\"remaining_size\":\"0\"}', done",
        "'{\"type\":\"change\",\"reason\":\"STP\",\"sequence\":80,\"product_id\":\"BTC-USD\",\"new_size\":\"5.23512\",\"old_size\":\"12.234412\",\"price\":\"400.23\",\"side\":\"sell\"}', change",
        "'{\"type\":\"activate\",\"product_id\":\"test-product\",\"timestamp\":\"1483736448.299000\",\"side\":\"buy\",\"stop_type\":\"entry\",\"stop_price\":\"80\",\"size\":\"2\"}', activate",
        "'{\"type\":\"auction\",\"product_id\":\"LTC-USD\",\"sequence\":3262786978,\"auction_state\":\"collection\",\"best_bid_price\":\"333.98\",\"timestamp\":\"2015-11-14T20:46:03.511254Z\"}', auction",
        "'{\"type\":\"rfq_match\",\"maker_order_id\":\"ac9\",\"taker_order_id\":\"132\",\"time\":\"2014-11-07T08:19:27.028459Z\",\"trade_id\":30,\"product_id\":\"BTC-USD\",\"size\":\"5.23512\",\"price\":\"400.23\",\"side\":\"sell\"}', rfq_match",
        "'{\"type\":\"level3\",\"schema\":{\"match\":[\"type\",\"product_id\"]}}', level3",
        "'[\"open\",\"BTC-USD\",\"57560479456\",\"12aca6e0\",\"buy\",\"27268.09\",\"0.02\",\"2023-03-28T23:24:03.185394Z\"]', level3",
        "'[\"noop\",\"BTC-USD\",\"57560479457\",\"2023-03-28T23:24:03.185394Z\"]', level3",
        "'{\"type\":\"balance\",\"account_id\":\"d50\",\"currency\":\"USD\",\"available\":\"0.0\"}', balance",
        "'{\"type\":\"error\",\"message\":\"Failed to subscribe\",\"reason\":\"x is not a valid product\"}', error",
        "'{\"channel\":\"subscriptions\",\"events\":[{\"subscriptions\":{\"level2\":[\"BTC-USD\"],\"market_trades\":[\"BTC-USD\"]}}]}', subscriptions",
        "'{\"channel\":\"heartbeats\",\"client_id\":\"\",\"sequence_num\":0,\"events\":[{\"current_time\":\"2023-06-23 20:31:56.121961769 +0000 UTC m=+91717.525857105\",\"heartbeat_counter\":\"3049\"}]}', heartbeats",
        "'{\"channel\":\"candles\",\"events\":[{\"type\":\"snapshot\",\"candles\":[{\"start\":\"1688998200\",\"high\":\"1867.72\"}]}]}', candles",
        "'{\"channel\":\"status\",\"events\":[{\"type\":\"snapshot\",\"products\":[{\"product_type\":\"SPOT\"}]}]}', status",
        "'{\"channel\":\"ticker\",\"events\":[{\"type\":\"snapshot\",\"tickers\":[{\"price\":\"21932.98\"}]}]}', ticker",
        "'{\"channel\":\"ticker_batch\",\"events\":[{\"type\":\"snapshot\",\"tickers\":[{\"price\":\"21932.98\"}]}]}', ticker_batch",
        "'{\"channel\":\"l2_data\",\"events\":[{\"type\":\"update\",\"product_id\":\"BTC-USD\",\"updates\":[{\"side\":\"bid\",\"price_level\":\"21921.73\",\"new_quantity\":\"0.06317902\"}]}]}', l2_data",
        "'{\"events\":[{\"type\":\"snapshot\",\"orders\":[],\"trades\":7}],\"channel\":\"user\"}', user",
        "'{\"channel\":\"futures_balance_summary\",\"events\":[{\"type\":\"snapshot\",\"fcm_balance_summary\":{}}]}', futures_balance_summary",
    })
    void otherMessagesAreIgnoredByName(String message, String kind) throws Exception {
        assertThat(COINBASE.tell(message)).containsExactly("ignored " + kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trade_id", "time", "product_id", "size", "price"})
    void aTradeWithoutOneOfItsFieldsIsRejected(String field) {
        for (String message : new String[] {MATCH, UPDATE}) {
            assertThat(COINBASE.reject(message.replace("\"" + field + "\"", "\"other\"")))
                    .contains(" is missing: no field '" + field + "'");
            assertThat(COINBASE.reject(
                            message.replaceFirst("\"" + field + "\":(\"[^\"]*\"|\\d+)", "\"" + field + "\":\"\"")))
                    .contains(" is empty in field '" + field + "'");
            assertThat(COINBASE.reject(
                            message.replaceFirst("\"" + field + "\"", "\"" + field + "\":null,\"" + field + "\"")))
                    .isEqualTo("field '" + field + "' is given twice");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400.23, NaN, price is not a number: 'NaN' in field 'price'",
        "5.23512, -5.23512, size is negative: -5.23512 in field 'size'",
        "\"sell\", \"ask\", side is neither buy nor sell: 'ask' in field 'side'",
        "\"sell\", false, side is neither a number nor a text: false in field 'side'",
        "\"BTC-USD\", 7, symbol is not a text: 7 in field 'product_id'",
        "2014-11-07T08:19:27.028459Z, 1415348367, time is not an ISO 8601 instant",
        "\"match\", \"trade\", type is neither match nor last_match nor another that Coinbase sends: 'trade'",
        "\"match\", 3, type is not a text: 3",
        "\"type\", \"kind\", message is none that Coinbase sends: neither a field 'type' nor a field 'channel'",
        "'\"type\":', '\"channel\":\"market_trades\",\"type\":', it has a field 'type' and a field 'channel'",
    })
    void whatIsWrongWithAMatchIsSaid(String right, String wrong, String reason) {
        assertThat(COINBASE.reject(MATCH.replace(right, wrong))).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"channel\":\"market_trades\"}', trades are missing: no field 'events'",
        "'{\"channel\":\"market_trades\",\"events\":null}', events are not an array but null in field 'events'",
        "'{\"channel\":\"market_trades\",\"events\":[7]}', event is not an object but a number in field 'events'",
        "'{\"channel\":\"market_trades\",\"events\":[],\"events\":[]}', field 'events' is given twice",
        "'{\"events\":[],\"events\":[],\"channel\":\"market_trades\"}', field 'events' is given twice",
        "'{\"channel\":\"market_trades\",\"events\":[{\"type\":\"update\"}]}', trades are missing: no field 'trades'",
        "'{\"channel\":\"market_trades\",\"events\":[{\"trades\":[]}]}', type of event is missing: no field 'type'",
        "'{\"channel\":\"market_trades\",\"events\":[{\"type\":\"bust\",\"trades\":[]}]}', event of market_trades is neither a snapshot nor an update: 'bust'",
        "'{\"channel\":\"market_trades\",\"events\":[{\"type\":\"update\",\"trades\":[],\"trades\":[]}]}', field 'trades' is given twice",
        "'{\"channel\":\"market_trades\",\"events\":[{\"type\":\"update\",\"trades\":{}}]}', trades are not an array but an object in field 'trades'",
        "'{\"channel\":\"market_trades\",\"events\":[{\"type\":\"update\",\"trades\":[[]]}]}', trade is not an object but an array in field 'trades'",
        "'{\"channel\":\"market_trades\",\"events\":[],\"channel\":\"user\"}', field 'channel' is given twice",
        "'{\"channel\":\"matches\",\"events\":[]}', channel is neither market_trades nor another that Coinbase has: 'matches'",
        "'{\"channel\":7,\"events\":[]}', channel is not a text: 7",
        "'{\"channel\":\"trade\",\"type\":\"update\",\"data\":[]}', it has a field 'type' and a field 'channel'",
        "'{\"e\":\"trade\",\"s\":\"BTCUSDT\",\"p\":\"1\"}', message is none that Coinbase sends",
        "[], message is an array but none that Coinbase sends (trade.format is coinbase)",
        "[7], message is an array but none that Coinbase sends",
        "'[{\"ev\":\"T\"}]', message is an array but none that Coinbase sends",
        "'[0,[[\"1\"]],\"trade\",\"XBT/USD\"]', message is an array but none that Coinbase sends",
        "'[\"match\",\"BTC-USD\",\"5\",\"m\",\"t\",\"1\",\"2\",\"2023-03-28T23:24:03.185394Z\"]', match of channel level3 has no id and names no side",
        "7, message is not one of Coinbase's but a number (trade.format is coinbase)",
    })
    void whatIsWrongWithAMessageIsSaid(String message, String reason) {
        assertThat(COINBASE.reject(message)).contains(reason);
    }

    @Test
    void oneBadTradeRejectsTheWholeMessage() {
        assertThat(COINBASE.reject(UPDATE.replace("\"68900.00\"", "\"N/A\"")))
                .isEqualTo("price is not a number: 'N/A' in field 'price'");
    }

    @Test
    void nothingIsLeftOverFromTheMessageBefore() throws Exception {
        assertThat(COINBASE.tellAfter(UPDATE, MATCH)).containsExactly(MATCH_TOLD);
        assertThat(COINBASE.tellAfter(MATCH, UPDATE)).containsExactly(UPDATE_TOLD);
        assertThatThrownBy(() -> COINBASE.tellAfter(MATCH, "{}")).hasMessageContaining("none that Coinbase sends");
        assertThatThrownBy(() -> COINBASE.tellAfter(UPDATE, "{\"channel\":\"market_trades\"}"))
                .hasMessage("trades are missing: no field 'events'");
        assertThatThrownBy(() ->
                        COINBASE.tellAfter(UPDATE, "{\"channel\":\"market_trades\",\"events\":[{\"trades\":[]}]}"))
                .hasMessage("type of event is missing: no field 'type'");
        assertThatThrownBy(() -> COINBASE.tellAfter(
                        UPDATE, "{\"channel\":\"market_trades\",\"events\":[{\"type\":\"update\",\"trades\":[{}]}]}"))
                .hasMessage("symbol is missing: no field 'product_id'");
    }

    @Test
    void damagedMessagesNeverThrow() {
        COINBASE.damage(MATCH);
        COINBASE.damage("[\"open\",\"BTC-USD\",\"57560479456\",\"12aca6e0\"]");
        COINBASE.damage(MARKET_TRADES);
    }
}
