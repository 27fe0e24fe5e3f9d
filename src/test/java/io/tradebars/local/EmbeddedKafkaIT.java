package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    @Test
    void whatIsSentIsReceivedByAConsumerGroup() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            kafka.createTopic("trades", 2);
            send(kafka, "trades", "one".getBytes(StandardCharsets.UTF_8), "two".getBytes(StandardCharsets.UTF_8));

            assertThat(receive(kafka, "trades", 2))
                    .extracting(value -> new String(value, StandardCharsets.UTF_8))
                    .containsExactlyInAnyOrder("one", "two");
        }
    }

    @Test
    void dataAndAddressOutliveARestart() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            String address = kafka.bootstrapServers();
            kafka.createTopic("trades", 1);
            send(kafka, "trades", new byte[] {1});
            kafka.close();
            kafka.start();

            send(kafka, "trades", new byte[] {2});

            assertThat(kafka.bootstrapServers()).isEqualTo(address);
            assertThat(receive(kafka, "trades", 2)).containsExactly(new byte[] {1}, new byte[] {2});
        }
    }

    @Test
    void aNewBrokerFindsTheDataInTheFolder() throws Exception {
        try (EmbeddedKafka first = EmbeddedKafka.start(folder, 0)) {
            first.createTopic("trades", 1);
            send(first, "trades", new byte[] {1});
        }
        try (EmbeddedKafka second = EmbeddedKafka.start(folder, 0)) {
            assertThat(receive(second, "trades", 1)).containsExactly(new byte[] {1});
        }
    }

    @Test
    void aMessageOfSeveralMegabytesPasses() throws Exception {
        byte[] large = new byte[7 * 1024 * 1024];
        large[large.length - 1] = 42;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            kafka.createTopic("dead-letters", 1);
            send(kafka, "dead-letters", large);

            assertThat(receive(kafka, "dead-letters", 1)).containsExactly(large);
        }
    }

    @Test
    void twoBrokersRunSideBySide() throws Exception {
        try (EmbeddedKafka one = EmbeddedKafka.start(folder.resolve("one"), 0);
                EmbeddedKafka other = EmbeddedKafka.start(folder.resolve("other"), 0)) {
            one.createTopic("trades", 1);
            other.createTopic("trades", 1);
            send(one, "trades", new byte[] {1});
            send(other, "trades", new byte[] {2});

            assertThat(receive(one, "trades", 1)).containsExactly(new byte[] {1});
            assertThat(receive(other, "trades", 1)).containsExactly(new byte[] {2});
        }
    }

    @Test
    void aTopicThatCannotBeMadeIsNamed() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder, 0)) {
            assertThatThrownBy(() -> kafka.createTopic("no such/name", 1))
                    .hasMessageStartingWith("topic 'no such/name' cannot be created: ");
        }
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
            assertThatThrownBy(() -> EmbeddedKafka.start(folder, taken.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
        }
    }

    @Test
    void closingLeavesNoThreadOfTheBroker() throws Exception {
        // The first broker of a JVM starts Kafka's metrics threads, which Kafka never ends.
        EmbeddedKafka.start(folder.resolve("first"), 0).close();
        List<Thread> before = liveThreads();
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("second"), 0)) {
            kafka.createTopic("trades", 1);
        }
        Awaitility.await().pollInSameThread().atMost(PATIENCE).untilAsserted(() -> assertThat(liveThreads())
                .isSubsetOf(before));
    }

    private static List<Thread> liveThreads() {
        return new ArrayList<>(Thread.getAllStackTraces().keySet());
    }

    private static void send(EmbeddedKafka kafka, String topic, byte[]... values) throws Exception {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                EmbeddedKafka.MAX_MESSAGE_BYTES);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (byte[] value : values) {
                producer.send(new ProducerRecord<>(topic, value)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        }
    }

    private static List<byte[]> receive(EmbeddedKafka kafka, String topic, int count) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG, "test",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        List<byte[]> values = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            Awaitility.await().pollInSameThread().atMost(PATIENCE).until(() -> {
                for (ConsumerRecord<byte[], byte[]> received : consumer.poll(Duration.ofMillis(100))) {
                    values.add(received.value());
                }
                return values.size() >= count;
            });
        }
        return values;
    }
}
