package io.tradebars.ingest;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches for messages that {@link TradeParserStrictnessTest} would object to, led by what the parsers' code does with each:
 * {@code JAZZER_FUZZ=1 mvn test -Dtest=TradeParserFuzz}. What it knows already is kept in {@code .cifuzz-corpus}. Not part of the build, whose other tests its instrumentation would slow down;
 * a message that takes longer than Jazzer's limit counts as one that loops.
 */
class TradeParserFuzz {

    static Stream<Arguments> goodMessages() {
        return Arrays.stream(TradeFormat.values())
                .map(format -> arguments(format, SampleMessages.of(format).getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("goodMessages")
    @FuzzTest(maxDuration = "5m")
    void anyBytesAreReadStrictlyOrRejected(TradeFormat format, byte[] message) {
        if (format != null && message != null) {
            TradeParserStrictnessTest.read(SampleMessages.reader(format), format, message);
        }
    }
}
