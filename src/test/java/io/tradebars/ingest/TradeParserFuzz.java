package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Searches for messages that {@link TradeParserStrictnessTest} would object to, led by what the parsers' code does with each:
 * {@code JAZZER_FUZZ=1 mvn test -Dtest=TradeParserFuzz}. What it knows already is kept in {@code .cifuzz-corpus}. Not part of the build, whose other tests its instrumentation would slow down;
 * a message that takes longer than Jazzer's limit counts as one that loops.
 */
class TradeParserFuzz {

    /** Begin of the reasons for which a message is no JSON; where in it, depends on what stands before it. */
    private static final String NOT_JSON = "rejected: message ";

    static Stream<Arguments> goodMessages() {
        return Arrays.stream(TradeFormat.values())
                .map(format -> arguments(format, SampleMessages.of(format).getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("goodMessages")
    @FuzzTest(maxDuration = "5m")
    void anyBytesAreReadStrictlyOrRejected(TradeFormat format, byte[] message) {
        if (format != null && message != null) {
            TradeParserStrictnessTest.read(SampleMessages.reader(format), format, message);
            assertJacksonReadsTheSame(format, message);
        }
    }

    /** By a parser that knows how a good message is built, and then how this one is. */
    private static void assertJacksonReadsTheSame(TradeFormat format, byte[] message) {
        TradeParser parser = new VendorMessages(format).newParser();
        VendorMessages.tellOrReject(parser, SampleMessages.of(format).getBytes(StandardCharsets.UTF_8));
        List<String> told = message.length == 0 ? List.of(NOT_JSON) : VendorMessages.tellOrReject(parser, message);
        boolean isMarked = message.length > 0 && message[0] == (byte) 0xEF;
        if (!isMarked && told.stream().noneMatch(line -> line.startsWith(NOT_JSON))) {
            assertThat(VendorMessages.tellOrReject(parser, message)).isEqualTo(told);
            assertThat(VendorMessages.tellOrReject(parser, VendorMessages.onlyForJackson(message)))
                    .isEqualTo(told);
        }
    }
}
