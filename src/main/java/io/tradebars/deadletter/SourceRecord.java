package io.tradebars.deadletter;

import io.tradebars.deadletter.DeadLetter.RecordHeader;
import java.util.List;
import java.util.Objects;

/**
 * A Kafka record as it was read, kept at hand until what it holds is known to be usable.
 *
 * @param topic its topic
 * @param partition its partition
 * @param offset its offset there
 * @param key its key, or {@code null} for none; not copied, never changed
 * @param value its value, or {@code null} for none; not copied, never changed
 * @param headers its headers in their order
 */
public record SourceRecord(
        String topic, int partition, long offset, byte[] key, byte[] value, List<RecordHeader> headers) {

    public SourceRecord {
        Objects.requireNonNull(topic, "topic");
        headers = List.copyOf(headers);
    }

    /** Where it stands in Kafka, as {@code topic-partition@offset}. */
    public String position() {
        return topic + "-" + partition + "@" + offset;
    }

    /** This record, byte for byte, as a dead letter. */
    public DeadLetter toDeadLetter(String reason, long atMillis) {
        return new DeadLetter(key, value, headers, reason, position(), atMillis);
    }
}
