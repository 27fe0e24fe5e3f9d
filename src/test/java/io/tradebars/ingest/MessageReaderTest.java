package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeRecord;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

    private static final JsonFields DEFAULT_FIELDS =
            new JsonFields("symbol", "price", "size", "timestamp", "id", "sequence", "venue");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-08-09T00:00:00Z"), ZoneOffset.UTC);

    private static MessageReader json(JsonFields fields, TimestampUnit unit, String venue) {
        return new MessageReader(
                new MessageSettings(TradeFormat.JSON, fields, unit, venue, Duration.ofMinutes(5)), CLOCK);
    }

    private static final MessageReader JSON = json(DEFAULT_FIELDS, TimestampUnit.MS, null);
    private static final MessageReader BINANCE = new MessageReader(
            new MessageSettings(TradeFormat.BINANCE, DEFAULT_FIELDS, TimestampUnit.MS, "spot", Duration.ofMinutes(5)),
            CLOCK);

    private static SourceRecord record(byte[] value) {
        return new SourceRecord("trades", 3, 1841, null, value, List.of());
    }

    private static MessageReader.Content read(MessageReader reader, String message) {
        return reader.read(record(message.getBytes(StandardCharsets.UTF_8)));
    }

    private static Trade trade(MessageReader reader, String message) {
        MessageReader.Content content = read(reader, message);
        assertThat(content.records()).singleElement().satisfies(t -> assertThat(t.rejection())
                .isNull());
        return content.records().get(0).trade();
    }

    private static String rejection(MessageReader reader, String message) {
        MessageReader.Content content = read(reader, message);
        assertThat(content.records()).singleElement().satisfies(t -> assertThat(t.isRejected())
                .isTrue());
        return content.records().get(0).rejection();
    }

    private static String withPrice(String price) {
        return "{\"symbol\":\"A\",\"price\":" + price + ",\"size\":1,\"timestamp\":1723161257687}";
    }

    // --- json

    @Test
    void aFlatRecordIsATrade() {
        Trade trade = trade(
                JSON,
                "{\"symbol\":\"GC-201312\",\"price\":1313.70,\"size\":\"2\",\"timestamp\":1381104000276,\"id\":\"x7\","
                        + "\"sequence\":12,\"venue\":\"COMEX\",\"other\":{\"price\":[1,{}]}}");
        assertThat(trade.symbol()).isEqualTo("GC-201312");
        assertThat(trade.venue()).isEqualTo("COMEX");
        assertThat(trade.price()).isEqualByComparingTo("1313.7");
        assertThat(trade.size()).isEqualByComparingTo("2");
        assertThat(trade.eventTimeMillis()).isEqualTo(1381104000276L);
        assertThat(trade.id()).isEqualTo("x7");
        assertThat(trade.order().sequence()).isEqualTo("12");
        assertThat(trade.count()).isEqualTo(1);
        assertThat(trade.order().partition()).isEqualTo(3);
        assertThat(trade.order().offset()).isEqualTo(1841);
    }

    @Test
    void jsonPointersFindNestedFields() {
        MessageReader reader = json(
                new JsonFields("/d/0/s", "/d/0/p/v", "/d/0/a~1b", "/t", "/d/0/id", "seq", "venue"),
                TimestampUnit.MS,
                "X");
        Trade trade = trade(
                reader,
                "{\"t\":1723161257687,\"d\":[{\"s\":\"A\",\"p\":{\"v\":\"1.5\"},\"a/b\":3,\"id\":9007199254740993},{\"s\":\"B\"}]}");
        assertThat(trade.symbol()).isEqualTo("A");
        assertThat(trade.price()).isEqualByComparingTo("1.5");
        assertThat(trade.size()).isEqualByComparingTo("3");
        assertThat(trade.id()).isEqualTo("9007199254740993");
        assertThat(trade.venue()).isEqualTo("X");
    }

    @ParameterizedTest
    @CsvSource({
        "S, 1723161257.687, 1723161257687000000",
        "S, 1723161257, 1723161257000000000",
        "MS, 1723161257687, 1723161257687000000",
        "MS, 1723161257687.25, 1723161257687250000",
        "MS, 1.723161257687E12, 1723161257687000000",
        "US, 1723161257687123, 1723161257687123000",
        "NS, 1723161257687123456, 1723161257687123456",
        "ISO, '\"2024-08-08T23:54:17.687123456Z\"', 1723161257687123456",
        "ISO, '\"2024-08-09T01:54:17.687+02:00\"', 1723161257687000000",
        "MS, '\"1723161257687\"', 1723161257687000000",
    })
    void aStampIsReadExactlyInItsDeclaredUnit(TimestampUnit unit, String stamp, long nanos) {
        Trade trade = trade(
                json(DEFAULT_FIELDS, unit, null),
                "{\"symbol\":\"A\",\"price\":1,\"size\":1,\"timestamp\":" + stamp + "}");
        assertThat(trade.order().eventTimeNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "MS, 1723161257, before the first electronic market",
        "MS, 1723161257687123, beyond the year 2262",
        "MS, 4102444800000, ahead of the clock",
        "MS, 1723161257687123456, beyond the year 2262",
        "S, 1723161257687, beyond the year 2262",
        "US, 1723161257687, before the first electronic market",
        "NS, 1723161257687123, before the first electronic market",
    })
    void aStampInAnotherUnitIsRejectedAndTheReasonNamesTheOption(TimestampUnit unit, String stamp, String reason) {
        assertThat(rejection(
                        json(DEFAULT_FIELDS, unit, null),
                        "{\"symbol\":\"A\",\"price\":1,\"size\":1,\"timestamp\":" + stamp + "}"))
                .contains(reason)
                .contains("trade.time.unit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"N/A\"", "\"\"", "\"NaN\"", "\"Infinity\"", "\"1,5\"", "\"0x10\"", "\"١٢\"", "\"1e\"", "\".\""
            })
    void aPriceThatIsNoNumberIsRejected(String price) {
        assertThat(rejection(JSON, withPrice(price)))
                .isEqualTo("price is not a number: '" + price.replace("\"", "") + "' in field 'price'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "{}", "[1]", "[]", "{\"a\":[1]}"})
    void aPriceOfAnotherTypeIsRejected(String price) {
        assertThat(rejection(JSON, withPrice(price))).startsWith("price is neither a number nor a text: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e37", "1e999999999", "1e99999999999", "1e-37", "1e-999999999", "-1E+400"})
    void aHugeOrTinyNumberIsRejectedAndNeverWrittenOut(String price) {
        assertThat(rejection(JSON, withPrice(price))).startsWith("price is out of range: '" + price);
        assertThat(rejection(JSON, withPrice("\"" + price + "\""))).startsWith("price is out of range: '" + price);
    }

    @ParameterizedTest
    @CsvSource({
        "1e2, 100",
        "1.50, 1.5",
        "-37.63, -37.63",
        "0e999999999, 0",
        "123456789012345678901234567890.000000000000000000000000000001, 123456789012345678901234567890.000000000000000000000000000001",
        "1.0000000000000000000000000000000000000000000000000, 1",
    })
    void aNumberIsExact(String written, BigDecimal value) {
        assertThat(trade(JSON, withPrice(written)).price()).isEqualByComparingTo(value);
        assertThat(trade(JSON, withPrice("\"" + written + "\"")).price()).isEqualByComparingTo(value);
    }

    @Test
    void sizeMayBeZeroButNotNegative() {
        String message = "{\"symbol\":\"A\",\"price\":1,\"size\":%s,\"timestamp\":1723161257687}";
        assertThat(trade(JSON, message.formatted("0")).size()).isZero();
        assertThat(rejection(JSON, message.formatted("-1"))).isEqualTo("size is negative: -1 in field 'size'");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"price\":1,\"size\":1,\"timestamp\":1723161257687}', symbol is missing: no field 'symbol'",
        "'{\"symbol\":null,\"price\":1,\"size\":1,\"timestamp\":1723161257687}', symbol is missing",
        "'{\"symbol\":\"\",\"price\":1,\"size\":1,\"timestamp\":1723161257687}', symbol is empty",
        "'{\"symbol\":7,\"price\":1,\"size\":1,\"timestamp\":1723161257687}', symbol is not a text: 7",
        "'{\"symbol\":\"A\",\"size\":1,\"timestamp\":1723161257687}', price is missing",
        "'{\"symbol\":\"A\",\"price\":1,\"timestamp\":1723161257687}', size is missing",
        "'{\"symbol\":\"A\",\"price\":1,\"size\":1}', time is missing: no field 'timestamp'",
        "'{\"symbol\":\"A\",\"price\":1,\"price\":2,\"size\":1,\"timestamp\":1723161257687}', field 'price' is given twice",
        "'[1]', message is not a JSON object but an array",
        "'[1,', message is not a JSON object but an array",
        "'\"x\"', message is not a JSON object but a text",
        "'{\"symbol\":\"A\"', message is not JSON",
        "'{\"symbol\":\"A\",\"price\":1,\"size\":1,\"timestamp\":1723161257687} x', message is not JSON",
        "'{\"symbol\":\"A\",\"price\":1,\"size\":1,\"timestamp\":1723161257687}{}', message holds more than one JSON value",
        "'{\"symbol\":\"A\",\"price\":NaN,\"size\":1,\"timestamp\":1723161257687}', message is not JSON",
        "'   ', message is blank",
    })
    void whatIsWrongIsSaid(String message, String reason) {
        assertThat(rejection(JSON, message)).contains(reason);
    }

    @Test
    void emptyAndMissingValuesAreRejected() {
        assertThat(JSON.read(record(null)).records().get(0).rejection()).contains("no value");
        assertThat(JSON.read(record(new byte[0])).records().get(0).rejection()).contains("empty");
    }

    @Test
    void brokenUtf8IsRejected() {
        byte[] message = withPrice("1").getBytes(StandardCharsets.UTF_8);
        message[11] = (byte) 0xff;
        assertThat(JSON.read(record(message)).records().get(0).rejection()).startsWith("message is not JSON");
    }

    /** Jackson pads short names with such bytes, and takes one that has them for the one that it knows. */
    @Test
    void brokenUtf8InANameIsRejectedThoughTheNameWithoutItIsKnown() {
        byte[] message =
                withPrice("1").replace("\"size\"", "\"..x\":1,\"size\"").getBytes(StandardCharsets.UTF_8);
        String known = withPrice("1").replace("\"size\"", "\"x\":1,\"size\"");
        JSON.read(record(VendorMessages.onlyForJackson(known.getBytes(StandardCharsets.UTF_8))));
        int at = new String(message, StandardCharsets.UTF_8).indexOf("..x");
        message[at] = (byte) 0xff;
        message[at + 1] = (byte) 0xff;
        assertThat(JSON.read(record(message)).rejection()).isEqualTo("message is not in UTF-8, as JSON is");
    }

    @Test
    void anotherEncodingThanUtf8IsRejected() {
        for (Charset other : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16)) {
            assertThat(JSON.read(record(withPrice("1").getBytes(other))).rejection())
                    .as("%s", other)
                    .isEqualTo("message is not in UTF-8, as JSON is");
        }
        assertThat(JSON.read(record(withPrice("1")
                                .replace("\"size\"", "\"é\":\"\uD83D\uDE00\",\"size\"")
                                .getBytes(StandardCharsets.UTF_8)))
                        .rejection())
                .isNull();
    }

    @Test
    void halfACharacterInASymbolIsRejectedAndAWholeOneIsNot() {
        String message = "{\"symbol\":\"%s\",\"price\":1,\"size\":1,\"timestamp\":1723161257687}";
        assertThat(trade(JSON, message.formatted("\\ud83d\\ude00")).symbol()).isEqualTo("\uD83D\uDE00");
        assertThat(rejection(JSON, message.formatted("\\ud83d"))).contains("half a character");
        assertThat(rejection(JSON, message.formatted("\\ude00x"))).contains("half a character");
    }

    @Test
    void deepNestingIsRejected() {
        assertThat(rejection(JSON, "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"))
                .startsWith("message is not JSON");
    }

    @Test
    void aMegabyteOfTextBesideTheTradeDoesNoHarm() {
        Trade trade = trade(
                JSON,
                "{\"note\":\"" + "x".repeat(1_000_000)
                        + "\",\"symbol\":\"A\",\"price\":1,\"size\":1,\"timestamp\":1723161257687}");
        assertThat(trade.symbol()).isEqualTo("A");
    }

    @Test
    void reasonsStayShortWhateverTheValue() {
        assertThat(rejection(JSON, withPrice("\"" + "9x".repeat(500_000) + "\"")))
                .hasSizeLessThan(200);
        assertThat(rejection(JSON, withPrice("9".repeat(900)))).hasSizeLessThan(200);
        assertThat(rejection(JSON, withPrice("\"" + "9".repeat(1_000_000) + "\"")))
                .startsWith("price is out of range")
                .hasSizeLessThan(200);
    }

    @Test
    void randomBytesNeverThrow() {
        Random random = new Random(7);
        byte[] good = withPrice("1.5").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] message = i % 2 == 0 ? new byte[random.nextInt(40)] : good.clone();
            if (i % 2 == 0) {
                random.nextBytes(message);
            } else {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }
            for (MessageReader reader : List.of(JSON, BINANCE)) {
                assertThat(reader.read(record(message))).isNotNull();
            }
        }
    }

    @Test
    void aTradeUpToMaxAheadOfTheClockIsTakenAndOneBeyondIsNot() {
        long limit = CLOCK.millis() + Duration.ofMinutes(5).toMillis();
        String message = "{\"symbol\":\"A\",\"price\":1,\"size\":1,\"timestamp\":%d}";
        assertThat(trade(JSON, message.formatted(limit)).eventTimeMillis()).isEqualTo(limit);
        assertThat(rejection(JSON, message.formatted(limit + 1))).contains("trade.max-ahead");
    }

    // --- binance

    private static final String SPOT = "{\"e\":\"trade\",\"E\":1723161255343,\"s\":\"BTCUSDT\",\"t\":3735683259,"
            + "\"p\":\"61837.63000000\",\"q\":\"0.02000000\",\"T\":1723161255342,\"m\":true,\"M\":true}";

    @Test
    void aBinanceTradeIsStampedByItsTradeTime() {
        Trade trade = trade(BINANCE, SPOT);
        assertThat(trade.eventTimeMillis()).isEqualTo(1723161255342L);
        assertThat(trade.symbol()).isEqualTo("BTCUSDT");
        assertThat(trade.venue()).isEqualTo("spot");
        assertThat(trade.price()).isEqualByComparingTo("61837.63");
        assertThat(trade.size()).isEqualByComparingTo("0.02");
        assertThat(trade.id()).isEqualTo("3735683259");
    }

    @Test
    void aCombinedStreamIsUnwrappedWhateverTheOrderOfItsFields() {
        Trade bare = trade(BINANCE, SPOT);
        assertThat(trade(BINANCE, "{\"stream\":\"btcusdt@trade\",\"data\":" + SPOT + "}"))
                .isEqualTo(bare);
        assertThat(trade(BINANCE, "{\"data\":" + SPOT + ",\"stream\":\"btcusdt@trade\"}"))
                .isEqualTo(bare);
    }

    @Test
    void anAggregateCountsTheTradesThatItStandsFor() {
        Trade trade = trade(
                BINANCE,
                "{\"e\":\"aggTrade\",\"E\":1723161255343,\"s\":\"BNBBTC\",\"a\":12345,\"p\":\"0.001\",\"q\":\"100\","
                        + "\"f\":100,\"l\":105,\"T\":1723161255300,\"m\":true,\"M\":true}");
        assertThat(trade.count()).isEqualTo(6);
        assertThat(trade.id()).isEqualTo("12345");
    }

    @Test
    void theMakerSideTellsWhoTook() throws Exception {
        VendorMessages messages = new VendorMessages(TradeFormat.BINANCE);
        assertThat(messages.tell(SPOT)).singleElement().asString().endsWith(", SELLER");
        assertThat(messages.tell(SPOT.replace("\"m\":true", "\"m\":false")))
                .singleElement()
                .asString()
                .endsWith(", BUYER");
        assertThat(messages.tell(SPOT.replace("\"m\":true,", "")))
                .singleElement()
                .asString()
                .endsWith(" id 3735683259");
        assertThat(messages.reject(SPOT.replace("\"m\":true", "\"m\":\"true\"")))
                .isEqualTo("buyer is maker is neither true nor false: a text in field 'm'");
    }

    @Test
    void damagedBinanceFramesNeverThrow() {
        new VendorMessages(TradeFormat.BINANCE).damage("{\"stream\":\"btcusdt@trade\",\"data\":" + SPOT + "}");
    }

    @Test
    void microsecondStampsAreReadWhenDeclared() {
        MessageReader reader = new MessageReader(
                new MessageSettings(TradeFormat.BINANCE, DEFAULT_FIELDS, TimestampUnit.US, null, Duration.ofMinutes(5)),
                CLOCK);
        assertThat(trade(reader, SPOT.replace("1723161255342", "1723161255342123"))
                        .order()
                        .eventTimeNanos())
                .isEqualTo(1723161255342123000L);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"result\":null,\"id\":1}', subscription",
        "'{\"result\":[\"btcusdt@trade\"],\"id\":null}', subscription",
        "'{\"e\":\"referencePrice\",\"s\":\"BAZUSD\",\"r\":\"1.00\",\"t\":1770313263917}', referencePrice",
        "'{\"e\":\"blockTrade\",\"s\":\"AXVNBTC\",\"t\":582,\"p\":\"0.052\",\"q\":\"5838\",\"T\":1772506983321,\"m\":true}', blockTrade",
        "'{\"e\":\"kline\",\"s\":\"BTCUSDT\",\"k\":{}}', kline",
        "'{\"stream\":\"btcusdt@kline_1m\",\"data\":{\"e\":\"kline\",\"s\":\"BTCUSDT\",\"k\":{}}}', kline",
        "'{\"u\":400900217,\"s\":\"BNBUSDT\",\"b\":\"25.3\",\"B\":\"31.2\",\"a\":\"25.4\",\"A\":\"40.6\"}', bookTicker",
        "'{\"lastUpdateId\":160,\"bids\":[[\"0.0024\",\"10\"]],\"asks\":[]}', depth",
        "'[{\"e\":\"24hrTicker\",\"s\":\"A\"}]', 24hrTicker",
    })
    void otherFramesOfBinanceAreIgnoredByName(String message, String kind) {
        MessageReader.Content content = read(BINANCE, message);
        assertThat(content.records()).isEmpty();
        assertThat(content.ignored()).containsExactly(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"e\":\"surprise\"}', event is neither trade nor aggTrade",
        "'{\"a\":1}', no field 'e'",
        "'{\"e\":\"trade\",\"s\":\"A\",\"t\":1,\"p\":\"N/A\",\"q\":\"1\",\"T\":1723161255342}', price is not a number: 'N/A' in field 'p'",
        "'{\"e\":\"trade\",\"s\":\"A\",\"p\":\"1\",\"q\":\"1\",\"T\":1723161255342}', id is missing",
        "'{\"e\":\"aggTrade\",\"s\":\"A\",\"a\":1,\"p\":\"1\",\"q\":\"1\",\"f\":9,\"l\":3,\"T\":1723161255342}', aggregate cannot be",
        "'{\"e\":\"aggTrade\",\"s\":\"A\",\"a\":1,\"p\":\"1\",\"q\":\"1\",\"f\":0,\"l\":9223372036854775807,\"T\":1723161255342}', aggregate cannot be",
        "'7', message is not a Binance frame",
    })
    void whatIsWrongWithABinanceFrameIsSaid(String message, String reason) {
        assertThat(rejection(BINANCE, message)).contains(reason);
    }

    @Test
    void nothingIsLeftOverFromTheMessageBefore() {
        trade(BINANCE, SPOT);
        assertThat(rejection(BINANCE, "{\"e\":\"trade\"}")).contains("symbol is missing");
        trade(JSON, withPrice("1"));
        assertThat(rejection(JSON, "{}")).contains("symbol is missing");
    }

    @Test
    void tradesAndAmendmentsInAnyOrderAndNumberAreThoseOfTheirMessage() {
        MessageReader reader = new MessageReader(
                new MessageSettings(TradeFormat.ALPACA, DEFAULT_FIELDS, TimestampUnit.ISO, null, Duration.ofMinutes(5)),
                CLOCK);
        String[] kinds = {"t", "tttt", "xt", "x", "tx", "xxx", "ttt", "xtxt", "t", "t".repeat(2_500), "x", "tt"};
        int id = 0;
        for (String ofFrames : kinds) {
            List<String> frames = new ArrayList<>();
            List<String> expected = new ArrayList<>();
            for (char kind : ofFrames.toCharArray()) {
                id++;
                frames.add("{\"T\":\"" + kind + "\",\"S\":\"A\",\"x\":\"D\",\"p\":1,\"s\":1,\"i\":" + id
                        + ",\"t\":\"2024-08-08T23:54:00Z\"}");
                expected.add(kind + (kind == 't' ? " " + id : ""));
            }
            assertThat(read(reader, "[" + String.join(",", frames) + "]").records())
                    .extracting(
                            record -> record.isTrade() ? "t " + record.trade().id() : "x")
                    .isEqualTo(expected);
        }
    }

    @Test
    void recordsKeepTheirSource() {
        TradeRecord record = read(JSON, "junk").records().get(0);
        assertThat(record.source().position()).isEqualTo("trades-3@1841");
        assertThat(record.source().value()).isEqualTo("junk".getBytes(StandardCharsets.UTF_8));
    }
}
