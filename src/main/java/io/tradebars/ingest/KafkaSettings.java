package io.tradebars.ingest;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Where the trades are read from.
 *
 * @param bootstrapServers brokers to begin with, {@code host:port} separated by commas
 * @param topics one topic or more
 * @param groupId consumer group
 * @param start where to begin without a savepoint
 * @param clientProperties what goes to the Kafka clients as it is: TLS, SASL; may hold secrets
 */
public record KafkaSettings(
        String bootstrapServers,
        List<String> topics,
        String groupId,
        StartingPoint start,
        Map<String, String> clientProperties)
        implements Serializable {

    public KafkaSettings {
        topics = List.copyOf(topics);
        clientProperties = Map.copyOf(clientProperties);
    }

    /** What any client of this Kafka needs: the brokers, and {@link #clientProperties()}. */
    public Properties connectionProperties() {
        Properties properties = new Properties();
        properties.putAll(clientProperties);
        properties.setProperty("bootstrap.servers", bootstrapServers);
        return properties;
    }

    /** Leaves the client properties out: they may hold secrets. */
    @Override
    public String toString() {
        return "KafkaSettings[" + bootstrapServers + ", topics " + topics + ", group " + groupId + ", start " + start
                + "]";
    }
}
