package io.tradebars.benchmark;

import io.tradebars.bars.Bar;
import io.tradebars.ingest.KafkaOptions;
import io.tradebars.ingest.MessageOptions;
import io.tradebars.job.JobSettings;
import io.tradebars.job.Pipeline;
import io.tradebars.job.RunOptions;
import io.tradebars.sink.RedisOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** This job as it is wired for a cluster, with its default options, but for a sink that takes bars at once. */
final class JobReadSide implements Engine {

    private final String stateBackend;

    /** @param stateBackend {@code state.backend.type} of Flink */
    JobReadSide(String stateBackend) {
        this.stateBackend = stateBackend;
    }

    @Override
    public void run(Task task) throws Exception {
        Configuration options = options(task);
        options.set(RedisOptions.URL, "redis://nobody-connects-to-it");
        StreamExecutionEnvironment env = LocalJobs.environment(task);
        env.configure(new Configuration().set(StateBackendOptions.STATE_BACKEND, stateBackend));
        run(env, task, settings(options), new CollectingSink<>(JobReadSide::read));
    }

    /** What the job is told, but for Redis. */
    static Configuration options(Task task) {
        Configuration options = new Configuration();
        options.set(KafkaOptions.BOOTSTRAP_SERVERS, task.bootstrapServers());
        options.set(KafkaOptions.TOPIC, List.of(task.load().name()));
        options.set(KafkaOptions.START, "earliest");
        options.set(MessageOptions.FORMAT, task.format());
        Meter.consumerProperties()
                .forEach((name, value) -> options.setString(KafkaOptions.CLIENT_PREFIX + name, value.toString()));
        options.set(RunOptions.PARALLELISM, task.parallelism());
        return options;
    }

    static JobSettings settings(Configuration options) {
        List<String> problems = new ArrayList<>();
        return JobSettings.read(options, problems::add)
                .orElseThrow(() -> new IllegalStateException(String.join("\n", problems)));
    }

    /** Runs the job, bounded. */
    static void run(StreamExecutionEnvironment env, Task task, JobSettings settings, Sink<Bar> sink) throws Exception {
        Pipeline.configure(env, settings);
        Pipeline.define(env, settings, true, new MeteredSink<>(sink, task.parallelism()));
        env.execute();
    }

    /** Starts the job, which goes on until it is cancelled. */
    static JobClient start(StreamExecutionEnvironment env, JobSettings settings, Sink<Bar> sink) throws Exception {
        Pipeline.configure(env, settings);
        Pipeline.define(env, settings, false, sink);
        return env.executeAsync();
    }

    private static void read(Bar bar, CollectedBars.Collector into) {
        into.add(
                Load.symbolNumber(bar.key().symbol()),
                bar.key().startMillis(),
                CollectedBars.fixed(bar.open(), FixedTrade.PRICE_SCALE),
                CollectedBars.fixed(bar.high(), FixedTrade.PRICE_SCALE),
                CollectedBars.fixed(bar.low(), FixedTrade.PRICE_SCALE),
                CollectedBars.fixed(bar.close(), FixedTrade.PRICE_SCALE),
                CollectedBars.fixed(bar.volume(), FixedTrade.SIZE_SCALE),
                CollectedBars.fixed(bar.notional(), FixedTrade.NOTIONAL_SCALE),
                bar.trades());
    }
}
