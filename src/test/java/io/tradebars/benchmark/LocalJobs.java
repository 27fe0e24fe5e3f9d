package io.tradebars.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Where jobs of Flink run: a mini-cluster in this JVM, with checkpoints often enough to come in the middle of a short run. */
final class LocalJobs {

    static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

    private LocalJobs() {}

    static StreamExecutionEnvironment environment(Engine.Task task) {
        Configuration flink = new Configuration();
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        flink.set(CoreOptions.TMP_DIRS, task.folder());
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                Path.of(task.folder(), "checkpoints").toUri().toString());
        return StreamExecutionEnvironment.createLocalEnvironment(task.parallelism(), flink);
    }
}
