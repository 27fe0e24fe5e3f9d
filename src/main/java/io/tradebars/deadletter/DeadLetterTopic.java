package io.tradebars.deadletter;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which topic dead letters go to, and how to reach it; made where the job is put together, opened in a subtask.
 *
 * @param name the topic
 * @param clientProperties settings of the Kafka client: {@code bootstrap.servers} and what security needs
 */
public record DeadLetterTopic(String name, Map<String, String> clientProperties) implements Serializable {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);

    public DeadLetterTopic {
        Objects.requireNonNull(name, "name");
        clientProperties = Map.copyOf(clientProperties);
        if (!clientProperties.containsKey(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException(
                    "bootstrap.servers of the dead-letter topic " + name + " is not set (kafka.bootstrap.servers)");
        }
    }

    /** A producer for it; connects when the first letter is sent. */
    public DeadLetters open() {
        return new DeadLetterProducer(name, this::createProducer, new BoundedLog(LOG));
    }

    private Producer<byte[], byte[]> createProducer() {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        // The topic keeps what exists nowhere else any more.
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Names the topic but no client property: some are secrets. */
    @Override
    public String toString() {
        return "DeadLetterTopic[" + name + "]";
    }
}
