package io.tradebars.ingest;

import io.tradebars.deadletter.DeadLetter.RecordHeader;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.TradeRecord;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Turns each Kafka record into what it held. Counts, in the source's metric group, {@code trades}, {@code rejectedRecords},
 * {@code amendments} (cancels and corrections) and {@code ignoredFrames}.
 */
final class TradeDeserializer implements KafkaRecordDeserializationSchema<TradeRecord> {

    private static final long serialVersionUID = 1L;

    private final MessageSettings settings;
    private final TypeInformation<TradeRecord> producedType;

    private transient MessageReader reader;
    private transient ConsumerRecord<byte[], byte[]> current;
    private transient Supplier<SourceRecord> source;
    /** For each partition, whether it began to be read behind its first record. */
    private transient Map<TopicPartition, Boolean> partitions;

    private transient String latestTopic;
    private transient int latestPartition;
    private transient boolean latestIsFromTheMiddle;
    private transient Counter trades;
    private transient Counter rejectedRecords;
    private transient Counter amendments;
    private transient Counter ignoredFrames;

    TradeDeserializer(MessageSettings settings, TypeInformation<TradeRecord> producedType) {
        this.settings = settings;
        this.producedType = producedType;
    }

    @Override
    public void open(DeserializationSchema.InitializationContext context) {
        reader = new MessageReader(settings, Clock.systemUTC());
        source = () -> sourceOf(current);
        partitions = new HashMap<>();
        trades = context.getMetricGroup().counter("trades");
        rejectedRecords = context.getMetricGroup().counter("rejectedRecords");
        amendments = context.getMetricGroup().counter("amendments");
        ignoredFrames = context.getMetricGroup().counter("ignoredFrames");
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<TradeRecord> out) {
        current = record;
        MessageReader.Content content =
                reader.read(record.value(), record.partition(), record.offset(), source, isFromTheMiddle(record));
        ignoredFrames.inc(content.ignored().size());
        List<TradeRecord> records = content.records();
        for (int i = 0; i < records.size(); i++) {
            TradeRecord held = records.get(i);
            if (held.isTrade()) {
                trades.inc();
            } else {
                (held.isRejected() ? rejectedRecords : amendments).inc();
            }
            out.collect(held);
        }
    }

    /** Judged by the first record that this reader saw of the partition, whatever it held. */
    private boolean isFromTheMiddle(ConsumerRecord<byte[], byte[]> record) {
        if (record.partition() != latestPartition || !record.topic().equals(latestTopic)) {
            latestPartition = record.partition();
            latestTopic = record.topic();
            latestIsFromTheMiddle = partitions.computeIfAbsent(
                    new TopicPartition(record.topic(), record.partition()), partition -> record.offset() > 0);
        }
        return latestIsFromTheMiddle;
    }

    @Override
    public TypeInformation<TradeRecord> getProducedType() {
        return producedType;
    }

    private static SourceRecord sourceOf(ConsumerRecord<byte[], byte[]> record) {
        List<RecordHeader> headers = new ArrayList<>(0);
        for (Header header : record.headers()) {
            headers.add(new RecordHeader(header.key(), header.value()));
        }
        return new SourceRecord(
                record.topic(), record.partition(), record.offset(), record.key(), record.value(), headers);
    }
}
