package io.tradebars.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.InstantiationUtil;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

class DeadLetterProducerTest {

    private static final Logger SILENT = NOPLogger.NOP_LOGGER;

    private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
    private boolean answersAtOnce = true;

    private final DeadLetterProducer letters = new DeadLetterProducer(
            "rejects",
            () -> {
                MockProducer<byte[], byte[]> producer = new MockProducer<>(
                        answersAtOnce,
                        new RoundRobinPartitioner(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                made.add(producer);
                return producer;
            },
            new BoundedLog(SILENT, Duration.ofSeconds(10), () -> 0));

    @Test
    void connectsOnlyWhenThereIsALetter() throws Exception {
        letters.flush();
        letters.close();

        assertThat(made).isEmpty();
    }

    @Test
    void sendsAllThroughOneProducer() throws Exception {
        letters.send(letter("a"));
        letters.send(letter("b"));
        letters.flush();

        assertThat(made).hasSize(1);
        assertThat(made.get(0).history())
                .extracting(record -> new String(record.value()))
                .containsExactly("a", "b");
        letters.close();
        letters.close();
        assertThat(made.get(0).closed()).isTrue();
    }

    @Test
    void recordThatKafkaDidNotTakeFailsTheFlushAndWhatFollows() throws Exception {
        answersAtOnce = false;
        letters.send(letter("a"));
        made.get(0).errorNext(new TimeoutException("no leader"));

        assertThatThrownBy(letters::flush)
                .isInstanceOf(IOException.class)
                .hasMessage("a dead letter could not be written to topic rejects (dead-letter.topic): no leader");
        assertThatThrownBy(() -> letters.send(letter("b"))).hasMessageContaining("no leader");
    }

    @Test
    void failureWhileSendingIsAnIoException() throws Exception {
        letters.send(letter("a"));
        made.get(0).sendException = new TimeoutException("Topic rejects not present in metadata after 60000 ms.");

        assertThatThrownBy(() -> letters.send(letter("b")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not present in metadata");
    }

    @Test
    void nothingCanBeSentAfterClose() {
        letters.close();

        assertThatThrownBy(() -> letters.send(letter("a"))).isInstanceOf(IOException.class);
    }

    @Test
    void topicSurvivesTheJobGraphAndKeepsItsSecrets() throws Exception {
        DeadLetterTopic topic = InstantiationUtil.clone(new DeadLetterTopic(
                "rejects", Map.of("bootstrap.servers", "broker:9092", "sasl.jaas.config", "s3cret")));

        assertThat(topic.clientProperties()).containsEntry("sasl.jaas.config", "s3cret");
        assertThat(topic.toString()).contains("rejects").doesNotContain("s3cret");
        assertThatThrownBy(() -> new DeadLetterTopic("rejects", Map.of()))
                .hasMessageContaining("kafka.bootstrap.servers");
    }

    private static DeadLetter letter(String value) {
        return new DeadLetter(null, value.getBytes(), List.of(), "reason", "source", 0);
    }
}
