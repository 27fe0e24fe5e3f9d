package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar as an application cluster, as on Kubernetes: the JobManager has it on its class path and runs nothing else. What a
 * Kubernetes cluster keeps for high availability, ZooKeeper keeps here.
 */
class ApplicationClusterIT {

    private static final List<String> SYMBOLS = List.of("GC", "SI");
    private static final String MAIN_CLASS = "io.tradebars.job.TradeBarsJob";

    @TempDir
    private Path folder;

    @Test
    void killedJobManagerIsReplacedAndTheJobGoesOnFromItsCheckpoint() throws Exception {
        try (TestingServer zooKeeper =
                        new TestingServer(-1, folder.resolve("zookeeper").toFile());
                ClusterBench bench = new ClusterBench(folder, SYMBOLS.size());
                FlinkCluster cluster = new FlinkCluster(
                        folder,
                        Map.of(
                                "high-availability.type",
                                "zookeeper",
                                "high-availability.zookeeper.quorum",
                                zooKeeper.getConnectString(),
                                "high-availability.cluster-id",
                                "tradebars",
                                "high-availability.storageDir",
                                folder.resolve("ha").toUri().toString(),
                                // How long the dead one is still taken for the leader.
                                "high-availability.zookeeper.client.session-timeout",
                                "5 s"));
                BarWatcher watcher = new BarWatcher(bench.redis.redisPort, MinuteFeed::mayBe)) {
            List<String> arguments = bench.arguments(Map.of("bar.update-interval", "50 ms", "parallelism", "2"));
            cluster.startTaskManager();
            FlinkProcess jobManager = cluster.startApplication(ClusterBench.JAR, MAIN_CLASS, arguments);
            try (MinuteFeed feed = new MinuteFeed(bench.kafka, SYMBOLS)) {
                awaitProgress(cluster, watcher);
                for (int kills = 0; kills < 2; kills++) {
                    jobManager.kill();
                    jobManager = cluster.startApplication(ClusterBench.JAR, MAIN_CLASS, arguments);
                    awaitProgress(cluster, watcher);
                    assertThat(restoredFrom(cluster))
                            .as("checkpoint restored from")
                            .isPositive();
                }
                feed.stop();
                bench.awaitBars(feed.expected());
            }
            assertThat(watcher.wrongs()).isEmpty();
            assertThat(bench.kafka.deadLetters()).isEmpty();
        }
    }

    /** Waits until the job has brought more bars to Redis, and completed a checkpoint since its JobManager started. */
    private static void awaitProgress(FlinkCluster cluster, BarWatcher watcher) {
        int bars = watcher.latest().size();
        await().atMost(ClusterBench.PATIENCE)
                .ignoreExceptions()
                .until(() -> watcher.latest().size() > bars + 5 * SYMBOLS.size()
                        && cluster.rest().completedCheckpoints(onlyJob(cluster)) > 0);
    }

    private static String onlyJob(FlinkCluster cluster) throws Exception {
        List<String> jobs = cluster.rest().runningJobs();
        assertThat(jobs).hasSize(1);
        return jobs.get(0);
    }

    private static long restoredFrom(FlinkCluster cluster) throws Exception {
        return cluster.rest()
                .get("/jobs/" + onlyJob(cluster) + "/checkpoints")
                .path("latest")
                .path("restored")
                .path("id")
                .asLong(0);
    }
}
