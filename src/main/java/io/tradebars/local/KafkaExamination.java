package io.tradebars.local;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.ingest.KafkaSettings;
import io.tradebars.ingest.MessageReader;
import io.tradebars.job.JobSettings;
import io.tradebars.job.KafkaPreflight;
import io.tradebars.trade.TradeRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Looks at Kafka as the job will use it: brokers, topics, consumer group, dead-letter topic, and the latest messages, which are read as
 * the job would read them. Commits nothing and makes nothing.
 */
final class KafkaExamination {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int REASONS = 3;
    private static final int REASON_CHARACTERS = 200;

    private final JobSettings settings;
    private final KafkaSettings kafka;
    private final int sampleSize;
    private final Consumer<Finding> findings;

    /**
     * @param sampleSize how many messages to read, about
     * @param findings takes what is found
     */
    KafkaExamination(JobSettings settings, int sampleSize, Consumer<Finding> findings) {
        this.settings = settings;
        this.kafka = settings.kafka();
        this.sampleSize = sampleSize;
        this.findings = findings;
    }

    void run() {
        List<String> problems = KafkaPreflight.problems(kafka, Optional.empty());
        if (!problems.isEmpty()) {
            problems.forEach(problem -> findings.accept(Finding.failed("Kafka", problem)));
            return;
        }
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : kafka.topics()) {
                consumer.partitionsFor(topic)
                        .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            long before = System.nanoTime();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            findings.accept(Finding.ok(
                    "Kafka",
                    String.format(
                            Locale.ROOT,
                            "%s answers within %.1f ms",
                            kafka.bootstrapServers(),
                            (System.nanoTime() - before) / 1e6)));
            topics(partitions, begins, ends);
            group(consumer, partitions);
            sample(consumer, begins, ends);
        } catch (KafkaException e) {
            findings.accept(Finding.failed(
                    "Kafka",
                    kafka.bootstrapServers() + " answers, but the topics cannot be read: " + e.getMessage()
                            + " (kafka.topic, kafka.properties.*; does the user have the right to read them?)"));
        }
        deadLetterTopic();
    }

    private void topics(
            List<TopicPartition> partitions, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        for (String topic : kafka.topics()) {
            List<TopicPartition> own = partitions.stream()
                    .filter(partition -> partition.topic().equals(topic))
                    .toList();
            long messages = own.stream()
                    .mapToLong(partition -> ends.get(partition) - begins.get(partition))
                    .sum();
            String text = Figures.count(own.size(), "partition") + ", about " + Figures.count(messages, "message");
            findings.accept(
                    messages > 0
                            ? Finding.ok("topic " + topic, text)
                            : Finding.warning(
                                    "topic " + topic,
                                    text + ": nothing to try trade.format on; is it the right topic?"));
        }
    }

    private void group(KafkaConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        String subject = "consumer group " + kafka.groupId();
        try {
            boolean isNew = consumer.committed(new HashSet<>(partitions)).values().stream()
                    .allMatch(offset -> offset == null);
            findings.accept(Finding.ok(
                    subject,
                    isNew ? "new: the job begins where kafka.start says" : "known: it has committed offsets before"));
        } catch (KafkaException e) {
            findings.accept(
                    Finding.failed(subject, "may not be used: " + e.getMessage() + " (kafka.group.id, or its rights)"));
        }
    }

    /** What the messages of the sample came to. */
    private static final class Tally {
        int messages;
        int withTrades;
        int ignored;
        int rejected;
        /** By the reason without its numbers, so that one mistake is told once. */
        final Map<String, String> reasons = new LinkedHashMap<>();

        final Map<String, Integer> kinds = new TreeMap<>();
        ConsumerRecord<byte[], byte[]> newest;
        long newestTradeMillis = Long.MIN_VALUE;
    }

    private void sample(
            KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        List<TopicPartition> filled = ends.keySet().stream()
                .filter(partition -> ends.get(partition) > begins.get(partition))
                .toList();
        if (filled.isEmpty()) {
            return;
        }
        consumer.assign(filled);
        long each = Math.max(1, sampleSize / filled.size());
        filled.forEach(
                partition -> consumer.seek(partition, Math.max(begins.get(partition), ends.get(partition) - each)));
        MessageReader reader = new MessageReader(settings.messages(), Clock.systemUTC());
        Tally tally = new Tally();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline
                && filled.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.get(new TopicPartition(record.topic(), record.partition()))) {
                    count(record, reader, tally);
                }
            }
        }
        report(tally);
    }

    private static void count(ConsumerRecord<byte[], byte[]> record, MessageReader reader, Tally tally) {
        tally.messages++;
        if (tally.newest == null || record.timestamp() > tally.newest.timestamp()) {
            tally.newest = record;
        }
        MessageReader.Content content = reader.read(new SourceRecord(
                record.topic(), record.partition(), record.offset(), record.key(), record.value(), List.of()));
        if (content.rejection() != null) {
            tally.rejected++;
            String reason = content.rejection();
            String shown = reason.length() > REASON_CHARACTERS ? reason.substring(0, REASON_CHARACTERS) + "…" : reason;
            tally.reasons.putIfAbsent(
                    shown.replaceAll("\\d+", ""),
                    shown + " at " + record.topic() + "-" + record.partition() + "@" + record.offset());
        } else if (content.records().isEmpty()) {
            tally.ignored++;
            content.ignored().forEach(kind -> tally.kinds.merge(kind, 1, Integer::sum));
        } else {
            tally.withTrades++;
            for (TradeRecord each : content.records()) {
                if (each.isTrade()) {
                    tally.newestTradeMillis =
                            Math.max(tally.newestTradeMillis, each.trade().eventTimeMillis());
                }
            }
        }
    }

    private void report(Tally tally) {
        String subject = "sample";
        if (tally.messages == 0) {
            findings.accept(Finding.failed(
                    subject,
                    "the topic holds messages, but none came within " + PATIENCE.toSeconds()
                            + " s: are the brokers' advertised.listeners addresses that this machine can reach?"));
            return;
        }
        String text = "of the latest " + Figures.count(tally.messages, "message") + " " + tally.withTrades
                + " hold trades (format " + settings.messages().format() + "), " + tally.ignored + " are ignored"
                + (tally.kinds.isEmpty() ? "" : " (" + String.join(", ", tally.kinds.keySet()) + ")") + ", "
                + tally.rejected + " are rejected";
        String advice = ": " + tally.reasons.values().stream().limit(REASONS).collect(Collectors.joining("; "))
                + ". Are trade.format, trade.json.* and trade.time.unit right? The command parse tries them on a file";
        if (tally.rejected == tally.messages) {
            findings.accept(Finding.failed(subject, text + advice));
        } else if (tally.rejected > 0) {
            findings.accept(Finding.warning(subject, text + advice));
        } else if (tally.withTrades == 0) {
            findings.accept(Finding.warning(
                    subject, text + ": is it the topic of the trades, and does it hold what trade.format says?"));
        } else {
            findings.accept(Finding.ok(subject, text));
        }
        clock(tally);
    }

    /** A message cannot have been written after now, by a clock that is right. */
    private void clock(Tally tally) {
        long now = System.currentTimeMillis();
        long age = now - tally.newest.timestamp();
        Duration maxAhead = settings.messages().maxAhead();
        String stamps = "the stamps of messages (" + tally.newest.timestampType() + ")";
        if (age < 0) {
            findings.accept(Clocks.compare(stamps, -age, 0, maxAhead));
            return;
        }
        String newestTrade = tally.newestTradeMillis == Long.MIN_VALUE
                ? ""
                : ", the latest trade is " + (tally.newestTradeMillis > now ? "stamped " : "")
                        + (tally.newestTradeMillis > now
                                ? Clocks.difference(tally.newestTradeMillis - now) + " this machine's clock"
                                : Clocks.length(now - tally.newestTradeMillis) + " old");
        findings.accept(Finding.ok(stamps, "the newest is " + Clocks.length(age) + " old" + newestTrade));
    }

    private void deadLetterTopic() {
        if (settings.deadLetterTopic().isEmpty()) {
            findings.accept(Finding.ok("dead-letter topic", "none: what cannot be used is only counted and logged"));
            return;
        }
        String topic = settings.deadLetterTopic().get();
        List<String> missing = KafkaPreflight.problemsOfDeadLetters(kafka, topic);
        List<String> problems = KafkaPreflight.problemsOfMaking(kafka, topic);
        if (problems.isEmpty()) {
            findings.accept(Finding.ok(
                    "dead-letter topic " + topic,
                    missing.isEmpty() ? "is there" : "is not there yet; the job may make it when it starts"));
        }
        problems.forEach(problem -> findings.accept(Finding.failed("dead-letter topic " + topic, problem)));
    }

    private Properties properties() {
        Properties properties = kafka.connectionProperties();
        properties.setProperty(ConsumerConfig.GROUP_ID_CONFIG, kafka.groupId());
        properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        properties.setProperty(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        return properties;
    }
}
