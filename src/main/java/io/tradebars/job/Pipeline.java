package io.tradebars.job;

import io.tradebars.bars.Bar;
import io.tradebars.bars.BarStream;
import io.tradebars.deadletter.DeadLetterSinks;
import io.tradebars.deadletter.DeadLetterTopic;
import io.tradebars.ingest.KafkaSettings;
import io.tradebars.ingest.TradeSource;
import io.tradebars.sink.BarSink;
import io.tradebars.trade.TradeRecord;
import io.tradebars.trade.TradeRecordSerializer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.TimeUtils;

/**
 * The job's wiring: source, bars, sinks, and what they need of Flink. The same on a cluster and in local mode.
 *
 * <p>Names are for people; uids are what a savepoint relies on, and never change.
 */
public final class Pipeline {

    private Pipeline() {}

    /** What in Flink's own configuration goes against the job's options, a sentence each; empty if nothing does. */
    public static List<String> problems(ReadableConfig flink, JobSettings settings) {
        Duration longestOutage = settings.sink().outageMax();
        Optional<Duration> timeout = flink.getOptional(CheckpointingOptions.CHECKPOINTING_TIMEOUT);
        return timeout.filter(set -> set.compareTo(longestOutage) <= 0)
                .map(
                        set -> List.of(
                                "redis.outage.max must be shorter than execution.checkpointing.timeout of Flink, or the"
                                        + " checkpoint fails before the outage may end: was "
                                        + TimeUtils.formatWithHighestUnit(longestOutage) + ", and the timeout is "
                                        + TimeUtils.formatWithHighestUnit(set)
                                        + " (--redis.outage.max or TRADEBARS_REDIS_OUTAGE_MAX; --flink.execution.checkpointing.timeout)"))
                .orElse(List.of());
    }

    /**
     * What the job asks of Flink: {@link FlinkDefaults} where Flink's own configuration says nothing. And what it always asks: no
     * generic types, so that nothing is left to Kryo; a uid for each operator; and objects handed on as they are, since nothing
     * changes them.
     */
    public static void configure(StreamExecutionEnvironment env, JobSettings settings) {
        Configuration asked =
                FlinkDefaults.of(env.getConfiguration(), settings.sink().outageMax());
        asked.set(PipelineOptions.GENERIC_TYPES, false);
        asked.set(PipelineOptions.OBJECT_REUSE, true);
        asked.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
        env.configure(asked);
        settings.parallelism().ifPresent(env::setParallelism);
    }

    /**
     * Wires source, bars and sinks.
     *
     * @param bounded whether the job ends at what the topics hold when it starts
     * @return the bars, for who wants to look at them, too
     */
    public static DataStream<Bar> define(StreamExecutionEnvironment env, JobSettings settings, boolean bounded) {
        return define(env, settings, bounded, new BarSink(settings.sink(), deadLetterTopic(settings)));
    }

    /**
     * Wires source, bars and sinks, with another sink in the place of Redis.
     *
     * @param bounded whether the job ends at what the topics hold when it starts
     * @param sink takes the bars: each state of a bar after all earlier ones
     * @return the bars, for who wants to look at them, too
     */
    public static DataStream<Bar> define(
            StreamExecutionEnvironment env, JobSettings settings, boolean bounded, Sink<Bar> sink) {
        DataStream<TradeRecord> trades = env.fromSource(
                        TradeSource.create(settings.kafka(), settings.messages(), bounded, TradeRecordSerializer.TYPE),
                        TradeSource.watermarks(
                                settings.bars().outOfOrderness(),
                                settings.bars().idleTimeout(),
                                settings.bars().maxDrift()),
                        "Trades")
                .uid("trades");
        BarStream stream = BarStream.of(trades, settings.bars());
        stream.bars().sinkTo(sink).name("Redis").uid("redis");
        stream.deadLetters()
                .sinkTo(DeadLetterSinks.of(deadLetterTopic(settings)))
                .name("Dead letters")
                .uid("dead-letters");
        return stream.bars();
    }

    private static Optional<DeadLetterTopic> deadLetterTopic(JobSettings settings) {
        return settings.deadLetterTopic().map(name -> topic(name, settings.kafka()));
    }

    private static DeadLetterTopic topic(String name, KafkaSettings kafka) {
        Map<String, String> properties = new HashMap<>(kafka.clientProperties());
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        return new DeadLetterTopic(name, properties);
    }
}
