package io.tradebars.ingest;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ReadableConfig;

/** Options that say where the trades are read from: {@code kafka.*}. */
public final class KafkaOptions {

    /** What begins the names of the options that go to the Kafka client as they are. */
    public static final String CLIENT_PREFIX = "kafka.properties.";

    /** Addresses of brokers. */
    public static final ConfigOption<String> BOOTSTRAP_SERVERS = ConfigOptions.key("kafka.bootstrap.servers")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Brokers to begin with, host:port, separated by commas. Local mode starts one of its own if none is"
                            + " given.");

    /** Topics with the trades. */
    public static final ConfigOption<List<String>> TOPIC = ConfigOptions.key("kafka.topic")
            .stringType()
            .asList()
            .defaultValues("trades")
            .withDescription("Topic with the trades, or several, separated by commas.");

    /** Consumer group. */
    public static final ConfigOption<String> GROUP_ID = ConfigOptions.key("kafka.group.id")
            .stringType()
            .defaultValue("tradebars")
            .withDescription("Consumer group that the offsets are committed under, at each checkpoint.");

    /** Where to begin. */
    public static final ConfigOption<String> START = ConfigOptions.key("kafka.start")
            .stringType()
            .defaultValue("committed")
            .withDescription(
                    "Where to begin without a savepoint: committed (else earliest), earliest, latest, or an instant such"
                            + " as 2024-08-08T23:54:00Z.");

    private KafkaOptions() {}

    /** All of them but the open-ended {@value #CLIENT_PREFIX}. */
    public static List<ConfigOption<?>> all() {
        return List.of(BOOTSTRAP_SERVERS, TOPIC, GROUP_ID, START);
    }

    /** Whether a topic may be named like that (Kafka 4.1 {@code Topic.validate}, which is internal). */
    public static boolean isTopicName(String name) {
        return name.matches("[a-zA-Z0-9._-]{1,249}") && !name.equals(".") && !name.equals("..");
    }

    /**
     * Reads them.
     *
     * @param config the options; the ones that begin with {@value #CLIENT_PREFIX} go to the client without it
     * @param problems takes what is wrong, a sentence each
     * @return the settings, or {@code null} if there were problems
     */
    public static KafkaSettings read(Configuration config, Consumer<String> problems) {
        int[] found = {0};
        Consumer<String> counted = problem -> {
            found[0]++;
            problems.accept(problem);
        };
        String servers = config.get(BOOTSTRAP_SERVERS);
        if (servers == null || servers.isBlank()) {
            counted.accept("kafka.bootstrap.servers is missing: name a broker as host:port"
                    + " (--kafka.bootstrap.servers or TRADEBARS_KAFKA_BOOTSTRAP_SERVERS)");
        }
        List<String> topics = config.get(TOPIC);
        for (String topic : topics) {
            if (!isTopicName(topic)) {
                counted.accept("kafka.topic must be made of letters, digits, '.', '_' and '-', was '" + topic
                        + "' (--kafka.topic or TRADEBARS_KAFKA_TOPIC)");
            }
        }
        if (topics.isEmpty()) {
            counted.accept("kafka.topic is empty: name a topic (--kafka.topic or TRADEBARS_KAFKA_TOPIC)");
        }
        if (config.get(GROUP_ID).isBlank()) {
            counted.accept("kafka.group.id is empty (--kafka.group.id or TRADEBARS_KAFKA_GROUP_ID)");
        }
        StartingPoint start = start(config, counted);
        return found[0] > 0
                ? null
                : new KafkaSettings(servers, topics, config.get(GROUP_ID), start, clientProperties(config));
    }

    private static StartingPoint start(ReadableConfig config, Consumer<String> problems) {
        String start = config.get(START);
        switch (start) {
            case "committed":
                return StartingPoint.COMMITTED;
            case "earliest":
                return StartingPoint.EARLIEST;
            case "latest":
                return StartingPoint.LATEST;
            default:
                try {
                    return StartingPoint.at(
                            OffsetDateTime.parse(start).toInstant().toEpochMilli());
                } catch (DateTimeException e) {
                    problems.accept("kafka.start must be committed, earliest, latest or an instant such as"
                            + " 2024-08-08T23:54:00Z, was '" + start + "' (--kafka.start or TRADEBARS_KAFKA_START)");
                    return null;
                }
        }
    }

    private static Map<String, String> clientProperties(Configuration config) {
        Map<String, String> properties = new LinkedHashMap<>();
        config.toMap().forEach((name, value) -> {
            if (name.startsWith(CLIENT_PREFIX)) {
                properties.put(name.substring(CLIENT_PREFIX.length()), value);
            }
        });
        return properties;
    }
}
