package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.tradebars.bars.Bar;
import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RedisSettings;
import io.tradebars.sink.WriterFixture.RecordedDeadLetters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** The sink with a real Redis over its socket. */
class BarSinkRedisIT {

    private static final String KEY_A = "bars:1m:A:1723212180000";

    private final LiveTask task = new LiveTask();
    private final RecordingMetricGroup metrics = new RecordingMetricGroup();
    private final RecordedDeadLetters deadLetters = new RecordedDeadLetters();
    private int port;
    private RedisServer server;
    private RedisConnector reader;
    private RedisCommands<String, String> redis;
    private BarSinkWriter writer;

    @BeforeEach
    void start() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        startServer();
        reader = RedisConnector.create(
                settings("", true, Duration.ofHours(2), Duration.ofMinutes(1)).redis());
        redis = reader.connect(StringCodec.UTF8).sync();
    }

    @AfterEach
    void stop() throws Exception {
        if (writer != null) {
            writer.close();
        }
        task.close();
        reader.close();
        server.stop();
    }

    @Test
    void barStandsInRedisAsItsJsonWithATimeToLive() throws Exception {
        open(true, Duration.ofHours(2));
        write(bar("A").trades(3).closed());

        assertThat(redis.get(KEY_A)).isEqualTo(BarJson.of(bar("A").trades(3).closed()));
        assertThat(redis.ttl(KEY_A)).isBetween(7100L, 7200L);
        assertThat(redis.keys("*")).containsExactly(KEY_A);
    }

    @Test
    void withoutTimeToLiveAKeyStaysForEver() throws Exception {
        for (boolean guard : List.of(true, false)) {
            redis.flushall();
            open(guard, Duration.ZERO);
            write(bar("A").closed());
            assertThat(redis.ttl(KEY_A)).isEqualTo(-1);
            writer.close();
        }
    }

    @Test
    void olderRevisionNeverReplacesNewer() throws Exception {
        open(true, Duration.ofHours(2));
        Bar newest = bar("A").trades(10).price("2").closed();
        write(newest);
        // What a replay after a restore begins with; each in a request of its own.
        write(bar("A").trades(1).price("3").open());
        write(bar("A").trades(9).price("3").closed());
        write(bar("A").trades(10).price("3").open());

        assertThat(redis.get(KEY_A)).isEqualTo(BarJson.of(newest));
        assertThat(metrics.count("staleBars")).isEqualTo(3);
        assertThat(metrics.count("numRecordsSend")).isEqualTo(4);
    }

    @Test
    void equalAndNewerRevisionsReplaceOlderOnesAndRenewTheTimeToLive() throws Exception {
        open(true, Duration.ofHours(2));
        write(bar("A").trades(9).open());
        write(bar("A").trades(9).closed());
        assertThat(redis.get(KEY_A)).doesNotContain("\"x\"");
        redis.expire(KEY_A, 5);
        write(bar("A").trades(9).closed());
        assertThat(redis.ttl(KEY_A)).isGreaterThan(7000);
        write(bar("A").trades(10).open());

        assertThat(redis.get(KEY_A)).isEqualTo(BarJson.of(bar("A").trades(10).open()));
        assertThat(metrics.count("staleBars")).isZero();
    }

    @Test
    void revisionsBeyondNineTradesAreComparedAsNumbers() throws Exception {
        open(true, Duration.ofHours(2));
        write(bar("A").trades(9_000_000_000_001L).open());
        write(bar("A").trades(9_000_000_000_000L).open());

        assertThat(redis.get(KEY_A)).contains("\"n\":9000000000001,");
        assertThat(metrics.count("staleBars")).isEqualTo(1);
    }

    @Test
    void whatIsNoBarIsOverwritten() throws Exception {
        open(true, Duration.ofHours(2));
        for (String other : List.of("", "hello", "{\"n\":99999}", "{\"t\":1,\"n\":null}")) {
            redis.set(KEY_A, other);
            write(bar("A").closed());
            assertThat(redis.get(KEY_A)).as(other).isEqualTo(BarJson.of(bar("A").closed()));
        }
    }

    @Test
    void withoutGuardTheLastWriteStays() throws Exception {
        open(false, Duration.ofHours(2));
        write(bar("A").trades(5).closed());
        write(bar("A").trades(4).closed());

        assertThat(redis.get(KEY_A)).contains("\"n\":4}");
        assertThat(redis.ttl(KEY_A)).isBetween(7100L, 7200L);
    }

    @Test
    void keyOfAnotherTypeIsADeadLetterAndTheOthersAreWritten() throws Exception {
        open(true, Duration.ofHours(2));
        redis.lpush(KEY_A, "someone else's");
        write(bar("B").closed(), bar("A").trades(3).closed(), bar("C").closed());

        assertThat(deadLetters.letters).singleElement().satisfies(letter -> {
            assertThat(letter.reason())
                    .isEqualTo("bar A 14:03 revision 7 rejected by Redis: WRONGTYPE Operation against a key holding the"
                            + " wrong kind of value");
            assertThat(letter.key()).asString(UTF_8).isEqualTo(KEY_A);
            assertThat(letter.value())
                    .asString(UTF_8)
                    .isEqualTo(BarJson.of(bar("A").trades(3).closed()));
        });
        assertThat(redis.type(KEY_A)).isEqualTo("list");
        assertThat(redis.exists("bars:1m:B:1723212180000", "bars:1m:C:1723212180000"))
                .isEqualTo(2);
    }

    @Test
    void fullMemoryIsAnOutageAndNoRefusalAlthoughAScriptMetIt() throws Exception {
        open(true, Duration.ofHours(2));
        redis.configSet("maxmemory", "1");
        writer.write(bar("A").closed(), null);
        // In this thread, since it is the mailbox's.
        await().pollInSameThread().until(() -> {
            task.tryYield();
            return metrics.count("requests") > 0
                    && metrics.gauge("requestsInFlight").equals(0);
        });
        assertThat(deadLetters.letters).isEmpty();

        redis.configSet("maxmemory", "0");
        writer.flush(false);

        assertThat(redis.exists(KEY_A)).isEqualTo(1);
        assertThat(deadLetters.letters).isEmpty();
        assertThat(metrics.count("retries")).isPositive();
    }

    @Test
    void wrongPasswordFailsTheStartAndSaysWhatToDo() throws Exception {
        redis.configSet("requirepass", "right");
        try {
            assertThatThrownBy(() -> open(settings("user:wr0ng@", true, Duration.ZERO, Duration.ofMinutes(1))))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Redis at redis://127.0.0.1:" + port + " refuses the user or password: ")
                    .hasMessageContaining("redis.url")
                    .hasMessageNotContaining("wr0ng");
        } finally {
            redis.configSet("requirepass", "");
        }
    }

    @Test
    void redisStoppedAndStartedInMidRunLosesNoBarAndFailsNothing() throws Exception {
        int bars = 3000;
        Configuration configuration = new Configuration();
        // A failure of the sink is a failure of this test.
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1, configuration);
        env.enableCheckpointing(200);
        GeneratorFunction<Long, Bar> generator = i -> bar("S" + i).trades(i + 1).closed();
        env.fromSource(
                        new DataGeneratorSource<>(
                                generator, bars, RateLimiterStrategy.perSecond(500), TypeInformation.of(Bar.class)),
                        WatermarkStrategy.noWatermarks(),
                        "Bars")
                .sinkTo(new BarSink(settings("", true, Duration.ofHours(2), Duration.ofMinutes(1)), Optional.empty()));
        JobClient job = env.executeAsync();

        await().until(() -> redis.dbsize() > 300);
        server.stop();
        // The server is gone for a while in which the job goes on making bars.
        await().pollDelay(Duration.ofSeconds(2))
                .until(() -> !job.getJobStatus().get().isTerminalState());
        startServer();
        // The server kept nothing (no persistence), so only what comes after, and what was held, can be there.
        job.getJobExecutionResult().get();

        RedisCommands<String, String> after = reader.connect(StringCodec.UTF8).sync();
        List<String> stored = after.keys("bars:1m:S*");
        assertThat(stored).contains("bars:1m:S" + (bars - 1) + ":1723212180000");
        int first = stored.stream()
                .mapToInt(key -> Integer.parseInt(key.substring("bars:1m:S".length(), key.lastIndexOf(':'))))
                .min()
                .orElseThrow();
        // None is missing from the first one after the stop to the last.
        assertThat(stored).hasSize(bars - first);
        assertThat(first).isBetween(301, 2000);
    }

    private void open(boolean guard, Duration ttl) throws IOException {
        open(settings("", guard, ttl, Duration.ofMinutes(1)));
    }

    private void open(SinkSettings settings) throws IOException {
        writer = new BarSink(settings, Optional.empty()).createWriter(task, task, metrics, deadLetters);
    }

    private void write(Bar... bars) throws Exception {
        for (Bar bar : bars) {
            writer.write(bar, null);
        }
        writer.flush(false);
    }

    private void startServer() throws IOException {
        server = RedisServer.newRedisServer()
                .port(port)
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
    }

    private SinkSettings settings(String userInfo, boolean guard, Duration ttl, Duration outageMax) {
        SinkSettings base = WriterFixture.settings("redis://cache", 256, 512 * 1024, outageMax);
        RedisSettings to = RedisSettings.builder("redis://" + userInfo + "127.0.0.1:" + port)
                .callTimeout(Duration.ofSeconds(5))
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        return new SinkSettings(
                to,
                new LayoutSettings(base.layout().layout(), base.layout().key(), ttl, 0, guard, false),
                3,
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                base.batchMaxCommands(),
                base.batchMaxBytes(),
                base.batchLinger(),
                outageMax);
    }
}
