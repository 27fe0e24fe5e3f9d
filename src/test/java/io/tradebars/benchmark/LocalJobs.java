package io.tradebars.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.util.TestStreamEnvironment;

/**
 * Where jobs of Flink run: a mini-cluster in this JVM, the same for all of them as on a cluster. Checkpoints are often enough to
 * come in the middle of a short run.
 */
final class LocalJobs {

    static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);

    private static MiniCluster cluster;

    private LocalJobs() {}

    /** For a job of the task; the cluster is made for the first one. */
    static StreamExecutionEnvironment environment(Engine.Task task) throws Exception {
        Configuration flink = new Configuration();
        flink.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        flink.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        flink.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                Path.of(task.folder(), "checkpoints").toUri().toString());
        return new TestStreamEnvironment(cluster(task), flink, task.parallelism(), List.of(), List.of());
    }

    private static synchronized MiniCluster cluster(Engine.Task task) throws Exception {
        if (cluster == null) {
            Configuration flink = new Configuration();
            flink.set(CoreOptions.TMP_DIRS, task.folder());
            cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                    .setConfiguration(flink)
                    .setNumSlotsPerTaskManager(task.parallelism())
                    .withRandomPorts()
                    .build());
            cluster.start();
        }
        return cluster;
    }

    /** Ends the cluster, if there is one; for a JVM that goes on. */
    static synchronized void stop() throws Exception {
        if (cluster != null) {
            cluster.close();
            cluster = null;
        }
    }
}
