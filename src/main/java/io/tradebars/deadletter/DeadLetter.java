package io.tradebars.deadletter;

import java.util.List;
import java.util.Objects;

/**
 * Something that could not be used, with its bytes untouched, why, and where it came from.
 *
 * <p>On the dead-letter topic it becomes a record with the same key, value and headers, and three headers more, all
 * UTF-8: {@value #REASON_HEADER}, {@value #SOURCE_HEADER} and {@value #AT_HEADER} (ISO-8601, UTC).
 *
 * @param key key of the record, or {@code null} for none; not copied, never changed
 * @param value value of the record, or {@code null} for none; not copied, never changed
 * @param headers its own headers in their order
 * @param reason what was wrong, for a person
 * @param source {@code topic-partition@offset} of a record; for a bar that Redis refused, {@code redis} and its key
 * @param atMillis when it was set aside, in milliseconds since the epoch
 */
public record DeadLetter(
        byte[] key, byte[] value, List<RecordHeader> headers, String reason, String source, long atMillis) {

    /** Header with the reason. */
    public static final String REASON_HEADER = "tradebars-reason";

    /** Header with the source. */
    public static final String SOURCE_HEADER = "tradebars-source";

    /** Header with the instant at which it was set aside. */
    public static final String AT_HEADER = "tradebars-at";

    /**
     * A header of a Kafka record.
     *
     * @param name its key
     * @param value its bytes, or {@code null}; not copied, never changed
     */
    public record RecordHeader(String name, byte[] value) {
        public RecordHeader {
            Objects.requireNonNull(name, "name");
        }
    }

    public DeadLetter {
        headers = List.copyOf(headers);
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(source, "source");
    }
}
