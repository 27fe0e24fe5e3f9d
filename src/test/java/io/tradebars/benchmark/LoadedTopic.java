package io.tradebars.benchmark;

import io.tradebars.ingest.TradeFormat;
import io.tradebars.local.BenchmarkServices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic with the trades of a load, and the bars to be made of them. Deleted when closed. */
final class LoadedTopic implements AutoCloseable {

    private final Load load;
    private final TradeFormat format;
    private final String bootstrapServers;
    private final ReferenceBars reference;

    private LoadedTopic(Load load, TradeFormat format, String bootstrapServers) {
        this.load = load;
        this.format = format;
        this.bootstrapServers = bootstrapServers;
        this.reference = new ReferenceBars(load);
    }

    /** Makes the topic, and fills it with messages of format {@code json}. */
    static LoadedTopic create(BenchmarkServices services, Load load) throws IOException {
        return create(services, load, TradeFormat.JSON);
    }

    /** Makes the topic, and fills it. */
    static LoadedTopic create(BenchmarkServices services, Load load, TradeFormat format) throws IOException {
        services.createTopic(load.name(), Load.PARTITIONS);
        LoadedTopic topic = new LoadedTopic(load, format, services.bootstrapServers());
        topic.fill();
        return topic;
    }

    private void fill() {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 18,
                ProducerConfig.LINGER_MS_CONFIG,
                20);
        TradeGenerator trades = new TradeGenerator(load);
        FixedTrade trade = new FixedTrade();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            while (trades.next(trade)) {
                reference.add(trade);
                byte[] message = TradeMessages.of(format, trade);
                producer.send(
                        load.keyed()
                                ? new ProducerRecord<>(
                                        load.name(),
                                        Load.symbolName(trade.symbol).getBytes(StandardCharsets.ISO_8859_1),
                                        message)
                                : new ProducerRecord<>(load.name(), (int) (trade.id % Load.PARTITIONS), null, message));
            }
        }
    }

    Load load() {
        return load;
    }

    TradeFormat format() {
        return format;
    }

    ReferenceBars reference() {
        return reference;
    }

    @Override
    public void close() throws IOException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.deleteTopics(List.of(load.name())).all().get();
        } catch (ExecutionException e) {
            throw new IOException("topic " + load.name() + " cannot be deleted", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
