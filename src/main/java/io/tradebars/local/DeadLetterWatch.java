package io.tradebars.local;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tradebars.deadletter.DeadLetter;
import io.tradebars.ingest.KafkaSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads along on the dead-letter topic, from its last few hundred records on: how many there are by their reasons, and the latest as they
 * are. A thread of its own ({@code dead-letter-watch}) reads; the other methods may be called by any thread.
 */
final class DeadLetterWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWatch.class);

    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PAUSE_MILLIS = 2_000;
    private static final long CLOSE_PATIENCE_MILLIS = 2_000;
    private static final int LOOKED_BACK = 500;
    private static final int LATEST = 20;
    private static final int REASONS = 12;
    private static final int SHOWN_BYTES = 2_048;
    private static final String OTHER_REASONS = "other reasons";

    /** What is different in each record: quoted text, numbers, where it was. */
    private static final Pattern PARTICULARS =
            Pattern.compile("'[^']*'|\"[^\"]*\"|(?<![\\w.])-?\\d[\\w.:+-]*| at \\S+@…?\\d*");

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Runnable listener;
    private final Thread thread = new Thread(this::run, "dead-letter-watch");
    private volatile boolean closed;

    // Guarded by this.
    private final Map<String, Long> byReason = new LinkedHashMap<>();
    private final Deque<ConsumerRecord<byte[], byte[]>> latest = new ArrayDeque<>();
    private long total;

    /** @param listener called in this watch's thread after each change */
    DeadLetterWatch(KafkaSettings kafka, String topic, Runnable listener) {
        this.topic = topic;
        this.listener = listener;
        Properties properties = kafka.connectionProperties();
        properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (consumer) {
            boolean assigned = false;
            while (!closed) {
                try {
                    assigned = assigned || assign();
                    if (assigned) {
                        take(consumer.poll(POLL));
                    } else {
                        Thread.sleep(PAUSE_MILLIS);
                    }
                } catch (WakeupException e) {
                    LOG.debug("The dead letters are read no more", e);
                } catch (KafkaException e) {
                    LOG.debug("The dead letters cannot be read, trying again", e);
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False while the topic isn't there: the first dead letter makes it. */
    private boolean assign() {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
        consumer.endOffsets(partitions)
                .forEach((partition, end) ->
                        consumer.seek(partition, Math.max(begin.get(partition), end - LOOKED_BACK)));
        return !partitions.isEmpty();
    }

    private void take(Iterable<ConsumerRecord<byte[], byte[]>> records) {
        boolean some = false;
        synchronized (this) {
            for (ConsumerRecord<byte[], byte[]> record : records) {
                some = true;
                total++;
                String kind = kindOf(header(record, DeadLetter.REASON_HEADER));
                byReason.merge(
                        byReason.containsKey(kind) || byReason.size() < REASONS ? kind : OTHER_REASONS, 1L, Long::sum);
                latest.addFirst(record);
                if (latest.size() > LATEST) {
                    latest.removeLast();
                }
            }
        }
        if (some) {
            listener.run();
        }
    }

    /** A reason without what is different in each record. */
    static String kindOf(String reason) {
        String kind = PARTICULARS.matcher(reason).replaceAll("…").strip();
        return kind.length() > 120 ? kind.substring(0, 120) + "…" : kind;
    }

    /** How many by reason, and the latest, the newest first. */
    synchronized void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("topic", topic);
        json.writeNumberField("total", total);
        json.writeArrayFieldStart("reasons");
        List<Map.Entry<String, Long>> reasons = new ArrayList<>(byReason.entrySet());
        reasons.sort(Map.Entry.<String, Long>comparingByValue().reversed());
        for (Map.Entry<String, Long> reason : reasons) {
            json.writeStartObject();
            json.writeStringField("reason", reason.getKey());
            json.writeNumberField("count", reason.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("latest");
        for (ConsumerRecord<byte[], byte[]> record : latest) {
            write(json, record);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, ConsumerRecord<byte[], byte[]> record) throws IOException {
        json.writeStartObject();
        json.writeStringField("place", record.topic() + "-" + record.partition() + "@" + record.offset());
        json.writeStringField("at", header(record, DeadLetter.AT_HEADER));
        json.writeStringField("source", header(record, DeadLetter.SOURCE_HEADER));
        json.writeStringField("reason", shortened(header(record, DeadLetter.REASON_HEADER)));
        writeBytes(json, "key", record.key());
        writeBytes(json, "value", record.value());
        json.writeEndObject();
    }

    /** Bytes as text where they are UTF-8, else in hexadecimal; long ones are cut, which {@code bytes} tells. */
    private static void writeBytes(JsonGenerator json, String name, byte[] bytes) throws IOException {
        if (bytes == null) {
            json.writeNullField(name);
            return;
        }
        json.writeObjectFieldStart(name);
        json.writeNumberField("bytes", bytes.length);
        json.writeBooleanField("cut", bytes.length > SHOWN_BYTES);
        int shown = Math.min(bytes.length, SHOWN_BYTES);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            json.writeStringField("text", shortened(text));
        } catch (CharacterCodingException e) {
            json.writeStringField("hex", HexFormat.ofDelimiter(" ").formatHex(bytes, 0, shown));
        }
        json.writeEndObject();
    }

    private static String shortened(String text) {
        return text.length() > SHOWN_BYTES ? text.substring(0, SHOWN_BYTES) : text;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE_PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
