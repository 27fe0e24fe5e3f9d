package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner against the strict parser and Jackson: whatever it says yes to, they take too, and read the same. */
class FlatJsonScannerTest {

    private static final JsonFields FIELDS =
            new JsonFields("symbol", "price", "size", "timestamp", "id", "sequence", "venue");

    /** Parts of messages, right and wrong, in the places where JSON and trades have their edges. */
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "-1",
        "1.50",
        "0.00000001",
        "61837.63",
        "-37.63",
        "01",
        "1.",
        ".5",
        "+1",
        "1e2",
        "1E-3",
        "1e",
        "-",
        "999999999999999999",
        "1000000000000000000",
        "9223372036854775807",
        "9223372036854775808",
        "0.999999999999999999",
        "1.000000000000000000",
        "12345678901.23456789",
        "99999999999999999999999999999999999999",
        "NaN",
        "null",
        "true",
        "{}",
        "[1]",
        "1x",
        "0x10",
        "1 2",
        "1723161257687",
        "1723161257687.25",
        "1723161257687123",
        "1723161257687123456",
        "99999999999999999999",
        "2",
        "007"
    };

    private static final String[] TEXTS = {
        "A",
        "GC-201312",
        "",
        "a b",
        "\\u0041",
        "\\n",
        "\\",
        "é",
        "\uD83D\uDE00",
        "\t",
        "\u0000",
        "x\u007fy",
        "'",
        "2024-08-08T23:54:17.687123456Z",
        "2024-08-08T23:54:17Z",
        "2024-08-09T01:54:17.687+02:00",
        "2024-02-30T00:00:00Z"
    };

    private static final String[] NAMES = {
        "symbol",
        "price",
        "size",
        "timestamp",
        "id",
        "sequence",
        "venue",
        "other",
        "",
        "pric",
        "prices",
        "Symbol",
        "sy\\u006dbol",
        "é"
    };

    private static final String[] SPACES = {"", "", "", "", " ", "\n", "\t ", "\r", "\u00a0", "\f", "/**/"};

    private final TradeDraft scanned = new TradeDraft();

    private static final class Told implements TradeParser.Result {
        final List<String> lines = new ArrayList<>();

        @Override
        public void trade(TradeDraft draft) {
            lines.add(line(draft));
        }

        @Override
        public void cancel(TradeDraft draft) {
            lines.add("cancel");
        }

        @Override
        public void correction(String id, TradeDraft corrected) {
            lines.add("correction");
        }

        @Override
        public void ignored(String kind) {
            lines.add("ignored");
        }
    }

    private static String line(TradeDraft draft) {
        return Stream.of(
                        draft.venue(),
                        draft.symbol(),
                        draft.price().stripTrailingZeros().toPlainString(),
                        draft.size().stripTrailingZeros().toPlainString(),
                        Long.toString(draft.count()),
                        Long.toString(draft.eventTimeNanos()),
                        draft.sequence(),
                        draft.id(),
                        draft.ownId(),
                        draft.firstId(),
                        draft.lastId(),
                        draft.idScope(),
                        draft.taker().name(),
                        draft.conditions().toString())
                .map(String::valueOf)
                .collect(Collectors.joining("|"));
    }

    private static FlatJsonScanner scanner(TimestampUnit unit) {
        return FlatJsonScanner.of(FIELDS, unit, "V").orElseThrow();
    }

    /** Whether the scanner said yes; what it read is then compared. */
    private boolean agrees(FlatJsonScanner scanner, JsonTradeParser parser, byte[] message) {
        if (!scanner.read(message, scanned)) {
            return false;
        }
        Told told = new Told();
        String text = new String(message, StandardCharsets.UTF_8);
        try {
            parser.parseStrictly(VendorMessages.onlyForJackson(message), told);
        } catch (RejectedMessageException e) {
            throw new AssertionError("the scanner took what the parser rejects: " + text, e);
        }
        assertThat(told.lines).as(text).containsExactly(line(scanned));
        return true;
    }

    private boolean agrees(TimestampUnit unit, String message) {
        return agrees(scanner(unit), new JsonTradeParser(FIELDS, unit, "V"), message.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"symbol\":\"A\",\"price\":61837.63,\"size\":0.013,\"timestamp\":1723161257687,\"id\":17}",
                "{\"symbol\":\"A\",\"price\":\"1.50\",\"size\":\"2\",\"timestamp\":\"1723161257687\",\"id\":\"x7\"}",
                " { \"timestamp\" : 1723161257687 , \"size\" : 0 , \"price\" : -37.63 , \"symbol\" : \"A\" } ",
                "{\"symbol\":\"A\",\"price\":1,\"size\":1,\"timestamp\":1723161257687,\"venue\":null,\"id\":null}",
                "{\"symbol\":\"A\",\"price\":1,\"size\":1,\"timestamp\":1723161257687,\"venue\":\"X\",\"sequence\":\"007\"}",
                "{\"note\":{\"price\":[1,{\"a\":-1.5e+3},true,null,\"\"]},\"symbol\":\"A\",\"price\":1,\"size\":1,"
                        + "\"timestamp\":1723161257687,\"id\":\"\"}",
                "{\"symbol\":\"A\",\"price\":999999999999999999,\"size\":0.00000000000000001,\"timestamp\":1723161257687}",
                "{\"symbol\":\"A\",\"price\":-0,\"size\":1,\"timestamp\":1723161257687,\"id\":-5,\"sequence\":\"-0\"}"
            })
    void theUsualMessageIsReadWithoutTheParser(String message) {
        assertThat(agrees(TimestampUnit.MS, message)).isTrue();
    }

    @Test
    void instantsOfEachUnitAreReadWithoutTheParser() {
        String message = "{\"symbol\":\"A\",\"price\":1,\"size\":1,\"timestamp\":%s}";
        assertThat(agrees(TimestampUnit.S, message.formatted("1723161257"))).isTrue();
        assertThat(agrees(TimestampUnit.US, message.formatted("1723161257687123")))
                .isTrue();
        assertThat(agrees(TimestampUnit.NS, message.formatted("1723161257687123456")))
                .isTrue();
        assertThat(agrees(TimestampUnit.ISO, message.formatted("\"2024-08-08T23:54:17.687Z\"")))
                .isTrue();
    }

    @Test
    void whatIsNotSureIsLeftToTheParser() {
        String message = "{\"symbol\":\"A\",\"price\":%s,\"size\":1,\"timestamp\":1723161257687}";
        for (String price :
                new String[] {"1e2", "9999999999999999999", "01", "null", "true", "\"+1\"", "\"\\u0031\""}) {
            assertThat(agrees(TimestampUnit.MS, message.formatted(price)))
                    .as(price)
                    .isFalse();
        }
        assertThat(agrees(TimestampUnit.MS, message.formatted("1,\"price\":2"))).isFalse();
        assertThat(agrees(TimestampUnit.MS, message.formatted("1") + "{}")).isFalse();
    }

    @Test
    void fieldsInPlacesOfTheirOwnAreLeftToTheParser() {
        JsonFields nested = new JsonFields("/d/s", "price", "size", "timestamp", "id", "sequence", "venue");
        JsonFields shared = new JsonFields("symbol", "price", "size", "timestamp", "id", "id", "venue");
        JsonFields more = new JsonFields(
                "symbol", "price", "size", "timestamp", "id", "sequence", "venue", "side", null, null, "originalId");
        assertThat(List.of(nested, shared, more))
                .allSatisfy(fields -> assertThat(FlatJsonScanner.of(fields, TimestampUnit.MS, null))
                        .isEmpty());
    }

    /** A message of random parts; most have all fields that a trade needs. */
    private static String compose(TimestampUnit unit, Random random) {
        StringBuilder message = new StringBuilder(space(random)).append(random.nextInt(40) == 0 ? "[" : "{");
        List<String> names = new ArrayList<>(List.of("symbol", "price", "size", "timestamp"));
        for (int i = random.nextInt(4); i > 0; i--) {
            names.add(random.nextInt(names.size() + 1), NAMES[random.nextInt(NAMES.length)]);
        }
        for (int i = 0; i < names.size(); i++) {
            message.append(i == 0 ? "" : ",")
                    .append(space(random))
                    .append('"')
                    .append(names.get(i))
                    .append('"');
            message.append(space(random)).append(':').append(space(random));
            message.append(value(names.get(i), unit, random)).append(space(random));
        }
        return message.append(random.nextInt(40) == 0 ? "" : "}")
                .append(space(random))
                .toString();
    }

    private static String space(Random random) {
        return random.nextInt(8) > 0 ? "" : SPACES[random.nextInt(SPACES.length)];
    }

    private static String value(String name, TimestampUnit unit, Random random) {
        boolean isUsual = random.nextInt(8) > 0;
        String usual =
                switch (name) {
                    case "symbol", "venue" -> "\"" + (char) ('A' + random.nextInt(26)) + "\"";
                    case "timestamp" ->
                        switch (unit) {
                            case S -> "1723161257";
                            case MS -> "1723161257687";
                            case US -> "1723161257687123";
                            case NS -> "1723161257687123456";
                            case ISO -> "\"2024-08-08T23:54:17.687123456Z\"";
                        };
                    default ->
                        Integer.toString(random.nextInt(100_000))
                                + (random.nextBoolean() ? "." + random.nextInt(1000) : "");
                };
        if (isUsual) {
            return usual;
        }
        String number = NUMBERS[random.nextInt(NUMBERS.length)];
        return switch (random.nextInt(3)) {
            case 0 -> number;
            case 1 -> "\"" + number + "\"";
            default -> "\"" + TEXTS[random.nextInt(TEXTS.length)] + "\"";
        };
    }

    @ParameterizedTest
    @EnumSource(TimestampUnit.class)
    void composedAndDamagedMessagesAreReadAsTheParserReadsThem(TimestampUnit unit) {
        Random random = new Random(unit.ordinal());
        FlatJsonScanner scanner = scanner(unit);
        JsonTradeParser parser = new JsonTradeParser(FIELDS, unit, "V");
        int taken = 0;
        for (int i = 0; i < 40_000; i++) {
            byte[] message = compose(unit, random).getBytes(StandardCharsets.UTF_8);
            taken += agrees(scanner, parser, message) ? 1 : 0;
            for (int damages = random.nextInt(3); damages > 0; damages--) {
                int at = random.nextInt(message.length);
                if (random.nextBoolean()) {
                    message[at] = (byte) random.nextInt(256);
                } else {
                    byte[] cut = Arrays.copyOf(message, message.length - 1);
                    System.arraycopy(message, at + 1, cut, at, cut.length - at);
                    message = cut;
                }
                agrees(scanner, parser, message);
            }
        }
        assertThat(taken).isGreaterThan(4_000);
    }

    @Test
    void decimalsOfAllLengthsAreReadAsTheParserReadsThem() {
        String message = "{\"symbol\":\"A\",\"price\":%s,\"timestamp\":1723161257687,\"size\":\"%s\"}";
        String digits = "9081726354";
        for (int whole = 1; whole <= 10; whole++) {
            for (int decimals = 1; decimals <= 10; decimals++) {
                String price = digits.substring(0, whole) + "." + digits.substring(10 - decimals);
                String size = "0." + "0".repeat(decimals - 1) + whole % 10;
                // Up to 18 digits.
                assertThat(agrees(TimestampUnit.MS, message.formatted(price, size)))
                        .as(price)
                        .isEqualTo(whole + decimals <= 18);
                assertThat(agrees(TimestampUnit.MS, message.formatted("-" + price, size)))
                        .as(price)
                        .isEqualTo(whole + decimals <= 18);
            }
        }
    }

    @Test
    void everyByteOfAMessageIsLookedAt() {
        FlatJsonScanner scanner = scanner(TimestampUnit.MS);
        JsonTradeParser parser = new JsonTradeParser(FIELDS, TimestampUnit.MS, "V");
        byte[] message = ("{\"symbol\":\"AB\",\"price\":61.63,\"size\":\"1\",\"timestamp\":1723161257687,\"id\":17,"
                        + "\"venue\":null,\"x\":[true,-1.5e3,{\"y\":\"z\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(agrees(scanner, parser, message)).isTrue();
        for (int at = 0; at < message.length; at++) {
            byte right = message[at];
            for (int wrong = 0; wrong < 256; wrong++) {
                message[at] = (byte) wrong;
                agrees(scanner, parser, message);
            }
            message[at] = right;
        }
    }
}
