package io.tradebars.job;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * What was read from command line, environment and file. The values are only to be used if there are no problems.
 *
 * @param options values of the options that were given, typed; names under a prefix are kept whole ({@code
 *     kafka.properties.security.protocol}) as text. Defaults are not in it: {@link Configuration#get} supplies them
 * @param flink Flink's own settings, given as {@code flink.*}, without that prefix
 * @param places for the name of each option that was given, where: {@code --redis.ttl}, {@code TRADEBARS_REDIS_TTL} or
 *     {@code job.yaml line 3}
 * @param problems what is wrong, a line each, without secrets; empty if all is well
 * @param warnings what should be known although it works, a line each, without secrets
 */
public record OptionValues(
        Configuration options,
        Configuration flink,
        Map<String, String> places,
        List<String> problems,
        List<String> warnings) {

    public OptionValues {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(flink, "flink");
        places = Map.copyOf(places);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /** Whether somebody gave that option a value, rather than leaving it at its default. */
    public boolean isGiven(ConfigOption<?> option) {
        return places.containsKey(option.key());
    }

    /**
     * These values.
     *
     * @throws IllegalArgumentException if there are problems; its message has all of them, a line each
     */
    public OptionValues orThrow() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("wrong options:\n  " + String.join("\n  ", problems));
        }
        return this;
    }

    /** Names what was given and where, but no values: some are secret. */
    @Override
    public String toString() {
        return "OptionValues[places=" + places + ", problems=" + problems + ", warnings=" + warnings + "]";
    }
}
