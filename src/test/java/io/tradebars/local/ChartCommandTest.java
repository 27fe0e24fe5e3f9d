package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChartCommandTest {

    private static final int WRONG_OPTIONS = 2;

    @Test
    void allMistakesAreToldAtOnceAndNothingStarts() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int status = new LocalMain(Map.of(), new PrintStream(out, true), new PrintStream(err, true))
                .run(List.of(
                        "chart", "--bar.intervals", "7m", "--local.chart.port", "70000", "--local.chart.refresh=1ms"));

        assertThat(status).isEqualTo(WRONG_OPTIONS);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("redis.url", "7m", "local.chart.port must be a port", "local.chart.refresh must be 100 ms");
        assertThat(out.size()).isZero();
    }
}
