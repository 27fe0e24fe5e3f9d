package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradebars.bars.Bar;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BarRewriterTest {

    private RestFixture rest;
    private BarRewriter rewriter;

    @BeforeEach
    void open() throws Exception {
        rest = new RestFixture();
        List<String> problems = new ArrayList<>();
        SinkSettings settings = SinkSettings.from(
                Configuration.fromMap(Map.of(
                        "redis.url", rest.url(),
                        "redis.token", "t0ken",
                        "redis.guard", "false",
                        "redis.retry.initial-backoff", "10 ms",
                        "redis.retry.max-backoff", "20 ms",
                        "redis.batch.max-commands", "2")),
                problems::add);
        assertThat(problems).isEmpty();
        rewriter = BarRewriter.open(settings);
    }

    @AfterEach
    void close() {
        rewriter.close();
        rest.close();
    }

    @Test
    void barsGoInBatchesAndGuardedThoughTheGuardIsOff() throws Exception {
        BarRewriter.Result result = rewriter.write(refused("A", "B", "C"));

        assertThat(result.written()).isEqualTo(3);
        assertThat(rest.batches()).hasSize(2).allMatch(body -> body.contains("\"EVAL\""));
    }

    @Test
    void passingFaultIsTriedAgainSoOften() throws Exception {
        rest.batchAnswer = new MockResponse.Builder().code(503).build();

        assertThatThrownBy(() -> rewriter.write(refused("A")))
                .isInstanceOf(IOException.class)
                .hasMessage("Redis at " + rest.url() + " cannot be written to: HTTP 503 in 3 attempts; what was written"
                        + " stays, run it again for the rest");
        assertThat(rest.batches()).hasSize(3);

        rest.batchAnswer = null;
        assertThat(rewriter.write(refused("A")).written()).isEqualTo(1);
    }

    @Test
    void requestThatIsRejectedAsAWholeGoesBarByBar() throws Exception {
        rest.batchAnswer =
                new MockResponse.Builder().code(413).body("too large").build();

        BarRewriter.Result result = rewriter.write(refused("A", "B"));

        assertThat(rest.batches()).hasSize(3);
        assertThat(result.written()).isZero();
        assertThat(result.refused().values())
                .containsExactlyInAnyOrder(
                        "bar A 14:03 revision 3 rejected by Redis: HTTP 413",
                        "bar B 14:03 revision 3 rejected by Redis: HTTP 413");
    }

    private static List<RefusedBar> refused(String... symbols) {
        return Stream.of(symbols)
                .map(symbol -> {
                    Bar bar = bar(symbol).closed();
                    return new RefusedBar(bar.key(), BarJson.of(bar));
                })
                .toList();
    }
}
