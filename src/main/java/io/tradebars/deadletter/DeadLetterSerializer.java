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
 * headers. A record that went through here before keeps the headers it got then; the last of each name is the newest. For one thread.
 */
public final class DeadLetterSerializer implements KafkaRecordSerializationSchema<DeadLetter> {

    private static final long serialVersionUID = 1L;

    private final String topic;

    /** Letters come by the thousand in a millisecond. */
    private transient byte[] latestAt;

    private transient long latestAtMillis;

    /** Writes to this topic; Kafka chooses the partition by the key, as for any record. */
    public DeadLetterSerializer(String topic) {
        this.topic = Objects.requireNonNull(topic, "topic");
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(DeadLetter letter, KafkaSinkContext context, Long timestamp) {
        return toRecord(letter);
    }

    /** The record without partition and timestamp: the producer gives both. */
    ProducerRecord<byte[], byte[]> toRecord(DeadLetter letter) {
        List<Header> headers = new ArrayList<>(letter.headers().size() + 3);
        for (DeadLetter.RecordHeader header : letter.headers()) {
            headers.add(new RecordHeader(header.name(), header.value()));
        }
        headers.add(new RecordHeader(DeadLetter.REASON_HEADER, utf8(letter.reason())));
        headers.add(new RecordHeader(DeadLetter.SOURCE_HEADER, utf8(letter.source())));
        headers.add(new RecordHeader(DeadLetter.AT_HEADER, at(letter.atMillis())));
        return new ProducerRecord<>(topic, null, letter.key(), letter.value(), headers);
    }

    private byte[] at(long millis) {
        if (latestAt == null || latestAtMillis != millis) {
            latestAtMillis = millis;
            latestAt = utf8(Instant.ofEpochMilli(millis).toString());
        }
        return latestAt;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
