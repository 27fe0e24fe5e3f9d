package io.tradebars.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
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

    @Test
    void theTokenIsInNoNameOrDescriptionOfTheGraph() {
        StreamGraph graph = environment(new Configuration()).getStreamGraph();
        assertThat(graph.getStreamingPlanAsJSON()).contains("Redis").doesNotContain("top-secret");
    }
}
