package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.local.FaultPlan.Step;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultPlanTest {

    private static List<Step> steps(long seed, Fault.Lane lane) {
        return Stream.generate(new FaultPlan(seed, lane)::next).limit(100).toList();
    }

    @ParameterizedTest
    @EnumSource(Fault.Lane.class)
    void sameSeedGivesTheSameFaultsAndAnotherOthers(Fault.Lane lane) {
        assertThat(steps(7, lane)).isEqualTo(steps(7, lane)).isNotEqualTo(steps(8, lane));
    }

    @ParameterizedTest
    @EnumSource(Fault.Lane.class)
    void eachKindComesBeforeOneComesAgain(Fault.Lane lane) {
        List<Fault> kinds = Arrays.stream(Fault.values())
                .filter(fault -> fault.lane == lane)
                .toList();

        assertThat(steps(7, lane).stream().limit(kinds.size()).map(Step::fault))
                .containsExactlyInAnyOrderElementsOf(kinds);
    }
}
