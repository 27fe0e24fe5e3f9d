package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar on a Flink session cluster of separate JVMs, submitted as users do it: over Flink's REST interface, or with its command
 * line. Then what happens to a job in the course of months: its TaskManagers are killed and freeze, it is stopped and started at
 * another parallelism, upgraded, its broker restarts, its topic grows.
 *
 * <p>With {@code -Dtradebars.test.jar=JAR -Dtradebars.test.write-savepoint=FOLDER} the savepoint of the test that stops with one is
 * kept there: what {@code savepoints/0.1} is, taken by the jar of that release.
 */
class SessionClusterIT {

    /** Taken by the jar of release 0.1 on this cluster; it has read the first half of {@link AmendedTrades}. */
    private static final Path RELEASE_0_1 = Path.of("src", "test", "resources", "savepoints", "0.1");

    private static final List<String> SYMBOLS = List.of("GC", "SI", "PL");
    private static final Duration PATIENCE = ClusterBench.PATIENCE;
    private static final Map<String, String> WATCHED = Map.of("bar.update-interval", "50 ms", "parallelism", "3");
    private static final int JOBS = 20;

    /**
     * A TaskManager whose metaspace is full, of 256 MB as it is by default, has but one collection; the classes of so many jobs fit.
     */
    private static final int JOBS_COLLECTED_AT_ONCE = 8;

    private static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    /** Closing waits for threads only so long, and netty's take a few seconds. */
    private static final Duration UNTIL_ALL_IS_GONE = Duration.ofSeconds(30);

    /**
     * The JDK keeps the types of the last records whose methods it has linked, and so their class loaders, until others come (JDK 17,
     * java.lang.runtime.ObjectMethods: each of its few method handles remembers its last {@code asType}). That they are no more after
     * twenty jobs is the point.
     */
    private static final int KEPT_BY_THE_JDK = 5;

    private static final String JOB_LOADER = "ChildFirstClassLoader";
    private static final Pattern THREAD_OF_A_JOB =
            Pattern.compile("^\"(redis-http|OkHttp|Okio|lettuce|globalEventExecutor|kafka-|Source Data Fetcher)");
    private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
    private static final Pattern SAVEPOINT = Pattern.compile("Savepoint completed. Path: (\\S+)");

    @TempDir
    private static Path clusterFolder;

    private static FlinkCluster cluster;
    private static final Deque<FlinkProcess> TASK_MANAGERS = new ArrayDeque<>();

    /** Why a bar didn't come is known there, if anywhere, and only as long as the cluster runs. */
    @RegisterExtension
    private static final AfterTestExecutionCallback WHAT_THE_CLUSTER_DOES = test -> {
        if (test.getExecutionException().isPresent()) {
            test.getExecutionException().get().addSuppressed(new AssertionError(cluster.whatItDoes()));
        }
    };

    @TempDir
    private Path folder;

    private ClusterBench bench;

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = new FlinkCluster(clusterFolder, Map.of());
        cluster.startJobManager();
        startTaskManager();
        startTaskManager();
        cluster.awaitTaskManagers(2);
    }

    @AfterAll
    static void stopCluster() throws Exception {
        cluster.close();
        assertThat(cluster.logs()).noneMatch(log -> log.contains(RestBench.TOKEN));
    }

    private static void startTaskManager() throws IOException {
        TASK_MANAGERS.add(cluster.startTaskManager());
    }

    @BeforeEach
    void start() throws Exception {
        bench = new ClusterBench(folder, SYMBOLS.size());
    }

    @AfterEach
    void stop() throws Exception {
        for (String job : cluster.rest().runningJobs()) {
            cancel(job);
        }
        bench.close();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no SIGSTOP")
    void killedAndFrozenTaskManagersChangeNoBarAndNoReaderSeesOneGoBack() throws Exception {
        try (BarWatcher watcher = new BarWatcher(bench.redis.redisPort, MinuteFeed::mayBe)) {
            String job = submitOverRest(WATCHED);
            try (MinuteFeed feed = new MinuteFeed(bench.kafka, SYMBOLS)) {
                awaitProgress(job, watcher);
                for (int kills = 0; kills < 2; kills++) {
                    int restores = cluster.rest().restores(job);
                    TASK_MANAGERS.remove().kill();
                    startTaskManager();
                    awaitRestart(job, restores);
                    awaitProgress(job, watcher);
                }

                int restores = cluster.rest().restores(job);
                FlinkProcess frozen = TASK_MANAGERS.remove();
                frozen.freeze();
                startTaskManager();
                awaitRestart(job, restores);
                awaitProgress(job, watcher);
                // It goes on where it stood, until it learns that nobody waits for it.
                frozen.wake();
                awaitProgress(job, watcher);

                feed.stop();
                bench.awaitBars(feed.expected());
                assertThat(bench.bars()).containsAllEntriesOf(feed.expected());
                frozen.kill();
                cluster.awaitTaskManagers(2);
            }
            assertThat(watcher.wrongs()).isEmpty();
            assertThat(watcher.openBars()).isPositive();
        }
        assertThat(bench.kafka.deadLetters()).isEmpty();
    }

    private void awaitRestart(String job, int before) {
        await().atMost(PATIENCE)
                .until(() ->
                        cluster.rest().restores(job) > before && cluster.rest().isRunning(job));
    }

    /** Waits until more bars have come to Redis, and a checkpoint more is complete. */
    private void awaitProgress(String job, BarWatcher watcher) throws Exception {
        int bars = watcher.latest().size();
        int checkpoints = cluster.rest().completedCheckpoints(job);
        await().atMost(PATIENCE)
                .until(() -> watcher.latest().size() > bars + 5 * SYMBOLS.size()
                        && cluster.rest().completedCheckpoints(job) > checkpoints);
    }

    @Test
    void stoppedWithASavepointItGoesOnAtAnotherParallelismWithoutGapOrRepetition() throws Exception {
        AmendedTrades trades = new AmendedTrades();
        trades.sendFirstHalf(bench.kafka);
        String job = submitByCommandLine(withParallelism(AmendedTrades.OPTIONS, 2));
        awaitRecordsRead(job, trades.firstHalf());
        // Until the bars flow: a savepoint needs all tasks.
        await().atMost(PATIENCE).until(() -> bench.bars().size() > AmendedTrades.SYMBOLS.size() * 8);

        Tool.Ended stopped = cluster.cli(
                "stop", "--savepointPath", folder.resolve("savepoints").toUri().toString(), job);

        assertThat(stopped.status()).as(stopped.output()).isZero();
        Path savepoint = Path.of(URI.create(find(SAVEPOINT, stopped.output())));
        keep(savepoint);
        trades.sendSecondHalf(bench.kafka);
        String next =
                submitByCommandLine(withParallelism(AmendedTrades.OPTIONS, 3), "--fromSavepoint", savepoint.toString());
        awaitAllOf(trades, trades.expected());
        awaitRecordsRead(next, trades.secondHalf());
    }

    @Test
    void savepointOfTheReleaseBeforeIsRestored() throws Exception {
        AmendedTrades trades = new AmendedTrades();
        trades.sendFirstHalf(bench.kafka);
        trades.sendSecondHalf(bench.kafka);

        String job = submitByCommandLine(
                withParallelism(AmendedTrades.OPTIONS, 1),
                "--fromSavepoint",
                RELEASE_0_1.toAbsolutePath().toString());

        // This test's Redis has none of the bars that were closed before it was taken.
        awaitAllOf(trades, trades.expectedOfTheSecondHalf());
        awaitRecordsRead(job, trades.secondHalf());
    }

    private void awaitAllOf(AmendedTrades trades, Map<String, String> expected) {
        await().atMost(PATIENCE)
                .until(() -> AmendedTrades.standard(bench.bars()).entrySet().containsAll(expected.entrySet()));
        assertThat(AmendedTrades.standard(bench.bars())).allSatisfy((key, bar) -> assertThat(bar)
                .isEqualTo(trades.expected().get(key)));
        assertThat(bench.kafka.deadLetters()).isEmpty();
    }

    @Test
    void brokerMayRestartAndTheTopicMayGrow() throws Exception {
        List<String> grown = List.of("GC", "SI", "PL", "HG");
        String job = submitOverRest(Map.of("kafka.properties.partition.discovery.interval.ms", "500"));
        try (MinuteFeed feed = new MinuteFeed(bench.kafka, SYMBOLS)) {
            await().atMost(PATIENCE).until(() -> bench.bars().size() > 10);
            bench.kafka.kafka.close();
            bench.kafka.kafka.start();
            int before = bench.bars().size();
            await().atMost(PATIENCE).until(() -> bench.bars().size() > before + 10);
            feed.stop();
            bench.awaitBars(feed.expected());
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bench.kafka.kafka.bootstrapServers()))) {
            admin.createPartitions(Map.of(JobBench.TOPIC, NewPartitions.increaseTo(grown.size())))
                    .all()
                    .get();
        }
        long minute = System.currentTimeMillis() / JobBench.MINUTE * JobBench.MINUTE - 10 * JobBench.MINUTE;
        for (int partition = 0; partition < grown.size(); partition++) {
            for (long next = minute; next < minute + 3 * JobBench.MINUTE; next += JobBench.MINUTE) {
                bench.kafka.sendMinute(partition, grown.get(partition), next);
            }
        }
        Map<String, String> expected = new HashMap<>();
        grown.forEach(symbol -> expected.put(JobBench.key(symbol, minute), JobBench.bar(minute)));
        bench.awaitBars(expected);
        assertThat(cluster.rest().restores(job)).isZero();
        assertThat(bench.kafka.deadLetters()).isEmpty();
    }

    @Test
    void twentyJobsOneAfterTheOtherLeaveNothingBehindInTheCluster() throws Exception {
        String jar = cluster.rest().upload(ClusterBench.JAR);
        List<String> arguments = bench.arguments(Map.of("parallelism", "1"));
        submitAndCancel(jar, arguments, 0);
        double metaspace = metaspaceOfTaskManagers();

        runJobs(jar, arguments, 1, JOBS - JOBS_COLLECTED_AT_ONCE);
        collectGarbage();
        collectGarbage();
        runJobs(jar, arguments, JOBS - JOBS_COLLECTED_AT_ONCE + 1, JOBS);

        await().atMost(UNTIL_ALL_IS_GONE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            for (FlinkProcess process : cluster.running()) {
                assertThat(process.jcmd("Thread.print")
                                .lines()
                                .filter(line -> THREAD_OF_A_JOB.matcher(line).find()))
                        .as("threads of jobs")
                        .isEmpty();
            }
        });
        collectGarbage();
        assertFewLoadersOfJobs("class loaders of jobs after one garbage collection");
        await().atMost(UNTIL_ALL_IS_GONE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            collectGarbage();
            assertFewLoadersOfJobs("class loaders of jobs");
            assertThat(metaspaceOfTaskManagers()).isLessThan(metaspace * 1.1);
        });
    }

    private void runJobs(String jar, List<String> arguments, int first, int last) throws Exception {
        for (int i = first; i <= last; i++) {
            // Some of the libraries for that are Flink's, some our jar's.
            bench.kafka.compressBy(COMPRESSIONS.get(i % COMPRESSIONS.size()));
            submitAndCancel(jar, arguments, i);
        }
    }

    private static void collectGarbage() throws Exception {
        for (FlinkProcess process : cluster.running()) {
            process.jcmd("GC.run");
        }
    }

    private static void assertFewLoadersOfJobs(String as) throws Exception {
        for (FlinkProcess process : cluster.running()) {
            assertThat(process.jcmd("VM.classloader_stats").lines().filter(line -> line.contains(JOB_LOADER)))
                    .as(as)
                    .hasSizeLessThanOrEqualTo(KEPT_BY_THE_JDK);
        }
    }

    private void submitAndCancel(String jar, List<String> arguments, int run) throws Exception {
        long minute = 1_723_161_240_000L + run * 10 * JobBench.MINUTE;
        for (long next = minute; next < minute + 3 * JobBench.MINUTE; next += JobBench.MINUTE) {
            // All of them, or the others would have to be found idle first.
            for (int partition = 0; partition < SYMBOLS.size(); partition++) {
                bench.kafka.sendMinute(partition, SYMBOLS.get(partition), next);
            }
        }
        String job = cluster.rest().run(jar, arguments);
        bench.awaitBars(Map.of(JobBench.key("GC", minute), JobBench.bar(minute)));
        cancel(job);
    }

    private static double metaspaceOfTaskManagers() throws Exception {
        double bytes = 0;
        for (String taskManager : cluster.rest().taskManagers()) {
            bytes += cluster.rest().taskManagerMetric(taskManager, "Status.JVM.Memory.Metaspace.Used");
        }
        return bytes;
    }

    private static void cancel(String job) throws Exception {
        cluster.rest().cancel(job);
        await().atMost(PATIENCE).until(() -> cluster.rest().status(job).equals("CANCELED"));
    }

    private String submitOverRest(Map<String, String> options) throws Exception {
        String jar = cluster.rest().upload(ClusterBench.JAR);
        String job = cluster.rest().run(jar, bench.arguments(options));
        await().atMost(PATIENCE).until(() -> cluster.rest().isRunning(job));
        return job;
    }

    private String submitByCommandLine(Map<String, String> options, String... ofFlink) throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "--detached"));
        command.addAll(List.of(ofFlink));
        command.add(ClusterBench.JAR.toString());
        command.addAll(bench.arguments(options));
        Tool.Ended run = cluster.cli(command.toArray(String[]::new));
        assertThat(run.status()).as(run.output()).isZero();
        return find(JOB_ID, run.output());
    }

    private static Map<String, String> withParallelism(Map<String, String> options, int parallelism) {
        Map<String, String> all = new HashMap<>(options);
        all.put("parallelism", Integer.toString(parallelism));
        return all;
    }

    private static String find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    /** Trades, cancels and corrections that the job has read from Kafka since it was started or restored: so many, and no more. */
    private static void awaitRecordsRead(String job, int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        cluster.rest().sumOverSubtasks(job, "Source__Trades.deserializer.trades")
                                + cluster.rest().sumOverSubtasks(job, "Source__Trades.deserializer.amendments"))
                .isEqualTo(count));
    }

    private static void keep(Path savepoint) throws IOException {
        String target = System.getProperty("tradebars.test.write-savepoint");
        if (target != null) {
            Files.createDirectories(Path.of(target));
            Files.copy(savepoint.resolve("_metadata"), Path.of(target, "_metadata"));
        }
    }
}
