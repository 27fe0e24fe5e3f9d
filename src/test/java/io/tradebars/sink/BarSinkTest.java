package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tradebars.bars.Bar;
import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RedisSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink in Flink's own operator, and over HTTP against a server on this machine. */
class BarSinkTest {

    /** What the sink under test made; static since a sink is copied on its way into the operator. */
    private static final AtomicReference<RedisConnector> CONNECTOR = new AtomicReference<>();

    @TempDir
    private Path folder;

    private RestFixture rest;
    private OneInputStreamOperatorTestHarness<Bar, ?> operator;

    @BeforeEach
    void start() throws Exception {
        rest = new RestFixture();
    }

    @AfterEach
    void stop() throws Exception {
        if (operator != null) {
            operator.close();
        }
        rest.close();
    }

    @Test
    void checkpointWaitsForTheAnswerAndOneBatchIsOneRequest() throws Exception {
        rest.batchAnswer = RestFixture.json("[{\"result\":1},{\"result\":0}]")
                .newBuilder()
                .headersDelay(200, TimeUnit.MILLISECONDS)
                .build();
        operator = operator(sink(Duration.ofSeconds(10)));
        operator.open();
        operator.processElement(new StreamRecord<>(bar("A").trades(3).closed()));
        operator.processElement(new StreamRecord<>(bar("B").open()));
        assertThat(rest.batches()).isEmpty();
        long before = System.nanoTime();

        operator.prepareSnapshotPreBarrier(1);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        assertThat(rest.batches()).hasSize(1);
        assertThat(rest.batches().get(0))
                .contains("\"EVAL\"")
                .contains("\"1\",\"bars:1m:A:1723212180000\"")
                .contains("\"7200\",\"7\",\"1723212180000\",")
                .contains("\"7200\",\"2\",\"1723212180000\",");
    }

    @Test
    void barsWhoseScriptRedisHasForgottenAreSentAgainWithTheScriptAndTheOthersAreNot() throws Exception {
        String forgotten = "{\"error\":\"NOSCRIPT No matching script. Please use EVAL.\"}";
        rest.nextBatchAnswers.add(
                RestFixture.json("[{\"result\":1}," + forgotten + ",{\"error\":\"ERR no\"}," + forgotten + "]"));
        operator = operator(sink(Duration.ofSeconds(10)));
        operator.open();
        for (String symbol : List.of("A", "B", "C", "D")) {
            operator.processElement(new StreamRecord<>(bar(symbol).closed()));
        }

        operator.prepareSnapshotPreBarrier(1);

        assertThat(rest.batches()).hasSize(2);
        assertThat(rest.batches().get(0)).containsOnlyOnce("\"EVAL\"").contains("\"EVALSHA\"");
        assertThat(rest.batches().get(1))
                .contains("bars:1m:B:", "bars:1m:D:")
                .doesNotContain("bars:1m:A:", "bars:1m:C:", "\"EVALSHA\"");
    }

    @Test
    void errorInACallbackFailsTheCheckpointRatherThanHangingIt() throws Exception {
        rest.batchAnswer = RestFixture.json("[{\"error\":\"ERR no\"}]");
        operator = operator(new SinkWithBrokenDeadLetters(sink(Duration.ofSeconds(10))));
        operator.open();
        operator.processElement(new StreamRecord<>(bar("A").closed()));

        assertThatThrownBy(() -> operator.prepareSnapshotPreBarrier(1))
                .hasStackTraceContaining("IllegalStateException: broken in a callback");
    }

    @Test
    void endOfInputDrainsToo() throws Exception {
        operator = operator(sink(Duration.ofSeconds(10)));
        operator.open();
        operator.processElement(new StreamRecord<>(bar("A").closed()));
        operator.endInput();

        assertThat(rest.batches()).hasSize(1);
    }

    @Test
    void lingerIsATimerOfTheTask() throws Exception {
        operator = operator(sink(Duration.ofSeconds(10)));
        operator.open();
        operator.processElement(new StreamRecord<>(bar("A").closed()));
        operator.setProcessingTime(20);
        operator.getTaskMailbox().drain().forEach(mail -> {
            try {
                mail.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });

        await().untilAsserted(() -> assertThat(rest.batches()).hasSize(1));
    }

    @Test
    void wrongTokenFailsTheTaskAndClosesTheClient() throws Exception {
        rest.pingAnswer = new MockResponse.Builder().code(401).build();
        operator = operator(sink(Duration.ofSeconds(10)));
        assertThatThrownBy(operator::open).isInstanceOf(IOException.class).hasMessageContaining("refuses the token");
        assertThat(isClosed(CONNECTOR.get())).isTrue();
    }

    @Test
    void closeReturnsInUnderASecondWhileARequestHangs() throws Exception {
        rest.batchAnswer = RestFixture.silence();
        operator = operator(sink(Duration.ofMinutes(5)));
        operator.open();
        for (int i = 0; i < 256; i++) {
            operator.processElement(new StreamRecord<>(bar("S" + i).closed()));
        }
        await().untilAsserted(() -> assertThat(rest.batches()).hasSize(1));
        long before = System.nanoTime();

        operator.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        assertThat(isClosed(CONNECTOR.get())).isTrue();
    }

    @Test
    void interruptedFlushEndsAtOnceWhileARequestHangs() throws Exception {
        rest.batchAnswer = RestFixture.silence();
        try (LiveTask task = new LiveTask()) {
            BarSinkWriter writer = sink(Duration.ofMinutes(5))
                    .createWriter(task, task, new RecordingMetricGroup(), new WriterFixture.RecordedDeadLetters());
            writer.write(bar("A").closed(), null);
            Thread mailboxThread = Thread.currentThread();
            CompletableFuture<Void> interruption = CompletableFuture.runAsync(() -> {
                await().until(() -> rest.batches().size() == 1);
                mailboxThread.interrupt();
            });

            assertThatThrownBy(() -> writer.flush(false)).isInstanceOf(InterruptedException.class);
            interruption.join();
            writer.close();
        }
    }

    @Test
    void requestThatFailsIsRetriedByARealTimer() throws Exception {
        rest.batchAnswer = new MockResponse.Builder().code(500).build();
        RecordingMetricGroup metrics = new RecordingMetricGroup();
        try (LiveTask task = new LiveTask()) {
            BarSinkWriter writer = sink(Duration.ofSeconds(10))
                    .createWriter(task, task, metrics, new WriterFixture.RecordedDeadLetters());
            writer.write(bar("A").closed(), null);
            CompletableFuture<Void> repair = CompletableFuture.runAsync(() -> {
                await().until(() -> !rest.batches().isEmpty());
                rest.batchAnswer = null;
            });

            writer.flush(false);

            repair.join();
            assertThat(metrics.count("retries")).isPositive();
            assertThat(metrics.count("barsWritten")).isEqualTo(1);
            writer.close();
        }
    }

    @Test
    void tokenThatIsRotatedInItsFileIsUsedForTheBarsThatWaited() throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "old");
        rest.acceptedToken = "old";
        RedisSettings redis =
                RedisSettings.builder(rest.url()).tokenFile(file.toString()).build();
        RecordingMetricGroup metrics = new RecordingMetricGroup();
        try (LiveTask task = new LiveTask()) {
            BarSinkWriter writer = new BarSink(rest.settings(redis), Optional.empty())
                    .createWriter(task, task, metrics, new WriterFixture.RecordedDeadLetters());
            rest.acceptedToken = "new";
            writer.write(bar("A").closed(), null);
            CompletableFuture<Void> rotation = CompletableFuture.runAsync(() -> {
                await().until(() -> !rest.batches().isEmpty());
                assertThatCode(() -> Files.writeString(file, "new")).doesNotThrowAnyException();
            });

            writer.flush(false);

            rotation.join();
            assertThat(metrics.count("retries")).isPositive();
            assertThat(metrics.count("barsWritten")).isEqualTo(1);
            writer.close();
        }
    }

    @Test
    void wrongTokenEndsANewJobAlthoughItsStrategyIsToRestart() throws Exception {
        rest.pingAnswer = new MockResponse.Builder().code(401).build();
        JobClient job = startJobThatRestarts();

        assertThatThrownBy(() -> job.getJobExecutionResult().get(30, TimeUnit.SECONDS))
                .hasStackTraceContaining("Redis at " + rest.url() + " refuses the token: ")
                .hasStackTraceContaining("(set redis.token or redis.token-file to the REST token of this database)");
        assertThat(rest.bodies).hasSize(1);
    }

    @Test
    void redisThatIsAwayAtTheStartIsWaitedForByRestarts() throws Exception {
        rest.pingAnswer = new MockResponse.Builder().code(503).build();
        JobClient job = startJobThatRestarts();
        await().atMost(Duration.ofSeconds(30)).until(() -> rest.bodies.size() > 6);

        rest.pingAnswer = RestFixture.PONG;

        job.getJobExecutionResult().get(30, TimeUnit.SECONDS);
        assertThat(rest.batches()).hasSize(1);
    }

    private JobClient startJobThatRestarts() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        env.fromData(bar("A").closed()).sinkTo(new BarSink(rest.settings(Duration.ofSeconds(10)), Optional.empty()));
        return env.executeAsync();
    }

    @Test
    void descriptionSurvivesTheJobGraph() throws Exception {
        BarSink sink = new BarSink(
                rest.settings(Duration.ofSeconds(10)),
                Optional.of(new io.tradebars.deadletter.DeadLetterTopic(
                        "rejects", java.util.Map.of("bootstrap.servers", "broker:9092"))));

        assertThat(InstantiationUtil.clone(sink)).isNotSameAs(sink);
    }

    private BarSink sink(Duration callTimeout) {
        return new BarSink(rest.settings(callTimeout), Optional.empty(), redis -> {
            RedisConnector made = RedisConnector.create(redis);
            CONNECTOR.set(made);
            return made;
        });
    }

    private static OneInputStreamOperatorTestHarness<Bar, ?> operator(Sink<Bar> sink) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(new SinkWriterOperatorFactory<>(sink));
    }

    private static boolean isClosed(RedisConnector connector) {
        try {
            connector.connect(io.lettuce.core.codec.StringCodec.UTF8);
            return false;
        } catch (io.lettuce.core.RedisException e) {
            return true;
        }
    }
}
