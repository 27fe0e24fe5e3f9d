package io.tradebars.deadletter;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The form of a {@link DeadLetter} on its topic: key, value and headers byte for byte, then the three {@code tradebars-}
 * headers. A record that went through here before keeps the headers it got then; the last of each name is the newest.
 */
public final class DeadLetterSerializer implements KafkaRecordSerializationSchema<DeadLetter> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    /** Writes to this topic; Kafka chooses the partition by the key, as for any record. */
    public DeadLetterSerializer(String topic) {
        this.topic = Objects.requireNonNull(topic, "topic");
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        return toRecord(topic, letter);
    }

    /** The record without partition and timestamp: the producer gives both. */
    static ProducerRecord<byte[], byte[]> toRecord(String topic, DeadLetter letter) {
        List<Header> headers = new ArrayList<>(letter.headers().size() + 3);
        for (DeadLetter.RecordHeader header : letter.headers()) {
            headers.add(new RecordHeader(header.name(), header.value()));
        }
        headers.add(textHeader(DeadLetter.REASON_HEADER, letter.reason()));
        headers.add(textHeader(DeadLetter.SOURCE_HEADER, letter.source()));
        headers.add(textHeader(
                DeadLetter.AT_HEADER, Instant.ofEpochMilli(letter.atMillis()).toString()));
        return new ProducerRecord<>(topic, null, letter.key(), letter.value(), headers);
    }

    private static Header textHeader(String name, String text) {
        return new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
