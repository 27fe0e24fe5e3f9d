package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import java.io.File;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.program.PackagedProgram;
import org.apache.flink.client.program.PackagedProgramUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cluster jar, submitted to one cluster again and again as {@code flink run} does it, each time with class loaders of its
 * own: what a job leaves behind would add up there until the cluster dies of it.
 */
class RepeatedJobsIT {

    private static final File JAR = Path.of("target", "tradebars.jar").toFile();
    private static final int JOBS = 20;
    private static final long FIRST = 1_723_161_240_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** OkHttp's and Okio's idle threads end after a minute; the latter's first waits for the end of the last call's time. */
    private static final Duration UNTIL_ALL_IS_GONE = Duration.ofSeconds(120);

    private static final String CALL_TIMEOUT = "5 s";

    /** One where the job says nothing of its own: closing a class loader under Kafka's admin client, Flink makes it complain. */
    private static final String KAFKA_UTILS = "org.apache.kafka.common.utils.Utils";

    /** All of Flink but the Kafka connector, which is in our jar and, because of local mode, on this test's class path. */
    private static final List<String> OF_THE_CLUSTER = List.of(
            "java.",
            "scala.",
            "org.slf4j",
            "org.apache.logging",
            "com.esotericsoftware.kryo",
            "org.apache.flink.annotation.",
            "org.apache.flink.api.",
            "org.apache.flink.client.",
            "org.apache.flink.configuration.",
            "org.apache.flink.connector.base.",
            "org.apache.flink.core.",
            "org.apache.flink.datastream.",
            "org.apache.flink.metrics.",
            "org.apache.flink.runtime.",
            "org.apache.flink.shaded.",
            "org.apache.flink.state.",
            "org.apache.flink.streaming.api.",
            "org.apache.flink.streaming.runtime.",
            "org.apache.flink.types.",
            "org.apache.flink.util.");

    /** Class loaders of jobs, as far as they were seen. */
    private static final List<WeakReference<ClassLoader>> LOADERS = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    /** Threads that were there before the first job, of other tests perhaps. */
    private Set<Thread> before;

    private RestBench redis;
    private JobBench bench;
    private MiniCluster cluster;
    private final Configuration flink = new Configuration();

    /** Sees the class loaders of the sinks by their metrics. */
    public static final class LoaderSpy implements MetricReporter, MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return this;
        }

        @Override
        public void open(MetricConfig config) {}

        @Override
        public void close() {}

        @Override
        public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
            if (name.equals("tlsHandshakes")) {
                see(metric.getClass().getClassLoader());
            }
        }

        @Override
        public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {}
    }

    private static void see(ClassLoader loader) {
        if (LOADERS.stream().noneMatch(known -> known.refersTo(loader))) {
            LOADERS.add(new WeakReference<>(loader));
        }
    }

    @BeforeEach
    void start() throws Exception {
        LOADERS.clear();
        Configurator.setLevel(KAFKA_UTILS, Level.OFF);
        redis = new RestBench();
        bench = new JobBench(folder, 1);
        flink.set(CoreOptions.ALWAYS_PARENT_FIRST_LOADER_PATTERNS, OF_THE_CLUSTER);
        flink.set(RestOptions.BIND_ADDRESS, Ports.HOST);
        flink.set(RestOptions.BIND_PORT, "0");
        flink.set(CoreOptions.TMP_DIRS, folder.toString());
        flink.set(TaskManagerOptions.NUM_TASK_SLOTS, 1);
        flink.set(MetricOptions.REPORTERS_LIST, "spy");
        MetricOptions.forReporter(flink, "spy").set(MetricOptions.REPORTER_FACTORY_CLASS, LoaderSpy.class.getName());
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(flink)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(1)
                .build());
        cluster.start();
        before = Thread.getAllStackTraces().keySet();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        bench.close();
        redis.close();
        Configurator.setLevel(KAFKA_UTILS, Level.ERROR);
    }

    @Test
    void twentyJobsOneAfterTheOtherLeaveNeitherAThreadNorAClassLoaderBehind() throws Exception {
        for (int i = 0; i < JOBS; i++) {
            runOnce(FIRST + i * 10 * JobBench.MINUTE);
        }

        evictLastFromTheJdk();
        // Of the client, of the task, and of the source's coordinator in the job master.
        assertThat(LOADERS).as("class loaders seen").hasSizeGreaterThanOrEqualTo(2 * JOBS);
        await().atMost(UNTIL_ALL_IS_GONE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            System.gc();
            assertThat(threadsOfJobs()).as("threads left").isEmpty();
            assertThat(LOADERS.stream().filter(loader -> loader.get() != null))
                    .as("class loaders left")
                    .isEmpty();
        });
    }

    /**
     * The JDK keeps the types of the last record whose methods it has linked, and so that record's class loader (JDK 17
     * {@code java.lang.runtime.ObjectMethods}, where a method handle remembers its last {@code asType}). It is one at the most,
     * and it goes when the next record comes: this one.
     */
    private static void evictLastFromTheJdk() {
        record Next(RepeatedJobsIT of) {}
        assertThat(new Next(null)).isEqualTo(new Next(null)).hasSameHashCodeAs(new Next(null));
    }

    private void runOnce(long minute) throws Exception {
        for (long next = minute; next < minute + 3 * JobBench.MINUTE; next += JobBench.MINUTE) {
            bench.sendMinute(0, "GC", next);
        }
        JobID job = submit();
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.redisPort);
                var connection = client.connect()) {
            await().atMost(PATIENCE)
                    .until(() -> JobBench.bar(minute).equals(connection.sync().get(JobBench.key("GC", minute))));
        }
        Thread.getAllStackTraces().keySet().forEach(thread -> seeLoaderOf(thread.getContextClassLoader()));
        cluster.cancelJob(job).get();
        cluster.requestJobResult(job).get();
    }

    private JobID submit() throws Exception {
        String ca = Files.writeString(folder.resolve("ca.pem"), RestBench.certificatePem())
                .toString();
        Map<String, String> options = Map.of(
                "--kafka.bootstrap.servers",
                bench.kafka.bootstrapServers(),
                "--kafka.topic",
                JobBench.TOPIC,
                "--redis.url",
                redis.endpoint.httpsUrl(),
                "--redis.token",
                RestBench.TOKEN,
                "--redis.tls.ca-file",
                ca,
                "--redis.call-timeout",
                CALL_TIMEOUT,
                "--parallelism",
                "1");
        List<String> arguments = new ArrayList<>();
        options.forEach((name, value) -> arguments.addAll(List.of(name, value)));
        try (PackagedProgram program = PackagedProgram.newBuilder()
                .setJarFile(JAR)
                .setArguments(arguments.toArray(String[]::new))
                .setConfiguration(flink)
                .build()) {
            seeLoaderOf(program.getUserCodeClassLoader());
            JobGraph graph = PackagedProgramUtils.createJobGraph(program, flink, 1, true);
            return cluster.submitJob(graph).get().getJobID();
        }
    }

    /** Flink wraps the loader that has the classes. */
    private static void seeLoaderOf(ClassLoader loader) {
        if (loader == null || !loader.getClass().getName().startsWith("org.apache.flink.")) {
            return;
        }
        try {
            ClassLoader real = loader.loadClass("io.tradebars.job.TradeBarsJob").getClassLoader();
            if (real != RepeatedJobsIT.class.getClassLoader()) {
                see(real);
            }
        } catch (ClassNotFoundException | IllegalStateException e) {
            // Of another job, or closed.
        }
    }

    /** Threads that belong to a job, or to what one has brought along, by name. */
    private Set<String> threadsOfJobs() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> isOfAJob(thread.getContextClassLoader())
                        || thread.getName().matches("(redis-http|OkHttp|Okio|lettuce|globalEventExecutor).*"))
                .map(Thread::getName)
                .collect(Collectors.toSet());
    }

    private static boolean isOfAJob(ClassLoader loader) {
        return loader != null && loader.getClass().getName().startsWith("org.apache.flink.util.");
    }
}
