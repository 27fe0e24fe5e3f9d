package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Samples of a run of a hundred; each test plants a growth, or shows what is none. */
class FlatnessTest {

    private static final double MEGABYTE = 1 << 20;
    private static final int SAMPLES = 100;

    /** By the share of the run that has passed. */
    private static boolean isFlat(Figure figure, DoubleUnaryOperator value) {
        return Flatness.of("it", figure, samples(value)).isFlat();
    }

    private static List<Double> samples(DoubleUnaryOperator value) {
        return IntStream.range(0, SAMPLES)
                .mapToObj(i -> value.applyAsDouble((double) i / SAMPLES))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(Figure.class)
    void whatStaysTheSameIsFlatAndWhatDoublesIsNot(Figure figure) {
        double much = figure.allowedAbove(0) * 4;

        assertThat(isFlat(figure, passed -> much)).isTrue();
        assertThat(isFlat(figure, passed -> much * (1 - passed / 2))).isTrue();
        assertThat(isFlat(figure, passed -> much * (1 + 2 * passed))).isFalse();
    }

    @Test
    void leakOfSixteenMegabytesInARunShows() {
        assertThat(isFlat(Figure.HEAP, passed -> 40 * MEGABYTE + 16 * MEGABYTE * passed))
                .isFalse();
    }

    @Test
    void leakOfAThreadEachTwentiethOfTheRunShows() {
        assertThat(isFlat(Figure.THREADS, passed -> 60 + Math.floor(20 * passed)))
                .isFalse();
    }

    @Test
    void growthWithinTheFirstQuarterIsWarmUp() {
        assertThat(isFlat(Figure.HEAP, passed -> 100 * MEGABYTE * Math.min(0.25, passed)))
                .isTrue();
        assertThat(isFlat(Figure.HEAP, passed -> 100 * MEGABYTE * Math.min(0.75, passed)))
                .isFalse();
    }

    @Test
    void growthByAllThatIsAllowedIsFlatAndByMoreIsNot() {
        double allowed = Figure.HEAP.allowedAbove(50 * MEGABYTE);

        assertThat(allowed).isBetween(54.4 * MEGABYTE, 54.6 * MEGABYTE);
        assertThat(isFlat(Figure.HEAP, passed -> passed < 0.6 ? 50 * MEGABYTE : allowed))
                .isTrue();
        assertThat(isFlat(Figure.HEAP, passed -> passed < 0.6 ? 50 * MEGABYTE : allowed + 1))
                .isFalse();
    }

    @Test
    void oneSampleOutOfLineChangesNothing() {
        List<Double> samples = new ArrayList<>(Collections.nCopies(SAMPLES, 50 * MEGABYTE));
        samples.set(SAMPLES - 1, 500 * MEGABYTE);

        assertThat(Flatness.of("it", Figure.HEAP, samples).isFlat()).isTrue();
        samples.set(SAMPLES / 4, 1.0);
        assertThat(Flatness.of("it", Figure.HEAP, samples).isFlat()).isTrue();
    }

    @Test
    void rowTellsWhatGrowsAndByHowMuch() {
        assertThat(Flatness.of("jobmanager", Figure.THREADS, samples(passed -> 50 + 100 * passed))
                        .row())
                .matches("jobmanager +threads +50 +87 +137 +95 +149 GROWS");
    }

    @Test
    void tooFewSamplesSayNothing() {
        List<Double> few = Collections.nCopies(Flatness.FEWEST_SAMPLES - 1, 1.0);

        assertThatThrownBy(() -> Flatness.of("it", Figure.HEAP, few))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("were 11");
    }
}
