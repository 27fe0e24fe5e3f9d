package io.tradebars.local;

import io.tradebars.deadletter.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * All records that were sent, by where they stand in Kafka, and what a dead letter of one must be: key, value and headers byte for byte,
 * then three headers that say why, where it stood and when. Safe for use by several threads.
 */
final class SentRecords {

    private final Map<String, Sent> byPosition = new ConcurrentHashMap<>();

    /** A header, each of its bytes a letter of its own; {@code value} may be {@code null}. */
    record TextHeader(String name, String value) {}

    /** Key, value and headers of a record, likewise. */
    record Content(String key, String value, List<TextHeader> headers) {

        Content {
            headers = List.copyOf(headers);
        }

        static Content of(ConsumerRecord<byte[], byte[]> record) {
            return new Content(
                    text(record.key()),
                    text(record.value()),
                    StreamSupport.stream(record.headers().spliterator(), false)
                            .map(header -> new TextHeader(header.key(), text(header.value())))
                            .toList());
        }

        ProducerRecord<byte[], byte[]> toRecord(String topic, int partition) {
            List<Header> all = headers.stream()
                    .<Header>map(header -> new RecordHeader(header.name(), bytes(header.value())))
                    .toList();
            return new ProducerRecord<>(topic, partition, bytes(key), bytes(value), all);
        }

        private static String text(byte[] bytes) {
            return bytes == null ? null : new String(bytes, StandardCharsets.ISO_8859_1);
        }

        private static byte[] bytes(String text) {
            return text == null ? null : text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * A record that was sent.
     *
     * @param mustBeKept whether a dead letter must be there of it; else it may be
     * @param reason what a dead letter of it says among other things
     * @param sentMillis when it was sent at the earliest, in milliseconds since the epoch
     */
    record Sent(Content content, boolean mustBeKept, String reason, long sentMillis) {}

    /** A dead letter, and when it was written, in milliseconds since the epoch. */
    record Letter(Content content, long writtenMillis) {

        static Letter of(ConsumerRecord<byte[], byte[]> record) {
            return new Letter(Content.of(record), record.timestamp());
        }

        /** The last header of that name, which is the newest; empty if there is none. */
        private String header(String name) {
            return content.headers().stream()
                    .filter(header -> header.name().equals(name))
                    .reduce((first, second) -> second)
                    .map(TextHeader::value)
                    .orElse("");
        }
    }

    static String position(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    /** Once the broker has it. */
    void add(String position, Sent record) {
        byPosition.put(position, record);
    }

    /** What is wrong with these as all dead letters, a sentence each. */
    List<String> wrongLetters(List<Letter> letters) {
        List<String> wrongs = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        for (Letter letter : letters) {
            String position = letter.header(DeadLetter.SOURCE_HEADER);
            Sent sent = byPosition.get(position);
            if (sent == null) {
                wrongs.add("a dead letter that was never sent: " + letter);
            } else if (isRight(letter, position, sent)) {
                kept.add(position);
            } else {
                wrongs.add(letter + " is no right dead letter of " + sent);
            }
        }
        byPosition.forEach((position, sent) -> {
            if (sent.mustBeKept() && !kept.contains(position)) {
                wrongs.add("rejected, and no dead letter of it: " + position + ", " + sent);
            }
        });
        return wrongs;
    }

    private static boolean isRight(Letter letter, String position, Sent sent) {
        String reason = letter.header(DeadLetter.REASON_HEADER);
        String at = letter.header(DeadLetter.AT_HEADER);
        List<TextHeader> headers = Stream.concat(
                        sent.content().headers().stream(),
                        Stream.of(
                                new TextHeader(DeadLetter.REASON_HEADER, reason),
                                new TextHeader(DeadLetter.SOURCE_HEADER, position),
                                new TextHeader(DeadLetter.AT_HEADER, at)))
                .toList();
        return letter.content()
                        .equals(new Content(sent.content().key(), sent.content().value(), headers))
                && reason.contains(sent.reason())
                && isBetween(sent.sentMillis(), at, letter.writtenMillis());
    }

    private static boolean isBetween(long sentMillis, String at, long writtenMillis) {
        try {
            long millis = Instant.parse(at).toEpochMilli();
            return sentMillis <= millis && millis <= writtenMillis;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
