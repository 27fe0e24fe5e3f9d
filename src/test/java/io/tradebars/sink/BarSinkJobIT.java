package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tradebars.bars.Bar;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mockwebserver3.MockResponse;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink in a running job whose Redis withholds its answers: what checkpoints, errors and cancelling then do. */
class BarSinkJobIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RestFixture rest;
    private JobClient job;
    private CompletableFuture<JobExecutionResult> result;

    /** Hands bars on, and tells which checkpoints have passed it and which are complete; static, as Flink copies it. */
    private static final class Checkpoints implements MapFunction<Bar, Bar>, CheckpointedFunction, CheckpointListener {
        private static final long serialVersionUID = 1L;

        static final AtomicLong PASSED = new AtomicLong();
        static final AtomicLong COMPLETED = new AtomicLong();

        static void reset() {
            PASSED.set(0);
            COMPLETED.set(0);
        }

        @Override
        public Bar map(Bar bar) {
            return bar;
        }

        @Override
        public void snapshotState(FunctionSnapshotContext context) {
            PASSED.set(context.getCheckpointId());
        }

        @Override
        public void initializeState(FunctionInitializationContext context) {}

        @Override
        public void notifyCheckpointComplete(long id) {
            COMPLETED.set(id);
        }
    }

    @BeforeEach
    void start() throws Exception {
        rest = new RestFixture();
        Checkpoints.reset();
    }

    @AfterEach
    void stop() throws Exception {
        // When the job has ended, the mini-cluster that could be asked is gone.
        if (!result.isDone()) {
            job.cancel().get();
        }
        rest.close();
    }

    @Test
    void noCheckpointCompletesWhileTheAnswerToItsBarsIsWithheld() throws Exception {
        start(sink(Duration.ofMinutes(1)), 200, true);
        await().atMost(PATIENCE).until(() -> Checkpoints.COMPLETED.get() > 0);

        rest.withhold();
        int before = rest.batches().size();
        await().atMost(PATIENCE).until(() -> rest.batches().size() > before);
        // The one before may have got its answer already.
        long waiting = Checkpoints.COMPLETED.get() + 2;
        await().atMost(PATIENCE).until(() -> Checkpoints.PASSED.get() > Checkpoints.COMPLETED.get());

        // Twenty times the interval of the checkpoints.
        await().atMost(PATIENCE).during(Duration.ofSeconds(2)).until(() -> Checkpoints.COMPLETED.get() < waiting);
        assertThat(Checkpoints.PASSED.get()).isGreaterThan(Checkpoints.COMPLETED.get());
        rest.release();
        await().atMost(PATIENCE).until(() -> Checkpoints.COMPLETED.get() >= waiting);
    }

    @Test
    void errorInACallbackFailsTheJobAlthoughNothingWaitsForIt() throws Exception {
        rest.batchAnswer = RestFixture.json("[{\"error\":\"ERR no\"}]");
        // Neither checkpoints nor a second bar.
        start(new SinkWithBrokenDeadLetters(sink(Duration.ofSeconds(10))), 0.001, false);

        assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS))
                .hasStackTraceContaining("IllegalStateException: broken in a callback");
    }

    @ParameterizedTest(name = "Redis {0}")
    @ValueSource(strings = {"hangs", "fails"})
    void jobIsCancelledAtOnceWhileBarsAreHeldAndACheckpointWaits(String how) throws Exception {
        rest.batchAnswer = how.equals("hangs")
                ? RestFixture.silence()
                : new MockResponse.Builder().code(503).build();
        start(sink(Duration.ofMinutes(5)), 1_000, true);
        await().atMost(PATIENCE).until(() -> !rest.batches().isEmpty() && Checkpoints.PASSED.get() > 0);
        long begin = System.nanoTime();

        job.cancel().get();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(result::isDone);

        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        System.out.printf("The job was cancelled %d ms after it was told to, while Redis %s%n", took.toMillis(), how);
        assertThat(took).isLessThan(Duration.ofSeconds(2));
    }

    private BarSink sink(Duration callTimeout) {
        return new BarSink(rest.settings(callTimeout), Optional.empty());
    }

    private void start(Sink<Bar> sink, double barsPerSecond, boolean checkpoints) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        if (checkpoints) {
            env.enableCheckpointing(100);
        }
        GeneratorFunction<Long, Bar> generator =
                i -> bar("S" + i % 10_000).trades(i + 1).closed();
        env.fromSource(
                        new DataGeneratorSource<>(
                                generator,
                                Long.MAX_VALUE,
                                RateLimiterStrategy.perSecond(barsPerSecond),
                                TypeInformation.of(Bar.class)),
                        WatermarkStrategy.noWatermarks(),
                        "Bars")
                .map(new Checkpoints())
                .returns(TypeInformation.of(Bar.class))
                // Else its snapshot would wait for the sink's answer too.
                .disableChaining()
                .sinkTo(sink);
        job = env.executeAsync();
        result = job.getJobExecutionResult();
    }
}
