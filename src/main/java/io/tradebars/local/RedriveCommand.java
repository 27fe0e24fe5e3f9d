package io.tradebars.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tradebars.bars.BarKey;
import io.tradebars.ingest.KafkaSettings;
import io.tradebars.sink.BarRewriter;
import io.tradebars.sink.RefusedBar;
import io.tradebars.sink.SinkSettings;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Takes the bars that Redis refused from the dead-letter topic, as far as it is filled now, and writes them again. What else is
 * there stays as it is.
 *
 * <p>Where it has got to is committed under a consumer group of its own, so that the next run goes on from there: at the first bar
 * of each partition that was refused again. Whatever comes twice by that changes nothing, since the writes are guarded.
 */
final class RedriveCommand {

    /** Added to the job's consumer group. */
    static final String GROUP_SUFFIX = ".redrive";

    private static final Duration POLL = Duration.ofMillis(500);

    /** How long the broker may give nothing before the run fails. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaSettings kafka;
    private final String topic;
    private final SinkSettings sink;

    private int letters;
    private int bars;
    private int written;
    private int stale;
    private final Map<BarKey, String> refused = new HashMap<>();

    /** @param topic the dead-letter topic */
    RedriveCommand(KafkaSettings kafka, String topic, SinkSettings sink) {
        this.kafka = kafka;
        this.topic = topic;
        this.sink = sink;
    }

    /**
     * Runs it.
     *
     * @param out takes a line for each bar that is refused again, and the sum
     * @return whether none was
     * @throws IOException if Redis or the broker cannot be reached; the message says what to do
     */
    boolean run(PrintStream out) throws IOException, InterruptedException {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties(), bytes(), bytes());
                BarRewriter rewriter = BarRewriter.open(sink)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> firstRefused = new HashMap<>();
            long lastRead = System.nanoTime();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                consumer.poll(POLL).forEach(records::add);
                rewrite(records, rewriter, firstRefused);
                if (!records.isEmpty()) {
                    lastRead = System.nanoTime();
                } else if (System.nanoTime() - lastRead > PATIENCE.toNanos()) {
                    throw new IOException("Kafka at " + kafka.bootstrapServers() + " gives no records of topic '"
                            + topic + "' any more; what was written stays, run it again for the rest");
                }
            }
            Map<TopicPartition, OffsetAndMetadata> reached = new HashMap<>();
            partitions.forEach(partition -> reached.put(
                    partition,
                    new OffsetAndMetadata(firstRefused.getOrDefault(partition, consumer.position(partition)))));
            consumer.commitSync(reached);
        }
        report(out);
        return refused.isEmpty();
    }

    private void rewrite(
            List<ConsumerRecord<byte[], byte[]>> records, BarRewriter rewriter, Map<TopicPartition, Long> firstRefused)
            throws IOException, InterruptedException {
        Map<ConsumerRecord<byte[], byte[]>, RefusedBar> found = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            letters++;
            bar(record).ifPresent(bar -> found.put(record, bar));
        }
        BarRewriter.Result result = rewriter.write(found.values());
        bars += found.size();
        written += result.written();
        stale += result.stale();
        refused.putAll(result.refused());
        Set<BarKey> again = result.refused().keySet();
        found.forEach((record, bar) -> {
            if (again.contains(bar.key())) {
                firstRefused.merge(new TopicPartition(topic, record.partition()), record.offset(), Math::min);
            }
        });
    }

    private static Optional<RefusedBar> bar(ConsumerRecord<byte[], byte[]> record) {
        return RefusedBar.from(
                name -> {
                    Header header = record.headers().lastHeader(name);
                    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
                },
                record.value());
    }

    private void report(PrintStream out) {
        refused.values().stream().sorted().forEach(out::println);
        out.println(Figures.count(letters, "dead letter") + " read, " + Figures.count(bars, "refused bar")
                + " among them: " + written + " written, " + stale + " older than what Redis has, " + refused.size()
                + " refused again");
    }

    private Properties properties() {
        Properties properties = kafka.connectionProperties();
        properties.setProperty(ConsumerConfig.GROUP_ID_CONFIG, kafka.groupId() + GROUP_SUFFIX);
        properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        return properties;
    }

    private static ByteArrayDeserializer bytes() {
        return new ByteArrayDeserializer();
    }
}
