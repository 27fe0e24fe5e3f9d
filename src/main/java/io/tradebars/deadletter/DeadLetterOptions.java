package io.tradebars.deadletter;

import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/** Options of what could not be used: {@code dead-letter.*}. */
public final class DeadLetterOptions {

    /** The value that turns the topic off. */
    private static final String NONE = "none";

    /** What makes the name of the first topic that of its dead letters. */
    public static final String DEFAULT_SUFFIX = ".dead-letter";

    /** Where dead letters go. */
    public static final ConfigOption<String> TOPIC = ConfigOptions.key("dead-letter.topic")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Topic for records that could not be read, came too late or were refused by Redis. Default:"
                            + " <first topic>.dead-letter. none turns it off: then they are counted, and logged at a bounded rate.");

    private DeadLetterOptions() {}

    /**
     * The topic that the options mean; empty where it is turned off.
     *
     * @param firstTopic the first topic of trades, whose name the default is made from
     */
    public static Optional<String> topic(ReadableConfig config, String firstTopic) {
        String topic = config.getOptional(TOPIC).orElse(firstTopic + DEFAULT_SUFFIX);
        return topic.equals(NONE) ? Optional.empty() : Optional.of(topic);
    }

    /** All of them. */
    public static List<ConfigOption<?>> all() {
        return List.of(TOPIC);
    }
}
