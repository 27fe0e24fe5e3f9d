package io.tradebars.trade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EightBytesTest {

    private static final byte[] DIGITS_AND_OTHERS = "0123456789/:\"\\ \u0000".getBytes(StandardCharsets.US_ASCII);

    private final Random random = new Random(7);

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = random.nextInt(4) == 0
                    ? (byte) random.nextInt(256)
                    : DIGITS_AND_OTHERS[random.nextInt(DIGITS_AND_OTHERS.length)];
        }
        return bytes;
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }

    private static boolean isPlain(byte next) {
        return next >= ' ' && next != '"' && next != '\\';
    }

    @Test
    void digitsAndPlainTextAreFoundUpToTheFirstByteThatIsNone() {
        for (int run = 0; run < 200_000; run++) {
            byte[] bytes = random(Long.BYTES);
            int digits = 0;
            while (digits < bytes.length && isDigit(bytes[digits])) {
                digits++;
            }
            int plain = 0;
            while (plain < bytes.length && isPlain(bytes[plain])) {
                plain++;
            }
            long eight = EightBytes.at(bytes, 0);
            assertThat(EightBytes.digits(eight)).as(Arrays.toString(bytes)).isEqualTo(digits);
            assertThat(EightBytes.plainText(eight)).as(Arrays.toString(bytes)).isEqualTo(plain);
        }
    }

    @Test
    void everyByteBehindSevenOfEachIsSeen() {
        for (int before = 0; before < 256; before++) {
            for (int last = 0; last < 256; last++) {
                byte[] bytes = new byte[Long.BYTES];
                Arrays.fill(bytes, (byte) before);
                bytes[7] = (byte) last;
                long eight = EightBytes.at(bytes, 0);
                int digits = !isDigit(bytes[0]) ? 0 : isDigit(bytes[7]) ? 8 : 7;
                int plain = !isPlain(bytes[0]) ? 0 : isPlain(bytes[7]) ? 8 : 7;
                assertThat(EightBytes.digits(eight)).isEqualTo(digits);
                assertThat(EightBytes.plainText(eight)).isEqualTo(plain);
            }
        }
    }

    @Test
    void digitsWriteANumberWhereverTheyStand() {
        for (int digits = 1; digits <= 18; digits++) {
            for (int run = 0; run < 5_000; run++) {
                String number = "%018d"
                        .formatted(random.nextLong(1_000_000_000_000_000_000L))
                        .substring(18 - digits);
                String before = "{\"7\":-x\u0000".substring(random.nextInt(8));
                byte[] bytes = (before + number + "x").getBytes(StandardCharsets.US_ASCII);
                assertThat(EightBytes.number(bytes, before.length(), before.length() + digits))
                        .isEqualTo(Long.parseLong(number));
            }
        }
    }

    @Test
    void aPointIsPassedOverAndLeftOutOfTheNumber() {
        for (int run = 0; run < 200_000; run++) {
            byte[] bytes = random(Long.BYTES);
            int point = random.nextInt(Long.BYTES);
            for (int i = 0; i < point; i++) {
                bytes[i] = (byte) ('0' + random.nextInt(10));
            }
            bytes[point] = '.';
            int end = point + 1;
            while (end < bytes.length && isDigit(bytes[end])) {
                end++;
            }
            long eight = EightBytes.at(bytes, 0);
            assertThat(EightBytes.digits(eight)).as(Arrays.toString(bytes)).isEqualTo(point);
            assertThat(EightBytes.digitsAndPoint(eight))
                    .as(Arrays.toString(bytes))
                    .isEqualTo(end);
            String digits = new String(bytes, 0, end, StandardCharsets.US_ASCII).replace(".", "");
            if (!digits.isEmpty()) {
                assertThat(EightBytes.numberWithPoint(eight, point, end))
                        .as(Arrays.toString(bytes))
                        .isEqualTo(Long.parseLong(digits));
            }
        }
    }

    @Test
    void behindTheLastByteAreZeros() {
        for (int length = Long.BYTES; length < 20; length++) {
            byte[] bytes = random(length);
            byte[] padded = Arrays.copyOf(bytes, length + Long.BYTES);
            for (int index = 0; index <= length; index++) {
                assertThat(EightBytes.upTo(bytes, index)).isEqualTo(EightBytes.at(padded, index));
            }
        }
    }

    @Test
    void oneByteThatIsNotAsciiIsSeenWhereverItStands() {
        for (int length = 0; length < 40; length++) {
            byte[] bytes = new byte[length];
            Arrays.fill(bytes, (byte) 0x7f);
            assertThat(EightBytes.isAscii(bytes)).isTrue();
            for (int at = 0; at < length; at++) {
                bytes[at] = (byte) 0x80;
                assertThat(EightBytes.isAscii(bytes)).isFalse();
                bytes[at] = 0;
            }
        }
    }

    @Test
    void aFewBytesAreTheSameWhateverStandsAroundThem() {
        for (int run = 0; run < 10_000; run++) {
            byte[] bytes = random(1 + random.nextInt(20));
            int from = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, from + random.nextInt(Long.BYTES));
            byte[] padded = Arrays.copyOf(Arrays.copyOfRange(bytes, from, to), Long.BYTES);
            assertThat(EightBytes.few(bytes, from, to)).isEqualTo(EightBytes.at(padded, 0));
        }
    }
}
