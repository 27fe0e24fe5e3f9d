package io.tradebars.trade;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownBytesTest {

    @Test
    void aSymbolIsOneStringHoweverOftenItComesAndTheTableForgetsRatherThanGrowForEver() {
        KnownBytes<String> texts = new KnownBytes<>(text -> new String(text, StandardCharsets.US_ASCII));
        String first = get(texts, "A");
        for (int i = 0; i < KnownBytes.MAX_KNOWN - 2; i++) {
            assertThat(get(texts, "S" + i)).isEqualTo("S" + i);
        }
        assertThat(get(texts, "A")).isSameAs(first);
        assertThat(get(texts, "S0")).isSameAs(get(texts, "S0"));
        get(texts, "one more");
        assertThat(get(texts, "A")).isEqualTo("A").isNotSameAs(first);
    }

    @Test
    void keysThatDifferInLengthOrOneByteAreNotTakenForEachOther() {
        KnownBytes<String> texts = new KnownBytes<>(text -> new String(text, StandardCharsets.ISO_8859_1));
        for (int length = 0; length < 20; length++) {
            for (int at = 0; at < length; at++) {
                byte[] key = new byte[length];
                key[at] = (byte) (1 + at);
                String text = new String(key, StandardCharsets.ISO_8859_1);
                assertThat(texts.get(key, 0, length)).isEqualTo(text);
            }
            assertThat(texts.get(new byte[length], 0, length)).hasSize(length).matches("\\u0000*");
        }
    }

    private static String get(KnownBytes<String> texts, String text) {
        byte[] bytes = ("<" + text + ">").getBytes(StandardCharsets.US_ASCII);
        return texts.get(bytes, 1, bytes.length - 1);
    }
}
