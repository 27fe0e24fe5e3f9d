package io.tradebars.ingest;

import io.tradebars.trade.TradeRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** The Kafka source of trades and its event time. */
public final class TradeSource {

    /**
     * How often the source looks for new partitions, unless {@code kafka.properties} says otherwise: until then trades in them
     * wait, while the others close their bars.
     */
    private static final Duration PARTITION_DISCOVERY = Duration.ofSeconds(10);

    private static final String PARTITION_DISCOVERY_PROPERTY = "partition.discovery.interval.ms";

    /** How often partitions tell where they are and hear how far they may go, once each: Flink's default. */
    private static final Duration ALIGNMENT_INTERVAL = Duration.ofSeconds(1);

    private static final String ALIGNMENT_GROUP = "trades";

    /**
     * How many records a poll hands over at the most, unless {@code kafka.properties} says otherwise: all that a fetch brings of messages of one
     * trade each. Kafka's own 500 makes polling and handing over a good part of what a trade costs.
     */
    private static final int POLLED_RECORDS = 10_000;

    /**
     * What the system gives a connection to receive, unless {@code kafka.properties} says otherwise. Kafka's own 64 KB is little for fetches of 1 MB: the
     * client is woken many times for each, and over a distance it bounds what comes in a round trip.
     */
    private static final int RECEIVE_BUFFER_OF_THE_SYSTEM = -1;

    private TradeSource() {}

    /**
     * A source of what the records of the topics hold.
     *
     * @param bounded whether it ends at what the topics hold when the job starts
     * @param producedType type of its elements
     */
    public static KafkaSource<TradeRecord> create(
            KafkaSettings kafka, MessageSettings messages, boolean bounded, TypeInformation<TradeRecord> producedType) {
        KafkaSourceBuilder<TradeRecord> builder = KafkaSource.<TradeRecord>builder()
                .setProperties(kafka.connectionProperties())
                .setTopics(kafka.topics())
                .setGroupId(kafka.groupId())
                .setClientIdPrefix("tradebars")
                .setStartingOffsets(kafka.start().toOffsets())
                .setDeserializer(new TradeDeserializer(messages, producedType));
        setUnlessGiven(builder, kafka, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED_RECORDS);
        setUnlessGiven(builder, kafka, ConsumerConfig.RECEIVE_BUFFER_CONFIG, RECEIVE_BUFFER_OF_THE_SYSTEM);
        if (bounded) {
            builder.setBounded(OffsetsInitializer.latest());
        } else {
            setUnlessGiven(builder, kafka, PARTITION_DISCOVERY_PROPERTY, PARTITION_DISCOVERY.toMillis());
        }
        return builder.build();
    }

    private static void setUnlessGiven(
            KafkaSourceBuilder<TradeRecord> builder, KafkaSettings kafka, String property, long value) {
        if (!kafka.clientProperties().containsKey(property)) {
            builder.setProperty(property, Long.toString(value));
        }
    }

    /**
     * Event time by the trades' own stamps, with a watermark for each partition.
     *
     * @param outOfOrderness by how much a trade may be older than one before it in its partition and still be on time
     * @param idleTimeout after how long without a trade a partition stops holding back the others
     * @param maxDrift by how much a partition's watermark may be ahead of that of the slowest before it is not read for a while; zero for
     *     any
     */
    public static WatermarkStrategy<TradeRecord> watermarks(
            Duration outOfOrderness, Duration idleTimeout, Duration maxDrift) {
        WatermarkStrategy<TradeRecord> strategy = WatermarkStrategy.<TradeRecord>forGenerator(
                        context -> new TradeWatermarks(outOfOrderness, idleTimeout, context.getInputActivityClock()))
                .withTimestampAssigner((record, kafkaTimestamp) ->
                        record.isTrade() ? record.trade().eventTimeMillis() : kafkaTimestamp);
        return maxDrift.isZero()
                ? strategy
                : strategy.withWatermarkAlignment(ALIGNMENT_GROUP, maxDrift, ALIGNMENT_INTERVAL);
    }
}
