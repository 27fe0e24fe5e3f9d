package io.tradebars.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The small version of {@link HostileRun}. */
class HostileRunIT {

    private static final int GOOD = 15_000;
    private static final int BAD = 15_000;

    @Test
    void barsAreTheSameAmongHostileMessagesAndEachOfTheseIsKeptAside() throws Exception {
        HostileRun.Outcome outcome = HostileRun.run(GOOD, BAD, 20_261_126, false);

        assertThat(outcome.bars().isNone()).as("%s", outcome.bars()).isTrue();
        assertThat(outcome.sent().count()).isEqualTo(BAD);
        assertThat(outcome.keptAside()).isEqualTo(outcome.sent());
    }
}
