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
import java.util.function.Consumer;
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
     * What was sent so far.
     *
     * @param lines lines sent
     * @param records trades in them, cancels and corrections, and lines that will be rejected
     * @param share of the files that was read, from 0 to 1; not a number where that isn't known
     * @param eventMillis event time of the latest line that holds a trade, in milliseconds since the epoch; 0 before the first
     * @param firstRejected why, and which line; {@code null} before the first
     */
    record Sent(long lines, long records, double share, long eventMillis, String firstRejected) {}

    /** {@link #load(List, MessageReader, String, String, Pace, Consumer)} as fast as can be. */
    static long load(
            List<String> files, MessageReader reader, String bootstrapServers, String topic, Consumer<Sent> progress)
            throws IOException, InterruptedException {
        return load(files, reader, bootstrapServers, topic, Pace.none(), progress)
                .lines();
    }

    /**
     * Sends them all and waits until the broker has them.
     *
     * @param pace says when a line has its turn; when it says that the program is to end, the rest is not sent
     * @param progress told what was sent so far, now and then
     * @return what was sent
     * @throws IOException if a file cannot be read or the broker does not take a line
     */
    static Sent load(
            List<String> files,
            MessageReader reader,
            String bootstrapServers,
            String topic,
            Pace pace,
            Consumer<Sent> progress)
            throws IOException, InterruptedException {
        Properties properties = new Properties();
        properties.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
        properties.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "20");
        AtomicReference<Exception> failure = new AtomicReference<>();
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        Sent sent = new Sent(0, 0, Double.NaN, 0, null);
        long bytes = InputLines.bytesOf(files);
        try (InputLines input = new InputLines(files)) {
            for (byte[] line = input.next(); line != null && failure.get() == null; line = input.next()) {
                List<TradeRecord> records = reader.read(new SourceRecord("line", 0, 0, null, line, List.of()))
                        .records();
                byte[] key = keyOf(records);
                long eventMillis = eventMillis(records, sent.eventMillis());
                sent = new Sent(
                        sent.lines() + 1,
                        sent.records() + records.size(),
                        bytes < 0 ? Double.NaN : (double) input.bytesRead() / bytes,
                        eventMillis,
                        firstRejected(records, sent));
                if (eventMillis > 0 && !pace.await(eventMillis)) {
                    break;
                }
                producer.send(new ProducerRecord<>(topic, key, line), (done, error) -> {
                    if (error != null) {
                        failure.compareAndSet(null, error);
                    }
                });
                if (pace.isSet() || sent.lines() % 10_000 == 0) {
                    progress.accept(sent);
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
        return sent;
    }

    /** Event time of the first trade; of a line without one, that of the line before. */
    private static long eventMillis(List<TradeRecord> records, long before) {
        return !records.isEmpty() && records.get(0).isTrade()
                ? records.get(0).trade().eventTimeMillis()
                : before;
    }

    private static String firstRejected(List<TradeRecord> records, Sent before) {
        if (before.firstRejected() != null) {
            return before.firstRejected();
        }
        return records.stream()
                .filter(TradeRecord::isRejected)
                .findFirst()
                .map(record -> record.rejection())
                .orElse(null);
    }

    private static byte[] keyOf(List<TradeRecord> records) {
        return records.isEmpty() || records.get(0).isRejected()
                ? null
                : symbolOf(records.get(0)).getBytes(StandardCharsets.UTF_8);
    }

    private static String symbolOf(TradeRecord record) {
        return record.isTrade() ? record.trade().symbol() : record.amendment().symbol();
    }
}
