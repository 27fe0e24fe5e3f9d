package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code parse} and {@code replay} from the command line, on messages of the vendors' documentation. */
class VendorFeedsIT {

    @TempDir
    private Path folder;

    static Stream<Arguments> documented() {
        return Stream.of(
                // binance-spot-api-docs, web-socket-streams.md, "Trade Streams"
                Arguments.of(
                        "binance",
                        "{\"e\":\"trade\",\"E\":1672515782136,\"s\":\"BNBBTC\",\"t\":12345,\"p\":\"0.001\",\"q\":\"100\","
                                + "\"T\":1672515782136,\"m\":true,\"M\":true}",
                        "{\"symbol\":\"BNBBTC\",\"price\":0.001,\"size\":100,\"t\":1672515782136,\"id\":\"12345\"}"),
                // massive.com/docs/websocket/stocks/trades, sample response
                Arguments.of(
                        "polygon",
                        "{\"ev\":\"T\",\"sym\":\"MSFT\",\"x\":4,\"i\":\"12345\",\"z\":3,\"p\":114.125,\"s\":100,\"c\":[0,12],"
                                + "\"t\":1536036818784,\"q\":3681328}",
                        "{\"symbol\":\"MSFT\",\"price\":114.125,\"size\":100,\"t\":1536036818784,\"id\":\"12345\"}"),
                // docs.alpaca.markets, "Real-time Stock Data", Trades
                Arguments.of(
                        "alpaca",
                        "[{\"T\":\"t\",\"i\":96921,\"S\":\"AAPL\",\"x\":\"D\",\"p\":126.55,\"s\":1,\"t\":\"2021-02-22T15:51:44.208Z\","
                                + "\"c\":[\"@\",\"I\"],\"z\":\"C\"}]",
                        "{\"symbol\":\"AAPL\",\"price\":126.55,\"size\":1,\"t\":1614009104208,\"id\":\"96921\"}"),
                // docs.cdp.coinbase.com, Exchange WebSocket Channels, "Matches channel"
                Arguments.of(
                        "coinbase",
                        "{\"type\":\"match\",\"trade_id\":10,\"sequence\":50,"
                                + "\"maker_order_id\":\"ac928c66-ca53-498f-9c13-a110027a60e8\","
                                + "\"taker_order_id\":\"132fb6ae-456b-4654-b4e0-d681ac05cea1\","
                                + "\"time\":\"2014-11-07T08:19:27.028459Z\",\"product_id\":\"BTC-USD\",\"size\":\"5.23512\","
                                + "\"price\":\"400.23\",\"side\":\"sell\"}",
                        "{\"symbol\":\"BTC-USD\",\"price\":400.23,\"size\":5.23512,\"t\":1415348367028,\"id\":\"10\"}"),
                // docs.kraken.com, Websocket API v2, "Trades"
                Arguments.of(
                        "kraken",
                        "{\"channel\":\"trade\",\"type\":\"update\",\"data\":[{\"symbol\":\"MATIC/USD\",\"side\":\"sell\","
                                + "\"price\":0.5117,\"qty\":40.00000000,\"ord_type\":\"market\",\"trade_id\":4665906,"
                                + "\"timestamp\":\"2023-09-25T07:49:37.708706Z\"}]}",
                        "{\"symbol\":\"MATIC/USD\",\"price\":0.5117,\"size\":40,\"t\":1695628177708,\"id\":\"4665906\"}"),
                // finnhub.io/docs/api/websocket-trades
                Arguments.of(
                        "finnhub",
                        "{\"data\":[{\"p\":7296.89,\"s\":\"BINANCE:BTCUSDT\",\"t\":1575526691134,\"v\":0.011467}],\"type\":\"trade\"}",
                        "{\"symbol\":\"BINANCE:BTCUSDT\",\"price\":7296.89,\"size\":0.011467,\"t\":1575526691134,\"id\":null}"),
                // bybit-exchange.github.io/docs/v5/websocket/public/trade
                Arguments.of(
                        "bybit",
                        "{\"topic\":\"publicTrade.BTCUSDT\",\"type\":\"snapshot\",\"ts\":1672304486868,\"data\":["
                                + "{\"T\":1672304486865,\"s\":\"BTCUSDT\",\"S\":\"Buy\",\"v\":\"0.001\",\"p\":\"16578.50\","
                                + "\"L\":\"PlusTick\",\"i\":\"20f43950-d8dd-5b31-9112-a178eb6023af\",\"BT\":false}]}",
                        "{\"symbol\":\"BTCUSDT\",\"price\":16578.5,\"size\":0.001,\"t\":1672304486865,"
                                + "\"id\":\"20f43950-d8dd-5b31-9112-a178eb6023af\"}"),
                // databento.com/docs, schema trades as JSON
                Arguments.of(
                        "databento",
                        "{\"ts_recv\":\"1704186000404085841\",\"hd\":{\"ts_event\":\"1704186000403918695\",\"rtype\":0,"
                                + "\"publisher_id\":2,\"instrument_id\":15144},\"action\":\"T\",\"side\":\"B\",\"depth\":0,"
                                + "\"price\":\"476370000000\",\"size\":40,\"flags\":130,\"ts_in_delta\":167146,"
                                + "\"sequence\":277449,\"symbol\":\"SPY\"}",
                        "{\"symbol\":\"SPY\",\"price\":476.37,\"size\":40,\"t\":1704186000403,\"id\":null}"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documented")
    void parseTellsTheTradeOfADocumentedMessageAndWhyAnotherIsNone(String format, String message, String trade)
            throws Exception {
        Path file = Files.write(folder.resolve("feed.ndjson"), List.of(message, "{\"something\":\"else\"}"));
        try (LocalProgram program =
                LocalProgram.start(folder, Map.of(), "parse", file.toString(), "--trade.format", format)) {
            assertThat(program.awaitExit()).as(program.output()).isZero();
            assertThat(program.lines()).hasSize(2);
            assertThat(program.lines().get(0)).isEqualTo("{\"line\":1,\"trades\":[" + trade + "]}");
            assertThat(program.lines().get(1))
                    .startsWith("{\"line\":2,\"rejected\":\"")
                    .contains(format.substring(0, 3));
        }
    }

    @Test
    void cancelsAndCorrectionsOfAlpacaAmendTheBar() throws Exception {
        Path file = Files.write(
                folder.resolve("feed.ndjson"),
                List.of(
                        "[{\"T\":\"success\",\"msg\":\"authenticated\"}]",
                        trade(1, "39.1582", 440000, "14:25:05.1"),
                        trade(2, "39.2", 100, "14:25:06.2"),
                        trade(3, "99", 7, "14:25:07.3"),
                        // docs.alpaca.markets, "Real-time Stock Data", with the ids and the day of these trades
                        "[{\"T\":\"c\",\"S\":\"EEM\",\"x\":\"M\",\"oi\":1,\"op\":39.1582,\"os\":440000,\"oc\":[\" \",\"7\"],"
                                + "\"ci\":4,\"cp\":39.1809,\"cs\":440000,\"cc\":[\" \",\"7\"],\"z\":\"B\","
                                + "\"t\":\"2023-04-06T14:25:16.542305024Z\"},"
                                + "{\"T\":\"x\",\"S\":\"EEM\",\"i\":3,\"x\":\"M\",\"p\":99,\"s\":7,\"a\":\"C\",\"z\":\"C\","
                                + "\"t\":\"2023-04-06T14:25:17.8354Z\"}]"));
        Path export = folder.resolve("bars.ndjson");
        try (LocalProgram program = LocalProgram.start(
                folder,
                Map.of(),
                "replay",
                file.toString(),
                "--trade.format",
                "alpaca",
                "--export",
                export.toString(),
                "--local.kafka.partitions",
                "1",
                "--bar.fields",
                "full")) {
            assertThat(program.awaitExit()).as(program.output()).isZero();
            assertThat(program.lines()).anyMatch(line -> line.startsWith("3 trades, 1 bar, 0 rejected, 0 late; "));
        }
        assertThat(Files.readAllLines(export))
                .containsExactly("{\"symbol\":\"EEM\",\"interval\":\"1m\",\"t\":1680791100000,\"o\":39.1809,\"h\":39.2,"
                        + "\"l\":39.1809,\"c\":39.2,\"v\":440100,\"vw\":39.1809043399,\"n\":2,\"e\":5,\"q\":17243516,\"bv\":0,"
                        + "\"f\":\"4\",\"L\":\"2\",\"gap\":1,\"dup\":0,\"rev\":1}");
    }

    private static String trade(int id, String price, int size, String time) {
        return "[{\"T\":\"t\",\"i\":" + id + ",\"S\":\"EEM\",\"x\":\"M\",\"p\":" + price + ",\"s\":" + size
                + ",\"t\":\"2023-04-06T" + time + "Z\",\"c\":[\" \"],\"z\":\"B\"}]";
    }
}
