package io.tradebars.job;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RestartStrategyOptions.RestartStrategyType;
import org.apache.flink.configuration.StateBackendOptions;

/**
 * What the job asks of Flink to run for months, where Flink's own configuration says nothing. Whatever that says, in a
 * {@code config.yaml}, by {@code -D} or by {@code --flink.*}, wins, key by key.
 *
 * <p>Flink's own configuration is what the program sees of it: in application mode and for a jar that is submitted over REST that of
 * the JobManager, with {@code flink run} that of the client. What is asked here goes with the job, and Flink then lets it win over
 * what only the JobManager has (Flink 2.2.1 {@code RestartBackoffTimeStrategyFactoryLoader}, {@code StateBackendLoader}).
 *
 * <p>Unaligned checkpoints are left alone, off: what a barrier waits for here is the sink, which writes out its bars before it lets the
 * barrier through, and no barrier overtakes that.
 */
final class FlinkDefaults {

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

    /** Checkpoints in a row; the next failure makes the job fail over. */
    private static final int TOLERABLE_FAILED_CHECKPOINTS = 3;

    /** Flink's own is 1 min: as long could all bars be missing after an outage that the sink did not outlast. */
    private static final Duration MAX_RESTART_BACKOFF = Duration.ofSeconds(10);

    /** Flink's own is 200 ms: as long may a minute be over before anybody hears of it. */
    private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(50);

    /** Flink's own is 100 ms: as long may a watermark, or a bar of a quiet feed, wait for others to cross the network with it. */
    private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(10);

    private static final String ROCKSDB = "rocksdb";

    private FlinkDefaults() {}

    /**
     * The settings that {@code flink} lacks.
     *
     * @param flink Flink's own configuration
     * @param longestOutage how long the sink holds its bars, and with them a checkpoint, while Redis cannot be reached
     */
    static Configuration of(ReadableConfig flink, Duration longestOutage) {
        Configuration asked = new Configuration();
        ask(asked, flink, CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
        askTimeoutAndPause(asked, flink, longestOutage);
        ask(asked, flink, CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, TOLERABLE_FAILED_CHECKPOINTS);
        ask(
                asked,
                flink,
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        if (ROCKSDB.equalsIgnoreCase(flink.get(StateBackendOptions.STATE_BACKEND))) {
            ask(asked, flink, CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        }
        askForRestarts(asked, flink);
        ask(asked, flink, PipelineOptions.AUTO_WATERMARK_INTERVAL, WATERMARK_INTERVAL);
        ask(asked, flink, ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
        return asked;
    }

    private static <T> void ask(Configuration asked, ReadableConfig flink, ConfigOption<T> option, T value) {
        if (flink.getOptional(option).isEmpty()) {
            asked.set(option, value);
        }
    }

    /**
     * A checkpoint may take twice as long as Redis may be away, so that an outage alone never fails one; and half an interval is left
     * between two, so that the job gets on when each takes long. A pause rules out checkpoints side by side
     * (Flink 2.2.1 {@code CheckpointCoordinator}), so there is none where Flink's configuration wants those.
     */
    private static void askTimeoutAndPause(Configuration asked, ReadableConfig flink, Duration longestOutage) {
        Duration usual = CheckpointingOptions.CHECKPOINTING_TIMEOUT.defaultValue();
        Duration outages = longestOutage.multipliedBy(2);
        ask(asked, flink, CheckpointingOptions.CHECKPOINTING_TIMEOUT, outages.compareTo(usual) > 0 ? outages : usual);
        Duration interval =
                flink.getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL).orElse(CHECKPOINT_INTERVAL);
        if (flink.get(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS) <= 1) {
            ask(asked, flink, CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, interval.dividedBy(2));
        }
    }

    /** Restarts without end, at growing distances. A strategy that Flink's configuration names is left as it is, whole. */
    private static void askForRestarts(Configuration asked, ReadableConfig flink) {
        if (flink.getOptional(RestartStrategyOptions.RESTART_STRATEGY).isPresent()) {
            return;
        }
        asked.set(RestartStrategyOptions.RESTART_STRATEGY, RestartStrategyType.EXPONENTIAL_DELAY.getMainValue());
        Optional<Duration> initial =
                flink.getOptional(RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF);
        // The first delay must be shorter than the longest.
        if (initial.isEmpty() || initial.get().compareTo(MAX_RESTART_BACKOFF) < 0) {
            ask(
                    asked,
                    flink,
                    RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                    MAX_RESTART_BACKOFF);
        }
    }
}
