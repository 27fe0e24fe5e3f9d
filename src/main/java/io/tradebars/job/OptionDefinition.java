package io.tradebars.job;

import java.util.Locale;
import org.apache.flink.configuration.ConfigOption;

/**
 * One option with its names: {@code redis.ttl}, {@code --redis.ttl}, {@code TRADEBARS_REDIS_TTL}.
 *
 * @param option Flink's definition
 * @param type the type that it has
 */
record OptionDefinition(ConfigOption<?> option, OptionType type) {

    /** What begins the names of all environment variables that are ours. */
    static final String VARIABLE_PREFIX = "TRADEBARS_";

    static OptionDefinition of(ConfigOption<?> option) {
        return new OptionDefinition(option, OptionType.of(option));
    }

    /** The environment variable of an option: upper case, dots and dashes as underscores. */
    static String variableOf(String key) {
        return VARIABLE_PREFIX + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    String key() {
        return option.key();
    }

    String flag() {
        return "--" + key();
    }

    String variable() {
        return variableOf(key());
    }

    /** What the names under a prefix begin with, with the dot: {@code kafka.properties.}. */
    String prefix() {
        return key() + ".";
    }

    /**
     * Whether the names under a prefix can be told from their environment variables. The Kafka client's are lower case with
     * dots; Flink's have dashes as well, so that an underscore could be either.
     */
    boolean hasVariables() {
        return !type.isPrefix() || !key().equals(RunOptions.FLINK.key());
    }

    String description() {
        return PlainDescription.of(option.description());
    }

    /** The default as it could be written, or the empty string if there is none. */
    String defaultText() {
        return option.hasDefaultValue() ? type.show(option.defaultValue()) : "";
    }

    /** A value that would be accepted: the default, where there is one. */
    String example() {
        String example = defaultText();
        return example.isEmpty() ? type.example() : example;
    }
}
