package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabentoTradeParserTest {

    private static final VendorMessages DATABENTO = new VendorMessages(TradeFormat.DATABENTO);

    // A record of XNAS.ITCH trades, as dbn --json --map-symbols writes it
    private static final String TRADE =
            "{\"ts_recv\":\"1704186000404085841\",\"hd\":{\"ts_event\":\"1704186000403918695\",\"rtype\":0,"
                    + "\"publisher_id\":2,\"instrument_id\":15144},\"action\":\"T\",\"side\":\"B\",\"depth\":0,"
                    + "\"price\":\"476370000000\",\"size\":40,\"flags\":130,\"ts_in_delta\":167146,\"sequence\":277449,"
                    + "\"symbol\":\"SPY\"}";
    private static final String TRADE_TOLD =
            "trade SPY 476.370000000 x 40 at 2024-01-02T09:00:00.403918695Z, seq 277449, BUYER";

    // A record of GLBX.MDP3 tbbo, with --pretty-px and --pretty-ts
    private static final String PRETTY_TBBO =
            "{\"ts_recv\":\"2025-11-30T23:00:00.039353882Z\",\"hd\":{\"ts_event\":\"2025-11-30T23:00:00.000000000Z\","
                    + "\"rtype\":1,\"publisher_id\":1,\"instrument_id\":42140878},\"action\":\"T\",\"side\":\"N\",\"depth\":0,"
                    + "\"price\":\"6913.500000000\",\"size\":1,\"flags\":0,\"ts_in_delta\":13803,\"sequence\":3353,"
                    + "\"levels\":[{\"bid_px\":\"6915.750000000\",\"ask_px\":\"6913.000000000\",\"bid_sz\":1,\"ask_sz\":1,"
                    + "\"bid_ct\":1,\"ask_ct\":1}],\"symbol\":\"ESH6\"}";

    // A record of XEUR.EOBI mbo
    private static final String PRETTY_MBO =
            "{\"ts_recv\":\"2026-03-10T12:21:35.336372858Z\",\"hd\":{\"ts_event\":\"2026-03-10T12:21:35.334134034Z\","
                    + "\"rtype\":160,\"publisher_id\":103,\"instrument_id\":34257},\"action\":\"T\",\"side\":\"A\","
                    + "\"price\":\"0.012280000\",\"size\":1096,\"channel_id\":79,\"order_id\":\"0\",\"flags\":128,"
                    + "\"ts_in_delta\":1323,\"sequence\":114384,\"symbol\":\"EUCO SI 20260410 PS EU P 1.1700 0\"}";

    @Test
    void aTradeIsStampedByTheVenueAndItsPriceIsInBillionths() throws Exception {
        assertThat(DATABENTO.tell(TRADE)).containsExactly(TRADE_TOLD);
    }

    @Test
    void prettyRecordsOfOtherSchemasAreTradesTooIfTheirActionIsOne() throws Exception {
        assertThat(DATABENTO.tell(PRETTY_TBBO))
                .containsExactly("trade ESH6 6913.500000000 x 1 at 2025-11-30T23:00:00Z, seq 3353");
        assertThat(DATABENTO.tell(PRETTY_MBO))
                .containsExactly("trade EUCO SI 20260410 PS EU P 1.1700 0 0.012280000 x 1096"
                        + " at 2026-03-10T12:21:35.334134034Z, seq 114384, SELLER");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"476370000000\"', 476.370000000",
        "476370000000, 476.370000000",
        "'\"1\"', 0.000000001",
        "'\"-37630000000\"', -37.630000000",
        "'\"0\"', 0.000000000",
        "'\"476.370000000\"', 476.370000000",
        "476.37, 476.37",
        "'\"-0.012280000\"', -0.012280000",
    })
    void onlyAPointTellsAPrettyPrice(String written, String price) throws Exception {
        assertThat(DATABENTO.tell(TRADE.replace("\"476370000000\"", written)))
                .singleElement()
                .asString()
                .startsWith("trade SPY " + price + " x 40 ");
    }

    @Test
    void theOrderOfTheFieldsDoesNotMatter() throws Exception {
        assertThat(
                        DATABENTO.tell(
                                "{\"symbol\":\"SPY\",\"sequence\":277449,\"size\":40,\"price\":\"476370000000\","
                                        + "\"side\":\"B\",\"action\":\"T\",\"hd\":{\"instrument_id\":15144,\"ts_event\":\"1704186000403918695\"}}"))
                .containsExactly(TRADE_TOLD);
    }

    @ParameterizedTest
    @CsvSource({"A, add", "C, cancel", "M, modify", "R, clear", "F, fill", "N, none"})
    void otherActionsAreIgnoredByName(String letter, String name) throws Exception {
        assertThat(DATABENTO.tell(PRETTY_MBO.replace("\"action\":\"T\"", "\"action\":\"" + letter + "\"")))
                .containsExactly("ignored " + name);
    }

    // github.com/databento/dbn, rust/dbn/src/encode/json/sync.rs, tests
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"open\":\"0.000005000\",\"high\":\"0.000008000\",\"low\":\"0.000003000\",\"close\":\"0.000006000\",\"volume\":\"55000\" | ohlcv",
                "\"ts_recv\":\"1\",\"action\":1,\"reason\":2,\"trading_event\":3,\"is_trading\":\"Y\",\"is_quoting\":\"Y\",\"is_short_sell_restricted\":\"~\" | status",
                "\"raw_symbol\":\"ESZ4 C4100\",\"security_update_action\":\"A\",\"instrument_class\":\"C\",\"min_price_increment\":\"100\" | definition",
                "\"ref_price\":\"2\",\"auction_time\":\"3\",\"auction_type\":\"B\",\"side\":\"A\",\"auction_status\":14,\"unpaired_side\":\"A\" | imbalance",
                "\"ts_ref\":\"2\",\"price\":\"0.000000003\",\"quantity\":\"0\",\"sequence\":4,\"stat_type\":1,\"channel_id\":7,\"update_action\":1 | statistics",
                "\"err\":\"A test\",\"code\":255,\"is_last\":1 | error",
                "\"msg\":\"Heartbeat\",\"code\":0 | system",
                "\"stype_in_symbol\":\"SPY.OPT\",\"stype_out_symbol\":\"SPY   261002C00560000\" | symbol mapping",
                "\"side\":\"N\",\"price\":\"1\",\"size\":3,\"flags\":128,\"sequence\":2,\"levels\":[] | bbo",
            })
    void recordsOfOtherSchemasAreIgnoredByName(String fields, String schema) throws Exception {
        String header =
                "\"hd\":{\"ts_event\":\"1658441851000000000\",\"rtype\":4,\"publisher_id\":1,\"instrument_id\":323}";
        assertThat(DATABENTO.tell("{" + header + "," + fields + "}")).containsExactly("ignored " + schema);
        assertThat(DATABENTO.tell("{" + fields + "," + header + "}")).containsExactly("ignored " + schema);
    }

    @Test
    void theMetadataOfAFileIsIgnored() throws Exception {
        assertThat(DATABENTO.tell("{\"version\":1,\"dataset\":\"GLBX.MDP3\",\"schema\":\"trades\",\"limit\":null,"
                        + "\"symbols\":[\"ESZ2\"],\"mappings\":[]}"))
                .containsExactly("ignored metadata");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"476370000000\" | \"9223372036854775807\" | price is undefined: '9223372036854775807' in field 'price'",
                "\"476370000000\" | \"9223372036.854775807\" | price is undefined: '9223372036.854775807' in field 'price'",
                "\"476370000000\" | null | price is null in field 'price'",
                "\"476370000000\" | \"N/A\" | price is not a number: 'N/A' in field 'price'",
                "\"476370000000\" | \"4e11\" | price is neither a 64-bit integer nor a decimal with a point: '4e11' in field 'price'",
                "\"476370000000\" | \"9223372036854775808\" | price is neither a 64-bit integer nor a decimal",
                "\"size\":40 | \"size\":4294967295 | size is undefined: 4294967295 in field 'size'",
                "\"size\":40 | \"size\":-1 | size is negative: -1 in field 'size'",
                "\"size\":40, | '' | size is missing: no field 'size'",
                "\"symbol\":\"SPY\" | \"symbol\":null | symbol is missing in field 'symbol': have the records written with their symbols",
                ",\"symbol\":\"SPY\" | '' | symbol is missing in field 'symbol'",
                "\"symbol\":\"SPY\" | \"symbol\":\"\" | symbol is missing in field 'symbol'",
                "\"symbol\":\"SPY\" | \"symbol\":15144 | symbol is not a text: 15144 in field 'symbol'",
                "\"ts_event\":\"1704186000403918695\", | '' | time is missing: no field 'ts_event'",
                "\"ts_event\":\"1704186000403918695\" | \"ts_event\":null | time is null in field 'ts_event'",
                "\"ts_event\":\"1704186000403918695\" | \"ts_event\":\"18446744073709551615\" | time '18446744073709551615' in field 'ts_event' is beyond the year 2262",
                "\"ts_event\":\"1704186000403918695\" | \"ts_event\":\"1704186000403\" | time '1704186000403' in field 'ts_event' is",
                "\"ts_event\":\"1704186000403918695\" | \"ts_event\":\"2024-01-02\" | time is not an ISO 8601 instant",
                "\"action\":\"T\" | \"action\":\"X\" | action is not one of Databento's: 'X' in field 'action'",
                "\"action\":\"T\" | \"action\":\"T\",\"action\":\"T\" | field 'action' is given twice",
                "\"action\":\"T\", | '' | action is missing: no field 'action'",
                "\"hd\":{ | \"header\":{ | message is no record of Databento: no field 'hd'",
                "\"hd\":{ | \"hd\":null,\"header\":{ | header is not an object but null in field 'hd'",
                "\"hd\":{ | \"hd\":{},\"hd\":{ | field 'hd' is given twice",
            })
    void whatIsWrongWithATradeIsSaid(String right, String wrong, String reason) {
        assertThat(TRADE).contains(right);
        assertThat(DATABENTO.reject(TRADE.replace(right, wrong))).startsWith(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "7", "null"})
    void whatIsNoObjectIsRejected(String message) {
        assertThat(DATABENTO.reject(message)).contains("message is not a JSON object but");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {TRADE, "{\"hd\":{\"ts_event\":1,\"ts_event\":1},\"side\":\"A\",\"side\":\"A\",\"err\":\"x\"}"})
    void nothingIsLeftOverFromTheMessageBefore(String before) throws Exception {
        assertThat(DATABENTO.tellAfter(before, TRADE.replace("\"side\":\"B\",", "")))
                .containsExactly(TRADE_TOLD.replace(", BUYER", ""));
        assertThatThrownBy(() -> DATABENTO.tellAfter(before, "{\"hd\":{}}"))
                .hasMessage("action is missing: no field 'action'");
        assertThatThrownBy(() -> DATABENTO.tellAfter(before, "{\"action\":\"T\"}"))
                .hasMessageContaining("no field 'hd'");
    }

    @ParameterizedTest
    @ValueSource(strings = {TRADE, PRETTY_TBBO, PRETTY_MBO})
    void damagedMessagesNeverThrow(String message) {
        DATABENTO.damage(message);
    }
}
