package io.tradebars.local;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessSpec;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * A Flink cluster as it is deployed: JobManager and TaskManagers are JVMs of their own, whose class path has what a Flink distribution
 * has (from Flink's Maven artifacts, since the distribution itself isn't one) and nothing of this project. They are configured by a
 * {@code config.yaml}, and started with the memory settings that Flink's start scripts would compute.
 *
 * <p>Heartbeats are counted in seconds and checkpoints taken once a second, so that tests needn't wait for either.
 */
final class FlinkCluster implements AutoCloseable {

    private static final int SLOTS_OF_A_TASK_MANAGER = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int LAST_LINES = 100;

    /** Kafka's clients log theirs, a hundred and more. */
    private static final Pattern SETTING = Pattern.compile("\\t\\S+ = .*");

    /** By its name, or by what it runs. */
    private static final Pattern OF_THE_JOB = Pattern.compile("Trades|tradebars");

    /** What the distribution's {@code lib/} and {@code plugins/} are made of; the Kafka connector is in our jar. */
    private static final Pattern IN_A_DISTRIBUTION =
            Pattern.compile("(flink-(?!connector-kafka|test-utils|table).*(?<!-tests)"
                    + "|frocksdbjni|kryo|reflectasm|objenesis|minlog|commons-(cli|collections|compress|io|lang3|math3|text)|javassist|jsr305"
                    + "|async-profiler|lz4-java|snappy-java|snakeyaml-engine|slf4j-api|log4j-.*)-\\d.*\\.jar");

    /** Mostly of Flink's own {@code config.yaml}. */
    private static final List<String> JVM_OPTIONS = jvmOptions();

    private static final String JOB_MANAGER = "jobmanager";
    private static final String TASK_MANAGER = "taskmanager";

    private final Path folder;
    private final ClassArchives classes;
    private final Path configuration;
    private final Map<String, String> settings = new TreeMap<>();
    private final List<FlinkProcess> processes = new ArrayList<>();
    private final FlinkRest rest;

    /**
     * A cluster of which nothing runs yet.
     *
     * @param folder for all of its files
     * @param more settings of Flink, over those of the class
     */
    FlinkCluster(Path folder, Map<String, String> more) throws IOException {
        this(
                folder,
                more,
                ClassArchives.of(List.of(JOB_MANAGER, TASK_MANAGER), ClusterBench.JAR, FlinkCluster::runOneJob));
    }

    private FlinkCluster(Path folder, Map<String, String> more, ClassArchives classes) throws IOException {
        this.folder = folder;
        this.classes = classes;
        this.configuration = Files.createDirectories(folder.resolve("conf"));
        int restPort = Ports.free();
        settings.putAll(Map.of(
                "jobmanager.rpc.address", Ports.HOST,
                "jobmanager.rpc.port", Integer.toString(Ports.freeBut(restPort)),
                "jobmanager.bind-host", Ports.HOST,
                "taskmanager.bind-host", Ports.HOST,
                "taskmanager.host", Ports.HOST,
                "rest.address", Ports.HOST,
                "rest.bind-address", Ports.HOST,
                "rest.port", Integer.toString(restPort),
                "io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString()));
        settings.putAll(Map.of(
                "taskmanager.numberOfTaskSlots", Integer.toString(SLOTS_OF_A_TASK_MANAGER),
                "taskmanager.memory.process.size", "1100m",
                "taskmanager.memory.managed.size", "64m",
                "jobmanager.memory.process.size", "900m",
                "heartbeat.interval", "1 s",
                "heartbeat.timeout", "6 s",
                "execution.checkpointing.interval", "1 s",
                "execution.checkpointing.dir",
                        folder.resolve("checkpoints").toUri().toString(),
                "metrics.fetcher.update-interval", "200 ms",
                "env.java.opts.all", String.join(" ", JVM_OPTIONS)));
        // What REST says of a job is as old as this.
        settings.put("web.refresh-interval", "100");
        // Metrics stand still for so long when a TaskManager was killed.
        settings.put("web.timeout", "20 s");
        settings.put("restart-strategy.type", "fixed-delay");
        settings.put("restart-strategy.fixed-delay.attempts", Integer.toString(Integer.MAX_VALUE));
        settings.put("restart-strategy.fixed-delay.delay", "300 ms");
        settings.putAll(more);
        Files.write(
                configuration.resolve("config.yaml"),
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + ": \"" + setting.getValue() + "\"")
                        .toList());
        Files.writeString(configuration.resolve("log4j.properties"), """
                rootLogger.level = info
                rootLogger.appenderRef.file.ref = file
                appender.file.type = File
                appender.file.name = file
                appender.file.fileName = ${sys:log.file}
                appender.file.layout.type = PatternLayout
                appender.file.layout.pattern = %d %-5p %-60c %x - %m%n
                """);
        this.rest = new FlinkRest("http://" + Ports.HOST + ":" + restPort);
    }

    /** Most of what its processes ever do. */
    private static void runOneJob(ClassArchives made, Path folder) throws Exception {
        long minute = 1_723_161_240_000L;
        try (ClusterBench bench = new ClusterBench(Files.createDirectories(folder.resolve("bench")), 1);
                FlinkCluster cluster = new FlinkCluster(folder, Map.of(), made)) {
            cluster.startJobManager();
            cluster.startTaskManager();
            cluster.awaitTaskManagers(1);
            bench.kafka.sendMinute(0, "GC", minute);
            bench.kafka.sendMinute(0, "GC", minute + JobBench.MINUTE);
            cluster.rest().run(cluster.rest().upload(ClusterBench.JAR), bench.arguments(Map.of("parallelism", "1")));
            bench.awaitBars(Map.of(JobBench.key("GC", minute), JobBench.bar(minute)));
            for (FlinkProcess process : cluster.running()) {
                process.end();
            }
        }
    }

    private static List<String> jvmOptions() {
        // Jobs that last seconds gain nothing from the slow compiler, and it takes the processors from those who test
        // them.
        List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        for (String exported : List.of(
                "java.base/sun.net.util", "java.rmi/sun.rmi.registry", "java.security.jgss/sun.security.krb5")) {
            options.add("--add-exports=" + exported + "=ALL-UNNAMED");
        }
        for (String opened : List.of(
                "java.lang",
                "java.net",
                "java.io",
                "java.nio",
                "sun.nio.ch",
                "java.lang.reflect",
                "java.text",
                "java.time",
                "java.util",
                "java.util.concurrent",
                "java.util.concurrent.atomic",
                "java.util.concurrent.locks")) {
            options.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        return List.copyOf(options);
    }

    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> IN_A_DISTRIBUTION
                        .matcher(Path.of(entry).getFileName().toString())
                        .matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** JobManager of a session cluster: jobs are sent to it. */
    FlinkProcess startJobManager() throws IOException {
        return startJobManager(StandaloneSessionClusterEntrypoint.class, List.of());
    }

    /**
     * JobManager of an application cluster, which has the job's jar in the folder {@code usrlib} and runs nothing else.
     *
     * @param arguments of the job
     */
    FlinkProcess startApplication(Path jar, String mainClass, List<String> arguments) throws IOException {
        Path userLibrary = Files.createDirectories(folder.resolve("usrlib"));
        Files.copy(jar, userLibrary.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        List<String> all = new ArrayList<>(List.of("--job-classname", mainClass));
        all.addAll(arguments);
        return startJobManager(StandaloneApplicationClusterEntryPoint.class, all);
    }

    private FlinkProcess startJobManager(Class<?> entryPoint, List<String> arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--configDir", configuration.toString()));
        all.addAll(arguments);
        return start(JOB_MANAGER, List.of("-Xmx512m", "-XX:MaxMetaspaceSize=256m"), entryPoint, all);
    }

    FlinkProcess startTaskManager() throws IOException {
        TaskExecutorProcessSpec memory =
                TaskExecutorProcessUtils.processSpecFromConfig(Configuration.fromMap(settings));
        List<String> arguments = new ArrayList<>(List.of("--configDir", configuration.toString()));
        arguments.addAll(List.of(
                TaskExecutorProcessUtils.generateDynamicConfigsStr(memory).split("\\s+")));
        return start(
                TASK_MANAGER,
                List.of(ProcessMemoryUtils.generateJvmParametersStr(memory).split("\\s+")),
                TaskManagerRunner.class,
                arguments);
    }

    /** {@code flink …}: Flink's command line, from a JVM of its own. */
    Tool.Ended cli(String... arguments) throws Exception {
        Path log = folder.resolve("cli.log");
        List<String> command = command(JOB_MANAGER, List.of(), log, CliFrontend.class, List.of(arguments));
        return Tool.run(folder, environment(), command.toArray(String[]::new));
    }

    private FlinkProcess start(String name, List<String> jvmOptions, Class<?> main, List<String> arguments)
            throws IOException {
        Path log = folder.resolve(name + "-" + processes.size() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command(name, jvmOptions, log, main, arguments))
                // Where usrlib is, and its jars are named by their paths from here.
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve(name + "-" + processes.size() + ".out").toFile());
        builder.environment().putAll(environment());
        FlinkProcess process = new FlinkProcess(builder.start(), log);
        processes.add(process);
        return process;
    }

    private Map<String, String> environment() {
        return Map.of(
                "FLINK_CONF_DIR",
                configuration.toString(),
                "FLINK_LIB_DIR",
                folder.resolve("lib").toString());
    }

    private List<String> command(
            String program, List<String> jvmOptions, Path log, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(JVM_OPTIONS);
        command.addAll(classes.options(program));
        command.add("-Dlog.file=" + log);
        command.add("-Dlog4j2.configurationFile=" + configuration.resolve("log4j.properties"));
        command.addAll(List.of("-classpath", classPath(), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Flink's REST interface. */
    FlinkRest rest() {
        return rest;
    }

    /** Waits until that many TaskManagers are part of the cluster. */
    void awaitTaskManagers(int count) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> rest.taskManagers().size() == count);
    }

    /** Its processes that aren't gone. */
    List<FlinkProcess> running() {
        return processes.stream().filter(FlinkProcess::isAlive).toList();
    }

    /** What all of its processes have logged, of the ones that are gone, too. */
    List<String> logs() {
        return processes.stream().map(FlinkProcess::log).toList();
    }

    /** The last that its processes have logged, and where the job's threads stand in those that run: for whoever has waited for it in vain. */
    String whatItDoes() throws IOException, InterruptedException {
        StringBuilder all = new StringBuilder();
        for (FlinkProcess process : processes) {
            List<String> lines = process.log()
                    .lines()
                    .filter(line -> !SETTING.matcher(line).matches())
                    .toList();
            all.append("---- ").append(process.pid()).append(process.isAlive() ? "" : ", which is gone");
            lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())
                    .forEach(line -> all.append('\n').append(line));
            if (process.isAlive() && !process.isFrozen()) {
                Arrays.stream(process.jcmd("Thread.print").split("\n\n"))
                        .filter(thread -> OF_THE_JOB.matcher(thread).find())
                        .forEach(thread -> all.append("\n\n").append(thread));
            }
            all.append('\n');
        }
        return all.toString();
    }

    @Override
    public void close() throws InterruptedException {
        for (FlinkProcess process : processes) {
            process.kill();
        }
    }
}
