package io.tradebars.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long millis;

    private Progress progress(boolean terminal) {
        return new Progress(new PrintStream(out, true, UTF_8), terminal, () -> millis * 1_000_000);
    }

    private void show(Progress progress, long atMillis, double share, long done) {
        millis = atMillis;
        progress.show("sending", share, done, "line", "");
    }

    @Test
    void aTerminalShowsShareRateAndTimeLeftOnOneLineWithoutEscapes() {
        Progress progress = progress(true);
        show(progress, 0, 0, 0);
        show(progress, 100, 0.01, 10_000);
        show(progress, 4_000, 0.25, 400_000);
        progress.clear();

        assertThat(out.toString(UTF_8))
                .isEqualTo("\rsending: 0 %, 0 lines\rsending: 25 %, 400,000 lines, 100,000 lines/s, 12.0 s left\r"
                        + " ".repeat(58) + "\r");
    }

    @Test
    void elsewhereThereIsAPlainLineEveryTenSecondsAtTheMost() {
        Progress progress = progress(false);
        for (int second = 0; second <= 25; second++) {
            show(progress, second * 1_000, Double.NaN, second * 1_000);
        }
        progress.clear();

        assertThat(out.toString(UTF_8).lines())
                .containsExactly("sending: 10,000 lines, 1,000 lines/s", "sending: 20,000 lines, 1,000 lines/s");
    }

    @Test
    void whatEndsSoonSaysNothingElsewhere() {
        Progress progress = progress(false);
        show(progress, 0, 0, 0);
        show(progress, 9_000, 1, 9);
        progress.clear();

        assertThat(out.toString(UTF_8)).isEmpty();
    }
}
