package io.tradebars.ingest;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes messages that nobody may take for trades, of many kinds; always the same for a seed. For one thread. */
public final class HostileMessages {

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** One message in so many is of a megabyte. */
    private static final int HUGE_EVERY = 10_000;

    private static final int MEGABYTE = 1 << 20;
    private static final String START = "{\"symbol\":\"SYM0\",\"price\":";
    private static final String END = ",\"size\":1,\"timestamp\":1723161257687}";

    private final SplittableRandom random;
    private int made;

    /** @param seed of all that is left to chance */
    public HostileMessages(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Whether it is one JSON value and no name in an object is given twice, by Jackson's word. */
    public static boolean isStrictJson(byte[] message) {
        try {
            return !STRICT.readTree(message).isMissingNode();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The next one.
     *
     * @param real a message of format {@code json} as it should be, to be damaged; it is left as it is
     */
    public byte[] next(byte[] real) {
        made++;
        if (made % HUGE_EVERY == 0) {
            return utf8("{\"symbol\":\"" + "S".repeat(MEGABYTE) + "\",\"price\":");
        }
        return switch (made % 8) {
            case 0 -> randomBytes();
            case 1 -> damaged(real);
            case 2 -> utf8("{\"symbol\":" + (made % 16 < 8 ? "[" : "{\"a\":").repeat(random.nextInt(65, 2_000)));
            case 3 -> utf8(START + hugeNumber() + END);
            case 4 -> utf8(START + "1,\"price\":2" + END);
            case 5 -> insideTheSymbol(real, (byte) random.nextInt(0x80, 0x100), (byte) 'x');
            case 6 -> insideTheSymbol(real, (byte) 0);
            default -> Arrays.copyOf(real, random.nextInt(real.length));
        };
    }

    private byte[] randomBytes() {
        byte[] bytes = new byte[random.nextInt(1, 300)];
        do {
            random.nextBytes(bytes);
        } while (isStrictJson(bytes));
        return bytes;
    }

    /** With bytes changed, left out or repeated until it is no JSON any more. */
    private byte[] damaged(byte[] real) {
        byte[] message = real;
        do {
            int at = random.nextInt(message.length);
            message = switch (random.nextInt(3)) {
                case 0 -> spliced(message, at, at + 1, (byte) random.nextInt(256));
                case 1 -> message.length == 1 ? message : spliced(message, at, at + 1);
                default -> spliced(message, at, at, message[at]);
            };
        } while (isStrictJson(message));
        return message;
    }

    /** Exponents and digits beyond any range, each of them JSON. */
    private String hugeNumber() {
        return switch (random.nextInt(4)) {
            case 0 -> "1e" + random.nextInt(37, Integer.MAX_VALUE);
            case 1 -> "9".repeat(random.nextInt(37, 1_500));
            case 2 -> "-1E-" + "9".repeat(random.nextInt(3, 40));
            default -> "0." + "0".repeat(random.nextInt(36, 500)) + "1";
        };
    }

    /** The bytes come before the end of the first text value: broken UTF-8, or a control character. */
    private static byte[] insideTheSymbol(byte[] real, byte... bytes) {
        int colon = 0;
        while (real[colon] != ':') {
            colon++;
        }
        return spliced(real, colon + 2, colon + 2, bytes);
    }

    private static byte[] spliced(byte[] message, int from, int to, byte... between) {
        byte[] all = new byte[message.length - (to - from) + between.length];
        System.arraycopy(message, 0, all, 0, from);
        System.arraycopy(between, 0, all, from, between.length);
        System.arraycopy(message, to, all, from + between.length, message.length - to);
        return all;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
