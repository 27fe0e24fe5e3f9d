package io.tradebars.sink;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * Reads options and turns every mistake into a line for a person: condition, actual value, where it can be set. Goes on after
 * a mistake, with the option's default, so that all of them are found at once.
 */
final class CheckedOptions {

    private final ReadableConfig config;
    private final Consumer<String> problems;
    private boolean clean = true;

    CheckedOptions(ReadableConfig config, Consumer<String> problems) {
        this.config = config;
        this.problems = problems;
    }

    /** Whether there was no mistake so far. */
    boolean isClean() {
        return clean;
    }

    /** Reports {@code <option> <condition> (--option or VARIABLE)}. */
    void problem(ConfigOption<?> option, String condition) {
        clean = false;
        problems.accept(option.key() + " " + condition + " (--" + option.key() + " or " + variableOf(option) + ")");
    }

    /** The text of an option, or {@code null} if it is not set or blank. */
    String text(ConfigOption<String> option) {
        String value = config.get(option);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The value, or the default after a problem was reported because it is none of its type. */
    <T> T value(ConfigOption<T> option, String expected) {
        try {
            return config.get(option);
        } catch (IllegalArgumentException e) {
            problem(option, "must be " + expected + ", was '" + raw(option) + "'");
            return option.defaultValue();
        }
    }

    int atLeast(int minimum, ConfigOption<Integer> option) {
        int value = value(option, "a whole number");
        if (value < minimum) {
            problem(option, "must be " + minimum + " or more, was " + value);
            return option.defaultValue();
        }
        return value;
    }

    Duration atLeast(Duration minimum, ConfigOption<Duration> option) {
        Duration value = value(option, "a duration such as '30 s' or '2 h'");
        if (value.compareTo(minimum) < 0) {
            problem(option, "must be " + Durations.text(minimum) + " or more, was '" + raw(option) + "'");
            return option.defaultValue();
        }
        return value;
    }

    long atLeast(MemorySize minimum, ConfigOption<MemorySize> option) {
        MemorySize value = value(option, "a size such as '512 kb' or '1 mb'");
        if (value.compareTo(minimum) < 0) {
            problem(option, "must be " + minimum + " or more, was '" + raw(option) + "'");
            return option.defaultValue().getBytes();
        }
        return value.getBytes();
    }

    /** What was written, whatever it is; only for options that hold no secret. */
    String raw(ConfigOption<?> option) {
        return config.getOptional(ConfigOptions.key(option.key()).stringType().noDefaultValue())
                .orElse("");
    }

    private static String variableOf(ConfigOption<?> option) {
        return "TRADEBARS_"
                + option.key().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }
}
