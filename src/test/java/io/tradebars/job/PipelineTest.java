package io.tradebars.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.executiongraph.failover.RestartBackoffTimeStrategyFactoryLoader;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class PipelineTest {

    private static StreamExecutionEnvironment environment(Configuration flink, String... options) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        JobSettings settings = settings(options);
        Pipeline.configure(env, settings);
        Pipeline.define(env, settings, false);
        return env;
    }

    private static JobSettings settings(String... namesAndValues) {
        Map<String, String> options = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", "broker:9092",
                "redis.url", "https://cache.example",
                "redis.token", "top-secret"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        List<String> problems = new ArrayList<>();
        Optional<JobSettings> settings = JobSettings.read(Configuration.fromMap(options), problems::add);
        assertThat(problems).isEmpty();
        return settings.orElseThrow();
    }

    @Test
    void theUidsAreWhatSavepointsRelyOn() {
        StreamGraph graph = environment(new Configuration()).getStreamGraph();
        assertThat(graph.getStreamNodes().stream()
                        .map(StreamNode::getTransformationUID)
                        .filter(Objects::nonNull)
                        .toList())
                .contains("trades", "partial-bars", "bars", "redis")
                .anyMatch(uid -> uid.startsWith("dead-letters"));
        // Fails where an operator has none, since uids are not made up for this job.
        assertThat(graph.getJobGraph().getVertices()).isNotEmpty();
    }

    @Test
    void checkpointsAreTakenUnlessFlinksOwnConfigurationSaysOtherwise() {
        assertThat(environment(new Configuration()).getCheckpointConfig().getCheckpointInterval())
                .isEqualTo(Duration.ofSeconds(10).toMillis());
        Configuration flink = Configuration.fromMap(Map.of("execution.checkpointing.interval", "3 min"));
        assertThat(environment(flink).getCheckpointConfig().getCheckpointInterval())
                .isEqualTo(Duration.ofMinutes(3).toMillis());
    }

    @Test
    void aCheckpointMayTakeLongerThanRedisMayBeAway() {
        assertThat(environment(new Configuration()).getCheckpointConfig().getCheckpointTimeout())
                .isEqualTo(Duration.ofMinutes(10).toMillis());
        assertThat(environment(new Configuration(), "redis.outage.max", "1 h")
                        .getCheckpointConfig()
                        .getCheckpointTimeout())
                .isEqualTo(Duration.ofHours(2).toMillis());
        Configuration flink = Configuration.fromMap(Map.of("execution.checkpointing.timeout", "6 min"));
        assertThat(environment(flink).getCheckpointConfig().getCheckpointTimeout())
                .isEqualTo(Duration.ofMinutes(6).toMillis());
    }

    @Test
    void aCheckpointTimeoutWithinAnOutageIsAMistake() {
        Configuration flink = Configuration.fromMap(Map.of("execution.checkpointing.timeout", "5 min"));

        assertThat(Pipeline.problems(flink, settings()))
                .containsExactly(
                        "redis.outage.max must be shorter than execution.checkpointing.timeout of Flink, or the"
                                + " checkpoint fails before the outage may end: was 5 min, and the timeout is 5 min"
                                + " (--redis.outage.max or TRADEBARS_REDIS_OUTAGE_MAX; --flink.execution.checkpointing.timeout)");
        assertThat(Pipeline.problems(flink, settings("redis.outage.max", "299 s")))
                .isEmpty();
        assertThat(Pipeline.problems(new Configuration(), settings())).isEmpty();
    }

    /** What the cluster gets with the job, in the end. */
    private static Configuration asked(String... flinkNamesAndValues) {
        Map<String, String> flink = new HashMap<>();
        for (int i = 0; i < flinkNamesAndValues.length; i += 2) {
            flink.put(flinkNamesAndValues[i], flinkNamesAndValues[i + 1]);
        }
        return environment(Configuration.fromMap(flink)).getStreamGraph().getJobConfiguration();
    }

    @Test
    void halfAnIntervalIsLeftBetweenCheckpoints() {
        ConfigOption<Duration> pause = CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS;
        assertThat(asked().get(pause)).isEqualTo(Duration.ofSeconds(5));
        assertThat(asked("execution.checkpointing.interval", "3 min").get(pause))
                .isEqualTo(Duration.ofSeconds(90));
        assertThat(asked("execution.checkpointing.min-pause", "0 s").get(pause)).isZero();
        assertThat(asked("execution.checkpointing.max-concurrent-checkpoints", "2")
                        .get(pause))
                .isZero();
    }

    @Test
    void theEndOfAMinuteIsToldSoonUnlessFlinksOwnConfigurationSaysOtherwise() {
        assertThat(asked().get(PipelineOptions.AUTO_WATERMARK_INTERVAL)).isEqualTo(Duration.ofMillis(50));
        assertThat(asked("pipeline.auto-watermark-interval", "1 s").get(PipelineOptions.AUTO_WATERMARK_INTERVAL))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(environment(new Configuration()).getBufferTimeout()).isEqualTo(10);
        assertThat(environment(Configuration.fromMap(Map.of("execution.buffer-timeout.interval", "1 s")))
                        .getBufferTimeout())
                .isEqualTo(1_000);
    }

    @Test
    void theFourthFailedCheckpointInARowIsNotTolerated() {
        assertThat(asked().get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER)).isEqualTo(3);
        assertThat(asked("execution.checkpointing.tolerable-failed-checkpoints", "0")
                        .get(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER))
                .isZero();
        assertThat(environment(new Configuration()).getCheckpointConfig().getTolerableCheckpointFailureNumber())
                .isEqualTo(3);
    }

    @Test
    void aCancelledJobKeepsItsLastCheckpoint() {
        ConfigOption<ExternalizedCheckpointRetention> retention =
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION;
        assertThat(asked().get(retention)).isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        assertThat(asked("execution.checkpointing.externalized-checkpoint-retention", "DELETE_ON_CANCELLATION")
                        .get(retention))
                .isEqualTo(ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
    }

    @Test
    void checkpointsOnRocksDbAreIncremental() {
        ConfigOption<Boolean> incremental = CheckpointingOptions.INCREMENTAL_CHECKPOINTS;
        assertThat(asked().getOptional(incremental)).isEmpty();
        assertThat(asked("state.backend.type", "rocksdb").get(incremental)).isTrue();
        assertThat(asked("state.backend.type", "rocksdb", "execution.checkpointing.incremental", "false")
                        .get(incremental))
                .isFalse();
    }

    @Test
    void restartsNeverEndAndAreNeverFarApart() {
        Configuration asked = asked();
        assertThat(asked.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("exponential-delay");
        assertThat(asked.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF))
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(asked.get(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_ATTEMPTS))
                .isEqualTo(Integer.MAX_VALUE);
        // Refuses what doesn't fit together.
        assertThat(strategy(asked)).contains("initialBackoffMS=1000").contains("maxBackoffMS=10000");
    }

    @Test
    void aRestartStrategyOfFlinksConfigurationIsLeftAsItIs() {
        Configuration fixed = asked("restart-strategy.type", "fixed-delay");
        assertThat(fixed.get(RestartStrategyOptions.RESTART_STRATEGY)).isEqualTo("fixed-delay");
        assertThat(asked("restart-strategy.type", "exponential-delay")
                        .getOptional(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF))
                .isEmpty();
        assertThat(strategy(asked("restart-strategy.exponential-delay.max-backoff", "2 min")))
                .contains("maxBackoffMS=120000");
        assertThat(strategy(asked("restart-strategy.exponential-delay.initial-backoff", "30 s")))
                .contains("initialBackoffMS=30000")
                .contains("maxBackoffMS=60000");
    }

    /** The strategy that a JobManager makes of that. */
    private static String strategy(Configuration asked) {
        return RestartBackoffTimeStrategyFactoryLoader.createRestartBackoffTimeStrategyFactory(
                        asked, new Configuration(), true)
                .create()
                .toString();
    }

    @Test
    void theTokenIsInNoNameOrDescriptionOfTheGraph() {
        StreamGraph graph = environment(new Configuration()).getStreamGraph();
        assertThat(graph.getStreamingPlanAsJSON()).contains("Redis").doesNotContain("top-secret");
    }
}
