package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A short {@link FaultRun}, of another seed each time; {@code -Dseed=} gives one. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGSTOP")
class FaultRunIT {

    private static final Duration LENGTH = Duration.ofSeconds(15);
    private static final int LEAST = 6;

    @Test
    void everyTradeIsInItsBarOrSetAsideAndNoReaderSeesABarGoBackWhileEverythingGoesWrong(@TempDir Path folder)
            throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("fault run: seed " + seed);
        try (FaultRun run = new FaultRun(folder, seed)) {
            FaultRun.Outcome outcome = run.run(LENGTH, LEAST);

            System.out.println(outcome.text());
            assertThat(outcome.wrongs())
                    .as("again: mvn -q package -DskipTests exec:exec@faults -Dminutes=1 -Dseed=" + seed)
                    .isEmpty();
            assertThat(outcome.faults()).isGreaterThan(10);
        }
    }
}
