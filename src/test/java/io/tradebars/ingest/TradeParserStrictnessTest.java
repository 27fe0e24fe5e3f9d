package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever a message holds, it is read or rejected, and nothing that a strict reading of JSON rejects is read; of each format.
 *
 * <p>{@link TradeParserFuzz} searches on from here.
 */
class TradeParserStrictnessTest {

    private static final int DAMAGED = 20_000;

    private static final JsonFactory JSON = new JsonFactory();

    @ParameterizedTest
    @EnumSource(TradeFormat.class)
    @Timeout(60)
    void damagedMessagesAreReadStrictlyOrRejected(TradeFormat format) {
        MessageReader reader = SampleMessages.reader(format);
        byte[] good = SampleMessages.of(format).getBytes(StandardCharsets.UTF_8);
        assertThat(read(reader, format, good)).isPositive();
        SplittableRandom random = new SplittableRandom(format.ordinal());
        int rejected = 0;
        for (int i = 0; i < DAMAGED; i++) {
            byte[] message = good;
            for (int damages = random.nextInt(1, 4); damages > 0; damages--) {
                message = damaged(message, good, random);
            }
            rejected += read(reader, format, message) < 0 ? 1 : 0;
        }
        assertThat(rejected).isBetween(DAMAGED / 4, DAMAGED - 1);
    }

    private static byte[] damaged(byte[] message, byte[] good, SplittableRandom random) {
        int at = random.nextInt(message.length);
        int to = Math.min(message.length, at + random.nextInt(4));
        int from = random.nextInt(good.length);
        byte[] between = random.nextBoolean()
                ? new byte[] {(byte) random.nextInt(256)}
                : Arrays.copyOfRange(good, from, Math.min(good.length, from + random.nextInt(12)));
        byte[] all = new byte[at + between.length + message.length - to + 1];
        System.arraycopy(message, 0, all, 0, at);
        System.arraycopy(between, 0, all, at, between.length);
        System.arraycopy(message, to, all, at + between.length, message.length - to);
        all[all.length - 1] = ' ';
        return all;
    }

    /** How many trades were read, or -1 if it was rejected. */
    static int read(MessageReader reader, TradeFormat format, byte[] message) {
        MessageReader.Content content = reader.read(new SourceRecord("trades", 0, 0, null, message, List.of()));
        if (content.rejection() != null) {
            assertThat(content.records()).hasSize(1);
            return -1;
        }
        Reading strict = strictly(message);
        assertThat(strict)
                .as("what is read as %s is JSON: %s", format, new String(message, StandardCharsets.UTF_8))
                .isNotNull();
        for (TradeRecord record : content.records()) {
            if (record.isTrade()) {
                Trade trade = record.trade();
                assertThat(strict.texts())
                        .as("symbol is in the message")
                        .anyMatch(text -> text.contains(trade.symbol()));
                assertThat(trade.size()).isGreaterThanOrEqualTo(BigDecimal.ZERO);
                if (format == TradeFormat.JSON) {
                    assertThat(trade.symbol()).isEqualTo(strict.fields().get("symbol"));
                    assertThat(trade.price())
                            .isEqualByComparingTo(strict.fields().get("price"));
                    assertThat(trade.size())
                            .isEqualByComparingTo(strict.fields().get("size"));
                }
            }
        }
        return content.records().size();
    }

    /**
     * What a strict reading of a message finds.
     *
     * @param fields of the outermost object those that are neither object nor array, numbers as they are written
     * @param texts all strings but names
     */
    private record Reading(Map<String, String> fields, Set<String> texts) {}

    /** Token by token, since a tree cannot hold each number that is JSON (1e99999999999); {@code null} if it is not one value. */
    private static Reading strictly(byte[] message) {
        Reading reading = new Reading(new HashMap<>(), new HashSet<>());
        int depth = 0;
        int values = 0;
        try (JsonParser parser = JSON.createParser(message)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                values += depth == 0 ? 1 : 0;
                if (token == JsonToken.VALUE_STRING) {
                    reading.texts().add(parser.getText());
                }
                if (depth == 1 && token.isScalarValue()) {
                    reading.fields().put(parser.currentName(), parser.getText());
                }
            }
        } catch (IOException e) {
            return null;
        }
        return values == 1 ? reading : null;
    }
}
