package io.tradebars.ingest;

import java.io.Serializable;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;

/**
 * Where reading begins when there is no savepoint.
 *
 * @param kind how it is told
 * @param millis for {@link Kind#TIME}, milliseconds since the epoch: the first record whose Kafka timestamp is not before it
 */
public record StartingPoint(Kind kind, long millis) implements Serializable {

    /** How a starting point is told. */
    public enum Kind {
        COMMITTED,
        EARLIEST,
        LATEST,
        TIME
    }

    /** Where the group's committed offsets are; the earliest record where there are none. */
    public static final StartingPoint COMMITTED = new StartingPoint(Kind.COMMITTED, 0);

    /** The oldest record that is kept. */
    public static final StartingPoint EARLIEST = new StartingPoint(Kind.EARLIEST, 0);

    /** The next record to come. */
    public static final StartingPoint LATEST = new StartingPoint(Kind.LATEST, 0);

    /** The first record whose Kafka timestamp is not before the instant, in milliseconds since the epoch. */
    public static StartingPoint at(long millis) {
        return new StartingPoint(Kind.TIME, millis);
    }

    @SuppressWarnings("deprecation")
    OffsetsInitializer toOffsets() {
        return switch (kind) {
            // Flink's connector wants the type that Kafka has deprecated (FLINK connector 5.0.0, OffsetsInitializer).
            case COMMITTED ->
                OffsetsInitializer.committedOffsets(org.apache.kafka.clients.consumer.OffsetResetStrategy.EARLIEST);
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
            case TIME -> OffsetsInitializer.timestamp(millis);
        };
    }
}
