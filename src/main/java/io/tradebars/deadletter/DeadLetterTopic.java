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

    /** A dead letter is a whole record of another topic, however wide that topic lets it be; the broker has the last word. */
    private static final int MAX_REQUEST_BYTES = 64 << 20;

    /**
     * A feed that has gone wrong makes as many dead letters as it had trades. Nobody waits for one of them, and a checkpoint doesn't wait
     * for the end of the lingering; so they travel in batches much larger than Kafka's own 16 kB, of which each costs the broker a request.
     */
    private static final int BATCH_BYTES = 256 << 10;

    private static final int LINGER_MILLIS = 50;

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
        return new KafkaProducer<>(producerProperties(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Settings of any producer of this topic. */
    Properties producerProperties() {
        Properties properties = new Properties();
        properties.setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_REQUEST_BYTES));
        properties.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(BATCH_BYTES));
        properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, Integer.toString(LINGER_MILLIS));
        properties.putAll(clientProperties);
        // The topic keeps what exists nowhere else any more.
        properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
        return properties;
    }

    /** Names the topic but no client property: some are secrets. */
    @Override
    public String toString() {
        return "DeadLetterTopic[" + name + "]";
    }
}
