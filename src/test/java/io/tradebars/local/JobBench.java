package io.tradebars.local;

import io.lettuce.core.RedisClient;
import io.tradebars.deadletter.DeadLetterOptions;
import io.tradebars.ingest.KafkaOptions;
import io.tradebars.job.JobSettings;
import io.tradebars.sink.RedisOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker and the options of the real job, for one test. {@link #trades} makes four trades of a minute whose bar, {@link #bar},
 * can be worked out in the head.
 */
final class JobBench implements AutoCloseable {

    static final String TOPIC = "trades";
    static final String DEAD_LETTERS = TOPIC + DeadLetterOptions.DEFAULT_SUFFIX;
    static final long MINUTE = 60_000;

    /** Begins as the job's defaults with this broker; a test adds Redis and whatever else it wants. */
    final Configuration options = new Configuration();

    /** Flink's own settings. */
    final Configuration flink = new Configuration();

    final EmbeddedKafka kafka;
    private final Path folder;
    private KafkaProducer<byte[], byte[]> producer;

    JobBench(Path folder, int partitions) throws IOException {
        this(folder, partitions, Map.of());
    }

    /** @param broker more settings of the broker */
    JobBench(Path folder, int partitions, Map<String, String> broker) throws IOException {
        this.folder = folder;
        this.kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0, broker);
        kafka.createTopic(TOPIC, partitions);
        kafka.createTopic(DEAD_LETTERS, partitions);
        options.set(KafkaOptions.BOOTSTRAP_SERVERS, kafka.bootstrapServers());
        this.producer = producer("none");
    }

    private KafkaProducer<byte[], byte[]> producer(String compression) {
        Properties properties = new Properties();
        properties.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        properties.setProperty(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(EmbeddedKafka.MAX_MESSAGE_BYTES));
        properties.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** From here on records are sent compressed by one of Kafka's ways. */
    void compressBy(String compression) {
        producer.close(Duration.ofSeconds(1));
        producer = producer(compression);
    }

    /** Lets bars go to the endpoint of a {@link RestBench}, at its own address or at that of something in front of it. */
    void writeOverHttps(String url) throws IOException {
        options.set(RedisOptions.URL, url);
        options.set(RedisOptions.TOKEN, RestBench.TOKEN);
        options.set(
                RedisOptions.TLS_CA_FILE,
                Files.writeString(folder.resolve("ca.pem"), RestBench.certificatePem())
                        .toString());
    }

    JobSettings settings() {
        List<String> problems = new ArrayList<>();
        Optional<JobSettings> settings = JobSettings.read(options, problems::add);
        return settings.orElseThrow(() -> new AssertionError(String.join("\n", problems)));
    }

    LocalFlink startJob(boolean bounded, SeenBars seen) throws Exception {
        return LocalFlink.start(settings(), flink, bounded, seen, folder, 0);
    }

    /** Sends a record and waits until the broker has it. */
    RecordMetadata send(ProducerRecord<byte[], byte[]> record) throws InterruptedException, ExecutionException {
        return producer.send(record).get();
    }

    /** Sends records together and waits until the broker has them all; where each of them stands. */
    List<RecordMetadata> sendAll(List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException {
        List<RecordMetadata> places = new ArrayList<>();
        for (Future<RecordMetadata> sent : records.stream().map(producer::send).toList()) {
            places.add(sent.get());
        }
        return places;
    }

    /** Sends the trades of one minute of one symbol into a partition, and waits until the broker has them. */
    void sendMinute(int partition, String symbol, long minute) throws InterruptedException, ExecutionException {
        for (String trade : trades(symbol, minute)) {
            send(new ProducerRecord<>(TOPIC, partition, null, trade.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** All that is on the dead-letter topic now. */
    List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        TopicContent.forEach(kafka.bootstrapServers(), DEAD_LETTERS, records::add);
        return records;
    }

    /** Four trades of a minute, in the order of their time. */
    static List<String> trades(String symbol, long minute) {
        long price = price(minute);
        return List.of(
                trade(symbol, price, minute),
                trade(symbol, price + 2, minute + 20_000),
                trade(symbol, price - 1, minute + 40_000),
                trade(symbol, price + 1, minute + 59_999));
    }

    static String trade(String symbol, long price, long time) {
        return "{\"symbol\":\"" + symbol + "\",\"price\":" + price + ",\"size\":1,\"timestamp\":" + time + "}";
    }

    /** What Redis holds once the minute of {@link #trades} has closed. */
    static String bar(long minute) {
        long price = price(minute);
        return "{\"t\":" + minute + ",\"o\":" + price + ",\"h\":" + (price + 2) + ",\"l\":" + (price - 1) + ",\"c\":"
                + (price + 1) + ",\"v\":4,\"vw\":" + price + ".5,\"n\":4}";
    }

    /** All that Redis may hold of that bar on the way there, if the trades come in their order: open after each, then closed. */
    static List<String> states(long minute) {
        long price = price(minute);
        return List.of(
                openBar(minute, price, price, price, price, Long.toString(price), 1),
                openBar(minute, price, price + 2, price, price + 2, Long.toString(price + 1), 2),
                openBar(minute, price, price + 2, price - 1, price - 1, price + ".3333333333", 3),
                bar(minute).replace("}", ",\"x\":false}"),
                bar(minute));
    }

    private static String openBar(long minute, long open, long high, long low, long close, String vwap, int trades) {
        return "{\"t\":" + minute + ",\"o\":" + open + ",\"h\":" + high + ",\"l\":" + low + ",\"c\":" + close
                + ",\"v\":" + trades + ",\"vw\":" + vwap + ",\"n\":" + trades + ",\"x\":false}";
    }

    static String key(String symbol, long minute) {
        return "bars:1m:" + symbol + ":" + minute;
    }

    private static long price(long minute) {
        return 1_000 + minute / MINUTE % 997;
    }

    /** Everything of type string that a Redis holds. */
    static Map<String, String> strings(int redisPort) {
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redisPort);
                var redis = client.connect()) {
            return redis.sync().keys("*").stream()
                    .filter(key -> redis.sync().type(key).equals("string"))
                    .collect(Collectors.toMap(
                            Function.identity(), key -> redis.sync().get(key), (a, b) -> b, HashMap::new));
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        kafka.close();
    }
}
