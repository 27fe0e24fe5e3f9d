package io.tradebars.job;

import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/**
 * Options of the run as a whole, which belong to no other room. Options of map type are prefixes: any name under them,
 * such as {@code kafka.properties.security.protocol}, is accepted.
 */
public final class RunOptions {

    /** Where further options are read from; {@link OptionReader} adds it to every list of options by itself. */
    public static final ConfigOption<String> CONFIG = ConfigOptions.key("config")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "File with options: YAML (.yaml, .yml; flat or nested) or properties (.properties). The command line"
                            + " and the environment win over it.");

    /** Parallel subtasks of each operator; absent means what Flink's own configuration says. */
    public static final ConfigOption<Integer> PARALLELISM = ConfigOptions.key("parallelism")
            .intType()
            .noDefaultValue()
            .withDescription("Parallel subtasks of each operator. Default: what Flink's own configuration says.");

    /** Properties of the Kafka client. */
    public static final ConfigOption<Map<String, String>> KAFKA_PROPERTIES = ConfigOptions.key("kafka.properties")
            .mapType()
            .noDefaultValue()
            .withDescription("Property of the Kafka client, handed on as it is: TLS, SASL and the like."
                    + " Unless given, max.poll.records is 10000 and receive.buffer.bytes -1.");

    /** Flink's own settings. */
    public static final ConfigOption<Map<String, String>> FLINK = ConfigOptions.key("flink")
            .mapType()
            .noDefaultValue()
            .withDescription(
                    "Setting of Flink itself, handed on without the prefix, such as flink.state.backend.type.");

    private RunOptions() {}

    /** All of them but {@link #CONFIG}. */
    public static List<ConfigOption<?>> all() {
        return List.of(PARALLELISM, KAFKA_PROPERTIES, FLINK);
    }
}
