package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.trade.Decimal;
import io.tradebars.trade.TradeOrder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scanner against Jackson: whatever it says yes to, Jackson takes too, and the same values are found in it. */
class JsonScannerTest {

    private static final int GENERATED = 60_000;
    private static final int DAMAGED = 20_000;

    private static final String[] SCALARS = {
        "0",
        "-0",
        "7",
        "-1.50",
        "01",
        "1.",
        ".5",
        "+1",
        "1e2",
        "-1.5E-3",
        "1e",
        "-",
        "1e99999",
        "123456789012345678901234567890",
        "0.000000000000000000001",
        "true",
        "false",
        "null",
        "tru",
        "nulls",
        "NaN",
        "\"\"",
        "\"A\"",
        "\"1.50\"",
        "\"-0.00\"",
        "\"007\"",
        "\"123456789012345678\"",
        "\"1234567890123456789\"",
        "\"a text of many words\"",
        "\"\\u0041\"",
        "\"\\n\"",
        "\"é\"",
        "\"\uD83D\uDE00\"",
        "\"\t\"",
        "\"'\"",
        "\"{}[],:\"",
        "1723161257687",
        "\"1723161257687\"",
        "\"2024-08-08T23:54:17.687123456Z\"",
        "\"2024-08-08T23:54:17Z\"",
        "\"2024-08-08T23:55:59.7Z\"",
        "\"2024-02-30T00:00:00Z\"",
        "\"2024-08-08T23:54:60Z\"",
        "\"2024-08-09T01:54:17.687+02:00\"",
        "\"2024-08-08T23:54:17.Z\""
    };

    private static final String[] NAMES = {
        "price", "p", "data", "a name of many letters", "other", "", "pric", "\\u0070", "é"
    };

    private static final String[] SPACES = {" ", "\n", "\t  ", "\r", "\u00a0", "\f", "//\n"};

    private static final String WRONG_BYTES = "{}[]:,\"\\ -+.0eEtf\0\u001f\u007f";

    private final JsonNames names = new JsonNames();
    private final JsonScanner scanner;
    private final JsonTokens scanned = new JsonTokens();
    private final JsonTokens read = new JsonTokens();

    JsonScannerTest() {
        List.of("price", "p", "data", "a name of many letters").forEach(names::add);
        scanner = new JsonScanner(names);
    }

    /** Whether the scanner said yes; what it found is then compared. */
    private boolean agrees(byte[] message) {
        if (!scanner.scan(message, scanned)) {
            return false;
        }
        String text = new String(message, StandardCharsets.UTF_8);
        try {
            JsonReader.readByJackson(message, names, read);
        } catch (RejectedMessageException e) {
            throw new AssertionError("the scanner took what Jackson rejects: " + text, e);
        }
        assertThat(lines(scanned)).as(text).isEqualTo(lines(read));
        for (int value = 0; value < scanned.count(); value++) {
            if (!scanned.kind(value).isStructure()) {
                assertPlainReadingsAreOfTheText(value);
            }
        }
        return true;
    }

    private static List<String> lines(JsonTokens tokens) {
        List<String> lines = new ArrayList<>();
        for (int value = 0; value < tokens.count(); value++) {
            boolean isStructure = tokens.kind(value).isStructure();
            lines.add(tokens.name(value) + " " + tokens.kind(value) + " to " + tokens.end(value) + ": "
                    + (isStructure ? "" : tokens.text(value) + tokens.knownText(value) + tokens.isEmpty(value))
                    + (isStructure ? tokens.texts(value) : tokens.indexOf(value, '-')));
        }
        return lines;
    }

    private void assertPlainReadingsAreOfTheText(int value) {
        String text = scanned.text(value);
        Decimal number = new Decimal();
        if (scanned.readPlainDecimal(value, number)) {
            assertThat(number).as(text).isEqualTo(read(() -> new Decimal(ExactNumbers.parse(text, "price", "p"))));
        }
        TradeOrder byNumber = new TradeOrder();
        TradeOrder byText = new TradeOrder();
        byNumber.setId(scanned.plainWhole(value));
        byText.setId(text);
        assertThat(byNumber.idNumber()).as(text).isEqualTo(byText.idNumber());
        for (TimestampUnit unit : TimestampUnit.values()) {
            long nanos = scanned.plainNanos(value, unit);
            if (nanos >= 0) {
                assertThat(nanos).as(text).isEqualTo(read(() -> unit.toNanos(text, "t")));
            }
        }
    }

    private interface Reading<T> {
        T read() throws RejectedMessageException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (RejectedMessageException e) {
            throw new AssertionError(e);
        }
    }

    private boolean agrees(String message) {
        return agrees(message.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"price\":\"61837.63\",\"p\":-1.5e3,\"other\":{\"p\":[1,{}]},\"data\":[{\"p\":true},{\"p\":null}]}",
                " { \"p\" : 17 , \"data\" : [ ] , \"other\" : { } } ",
                "[[],{},[{}],\"text\",false]",
                "[{\"data\":{}},{\"data\":{\"data\":[[1,2],[3]]}}]",
                "{\"p\":1,\"p\":2,\"p\":3}"
            })
    void aPlainMessageIsReadWithoutJackson(String message) {
        assertThat(agrees(message)).isTrue();
        assertThat(agrees(message)).as("once it is known").isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"p\":\"\\u0041\"}",
                "{\"p\":\"é\"}",
                "{\"\\u0070\":1234}",
                "\"a text alone\"",
                "{\"p\":01234}",
                "{\"p\":1}{\"p\":1}",
                "{\"p\":12345]",
                "{\"p\":1234,}",
                "[1,2,3,4,]",
                "{\"p\":[1,2}",
                "{\"p\" 12345}",
            })
    void whatIsNotSureIsLeftToJackson(String message) {
        assertThat(agrees("{\"p\":1234}")).isTrue();
        assertThat(agrees(message)).isFalse();
    }

    @Test
    void veryDeepOrLongMessagesAreLeftToJackson() {
        assertThat(agrees("[".repeat(15) + "]".repeat(15))).isTrue();
        assertThat(agrees("[".repeat(65) + "]".repeat(65))).isFalse();
        assertThat(agrees("{\"p\":".repeat(65) + "1" + "}".repeat(65))).isFalse();
        assertThat(agrees("{\"other\":" + "[".repeat(65) + "]".repeat(65) + "}"))
                .isFalse();
        assertThat(agrees("{\"p\":\"" + "A".repeat(1_000) + "\"}")).isTrue();
        assertThat(agrees("{\"p\":\"" + "A".repeat(100_000) + "\"}")).isFalse();
        assertThat(agrees("{\"" + "A".repeat(60_000) + "\":1}")).isFalse();
    }

    @Test
    void aKnownBeginIsNotTakenForALongerOne() {
        for (int i = 0; i < 3; i++) {
            assertThat(agrees("{\"data\":[1],\"p\":1}")).isTrue();
            assertThat(agrees("{\"data\":[],\"p\":1}")).isTrue();
            assertThat(agrees("{\"data\":[ 1],\"p\":1}")).isTrue();
            assertThat(agrees("{\"data\":[{\"p\":1}],\"p\":1}")).isTrue();
            assertThat(agrees("{\"data\":{\"p\":1},\"p\":1}")).isTrue();
            assertThat(agrees("{\"data\":[[1]],\"p\":1}")).isTrue();
            assertThat(agrees("{\"data\":[[1]]}     ")).isTrue();
        }
    }

    @Test
    void aFeedOfManyBuildsIsReadAllTheSame() {
        for (int i = 0; i < 20_000; i++) {
            assertThat(agrees("{\"p\":1," + " ".repeat(i % 700) + "\"name" + i + "\":[2],\"data\":[3," + i + "]}"))
                    .isTrue();
        }
    }

    @Test
    void generatedAndDamagedMessagesAreReadAsJacksonReadsThem() {
        SplittableRandom random = new SplittableRandom(1);
        int taken = 0;
        for (int i = 0; i < GENERATED; i++) {
            StringBuilder text = new StringBuilder();
            appendStructure(text, random, 0);
            byte[] message = text.toString().getBytes(StandardCharsets.UTF_8);
            taken += agrees(message) ? 1 : 0;
            for (int damages = random.nextInt(3); damages > 0; damages--) {
                message = damaged(message, random);
                agrees(message);
            }
        }
        assertThat(taken).isGreaterThan(GENERATED / 4);
    }

    private static void appendStructure(StringBuilder message, SplittableRandom random, int depth) {
        boolean isObject = random.nextBoolean();
        message.append(isObject ? '{' : '[');
        for (int i = random.nextInt(5), left = i; left > 0; left--) {
            message.append(left == i ? "" : ",").append(space(random));
            if (isObject) {
                message.append('"').append(oneOf(NAMES, 5, random)).append('"');
                message.append(space(random)).append(':').append(space(random));
            }
            if (depth < 4 && random.nextInt(3) == 0) {
                appendStructure(message, random, depth + 1);
            } else {
                message.append(
                        random.nextInt(6) > 0 ? "\"" + random.nextInt(1_000_000) + "\"" : oneOf(SCALARS, 45, random));
            }
            message.append(space(random));
        }
        message.append(isObject ? '}' : ']');
    }

    private static String space(SplittableRandom random) {
        return random.nextInt(40) > 0 ? "" : oneOf(SPACES, 4, random);
    }

    /** Mostly one of the first, which are usual. */
    private static String oneOf(String[] all, int usual, SplittableRandom random) {
        return all[random.nextInt(random.nextInt(20) > 0 ? usual : all.length)];
    }

    private static byte[] damaged(byte[] message, SplittableRandom random) {
        int at = random.nextInt(message.length);
        ByteArrayOutputStream damaged = new ByteArrayOutputStream();
        damaged.write(message, 0, at);
        switch (random.nextInt(3)) {
            case 0 -> damaged.write(random.nextInt(256));
            case 1 -> damaged.write(WRONG_BYTES.charAt(random.nextInt(WRONG_BYTES.length())));
            default -> damaged.writeBytes(Arrays.copyOfRange(message, random.nextInt(at + 1), at + 1));
        }
        int from = Math.min(message.length, at + random.nextInt(2));
        damaged.write(message, from, message.length - from);
        return damaged.toByteArray();
    }

    @Test
    void hostileMessagesAreReadAsJacksonReadsThem() {
        HostileMessages hostile = new HostileMessages(7);
        byte[] real = SampleMessages.of(TradeFormat.JSON).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 40_000; i++) {
            agrees(hostile.next(real));
        }
    }

    @ParameterizedTest
    @EnumSource(TradeFormat.class)
    void everyByteOfAMessageIsLookedAt(TradeFormat format) {
        byte[] message = SampleMessages.of(format).getBytes(StandardCharsets.UTF_8);
        assertThat(agrees(message)).isTrue();
        for (int at = 0; at < message.length; at++) {
            byte right = message[at];
            for (int wrong = 0; wrong < 256; wrong++) {
                message[at] = (byte) wrong;
                agrees(message);
            }
            message[at] = right;
        }
    }

    @ParameterizedTest
    @EnumSource(TradeFormat.class)
    void aParserSaysTheSameOfAMessageThatJacksonReads(TradeFormat format) {
        TradeParser parser = new VendorMessages(format).newParser();
        int taken = 0;
        byte[] good = SampleMessages.of(format).getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(format.ordinal());
        for (int i = 0; i < DAMAGED; i++) {
            byte[] message = good;
            for (int damages = random.nextInt(4); damages > 0; damages--) {
                message = damaged(message, random);
            }
            if (scanner.scan(message, scanned)) {
                taken++;
                assertThat(VendorMessages.tellOrReject(parser, message))
                        .as(new String(message, StandardCharsets.UTF_8))
                        .isEqualTo(VendorMessages.tellOrReject(parser, VendorMessages.onlyForJackson(message)));
            }
        }
        assertThat(taken).isGreaterThan(DAMAGED / 4);
    }
}
