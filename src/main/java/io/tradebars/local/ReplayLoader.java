package io.tradebars.local;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.ingest.MessageReader;
import io.tradebars.trade.TradeRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends the lines of files to a topic, as a producer of trades would: keyed by symbol, so that the trades of one symbol keep their
 * order in one partition. A line that holds no trade has no key.
 */
final class ReplayLoader {

    private static final int MAX_REQUEST_BYTES = 64 << 20;
    private static final int BATCH_BYTES = 256 << 10;

    private ReplayLoader() {}

    /**
     * Sends them all and waits until the broker has them.
     *
     * @param progress told the number of lines sent so far, now and then
     * @return the number of lines
     * @throws IOException if a file cannot be read or the broker does not take a line
     */
    static long load(
            List<String> files, MessageReader reader, String bootstrapServers, String topic, LongConsumer progress)
            throws IOException {
        Properties properties = new Properties();
        properties.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
        properties.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "20");
        AtomicReference<Exception> failure = new AtomicReference<>();
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        long lines = 0;
        try (InputLines input = new InputLines(files)) {
            for (byte[] line = input.next(); line != null && failure.get() == null; line = input.next()) {
                lines++;
                producer.send(new ProducerRecord<>(topic, keyOf(line, reader), line), (sent, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    }
                });
                if (lines % 10_000 == 0) {
                    progress.accept(lines);
                }
            }
            producer.flush();
        } finally {
            producer.close(Duration.ofSeconds(5));
        }
        if (failure.get() != null) {
            throw new IOException(
                    "a line could not be sent to Kafka: " + failure.get().getMessage(), failure.get());
        }
        return lines;
    }

    private static byte[] keyOf(byte[] line, MessageReader reader) {
        List<TradeRecord> records = reader.read(new SourceRecord("line", 0, 0, null, line, List.of()))
                .records();
        return records.isEmpty() || records.get(0).isRejected()
                ? null
                : symbolOf(records.get(0)).getBytes(StandardCharsets.UTF_8);
    }

    private static String symbolOf(TradeRecord record) {
        return record.isTrade() ? record.trade().symbol() : record.amendment().symbol();
    }
}
