package io.tradebars.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
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

    private static StreamExecutionEnvironment environment(Configuration flink) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(flink);
        List<String> problems = new ArrayList<>();
        Optional<JobSettings> settings = JobSettings.read(
                Configuration.fromMap(Map.of(
                        "kafka.bootstrap.servers", "broker:9092",
                        "redis.url", "https://cache.example",
                        "redis.token", "top-secret")),
                problems::add);
        assertThat(problems).isEmpty();
        Pipeline.configure(env, settings.orElseThrow());
        Pipeline.define(env, settings.orElseThrow(), false);
        return env;
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
    void theTokenIsInNoNameOrDescriptionOfTheGraph() {
        StreamGraph graph = environment(new Configuration()).getStreamGraph();
        assertThat(graph.getStreamingPlanAsJSON()).contains("Redis").doesNotContain("top-secret");
    }
}
