package io.tradebars.local;

import io.tradebars.job.JobSettings;
import io.tradebars.job.Pipeline;
import io.tradebars.job.TradeBarsJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointException;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ExceptionUtils;

/**
 * The job on a Flink mini-cluster in this JVM, with Flink's web UI on loopback and all files in one folder. It fails loudly: without
 * restarts, unless Flink's own settings ask for them.
 */
final class LocalFlink implements AutoCloseable {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_PARALLELISM = 4;

    /** How Flink 2.2 says that a checkpoint could not be stored ({@code CheckpointCoordinator}, {@code CheckpointFailureReason}). */
    private static final Pattern UNSAVED = Pattern.compile(
            "create checkpoint storage|Failure to finalize checkpoint|Asynchronous task checkpoint failed");

    private final JobClient job;

    /** Asked for once, at the start: when the job has ended, the mini-cluster that could be asked is gone. */
    private final CompletableFuture<JobExecutionResult> result;

    private final Path folder;
    private final int webPort;

    private LocalFlink(JobClient job, Path folder, int webPort) {
        this.job = job;
        this.result = job.getJobExecutionResult();
        this.folder = folder;
        this.webPort = webPort;
    }

    /**
     * Starts mini-cluster and job.
     *
     * @param flink Flink's own settings, which win over those of local mode
     * @param bounded whether the job ends at what the topics hold now
     * @param folder where everything is kept that Flink writes
     * @param webPort port of the web UI, or 0 for a free one
     */
    static LocalFlink start(
            JobSettings settings, Configuration flink, boolean bounded, SeenBars seen, Path folder, int webPort)
            throws Exception {
        int port = Ports.orFree(webPort);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration(flink, folder, port));
        if (settings.parallelism().isEmpty() && !flink.contains(CoreOptions.DEFAULT_PARALLELISM)) {
            env.setParallelism(Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors()));
        }
        Pipeline.configure(env, settings);
        Pipeline.define(env, settings, bounded).sinkTo(seen).name("Seen bars").uid("seen-bars");
        MetricsTap.TOTALS.reset();
        try {
            return new LocalFlink(env.executeAsync(TradeBarsJob.NAME), folder, port);
        } catch (Exception e) {
            // Says but that it failed; why is told by its causes.
            throw new JobFailedException(reason(e), e);
        }
    }

    private static Configuration configuration(Configuration flink, Path folder, int webPort) {
        Configuration all = new Configuration();
        all.set(RestOptions.ADDRESS, Ports.HOST);
        all.set(RestOptions.BIND_ADDRESS, Ports.HOST);
        all.set(RestOptions.PORT, webPort);
        // Of its blob server, and of what would pass between TaskManagers.
        all.set(JobManagerOptions.BIND_HOST, Ports.HOST);
        all.set(TaskManagerOptions.BIND_HOST, Ports.HOST);
        all.set(WebOptions.TMP_DIR, folder.toString());
        all.set(WebOptions.SUBMIT_ENABLE, false);
        all.set(CoreOptions.TMP_DIRS, folder.toString());
        all.set(BlobServerOptions.STORAGE_DIRECTORY, folder.toString());
        all.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        all.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        all.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        all.set(MetricOptions.REPORTERS_LIST, MetricsTap.NAME);
        MetricOptions.forReporter(all, MetricsTap.NAME)
                .set(MetricOptions.REPORTER_FACTORY_CLASS, MetricsTap.Factory.class.getName());
        all.addAll(flink);
        return all;
    }

    String webUrl() {
        return "http://" + Ports.HOST + ":" + webPort;
    }

    /** Whether the job has come to an end, good or bad. */
    boolean isEnded() {
        return result.isDone();
    }

    /** Waits for the job; true when it has ended, false after that time. */
    boolean await(Duration time) throws InterruptedException, JobFailedException {
        try {
            result.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new JobFailedException(reason(e), e);
        }
    }

    /** The job ended by an error; the message says by which, in a sentence or two. */
    static final class JobFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        JobFailedException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** What went wrong, in our own words if an exception of ours is in the chain, else in the words of the innermost. */
    private static String reason(Throwable error) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        String innermost = error.toString();
        boolean ofCheckpoints = false;
        for (Throwable cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                innermost = cause.getMessage();
                StackTraceElement[] stack = cause.getStackTrace();
                if (stack.length > 0 && stack[0].getClassName().startsWith("io.tradebars.")) {
                    return cause.getMessage();
                }
                ofCheckpoints |= UNSAVED.matcher(cause.getMessage()).find();
            }
        }
        return ofCheckpoints
                ? "checkpoints cannot be kept: is there room on the disk of "
                        + CheckpointingOptions.CHECKPOINTS_DIRECTORY.key()
                        + ", is it a folder, and may it be written to? Flink says: "
                        + innermost.lines().findFirst().orElse("")
                : innermost;
    }

    /** Stops the job so that every bar so far is in Redis; cancels it where that takes too long. */
    void stop() throws InterruptedException {
        try {
            if (!isEnded() && job.getJobStatus().get() == JobStatus.RUNNING) {
                job.stopWithSavepoint(false, folder.resolve("stopped").toUri().toString(), SavepointFormatType.DEFAULT)
                        .get(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // Redis may be away, or the job may have ended meanwhile: closing cancels what is left of it.
        }
    }

    /** Ends the job as if its input had ended: every bar closes, and is in Redis when this returns. */
    void drain() throws InterruptedException, JobFailedException {
        boolean isDrained = false;
        while (!isDrained) {
            try {
                job.stopWithSavepoint(true, folder.resolve("drained").toUri().toString(), SavepointFormatType.DEFAULT)
                        .get();
                isDrained = true;
            } catch (ExecutionException e) {
                // A short input may have been read before the last of the tasks has come up.
                if (isEnded() || !isOfStartingTasks(e)) {
                    throw new JobFailedException(reason(e), e);
                }
                Thread.sleep(BETWEEN_TRIES.toMillis());
            }
        }
        await(STOP_PATIENCE);
    }

    private static boolean isOfStartingTasks(Throwable failure) {
        return ExceptionUtils.findThrowable(failure, CheckpointException.class)
                .filter(refused ->
                        refused.getCheckpointFailureReason() == CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING)
                .isPresent();
    }

    @Override
    public void close() {
        try {
            if (!isEnded()) {
                job.cancel().get(CANCEL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                result.get(CANCEL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            // A cancelled job says so by an exception, and so does a mini-cluster that is gone meanwhile.
        }
    }
}
