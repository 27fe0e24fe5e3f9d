package io.tradebars.job;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import picocli.CommandLine.Model.CommandSpec;

/** One option of each type, named like real ones, and a way to read them that shows only what a test is about. */
final class SampleOptions {

    enum Layout {
        STRING,
        ZSET,
        TIME_SERIES;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static final ConfigOption<String> URL =
            ConfigOptions.key("redis.url").stringType().noDefaultValue().withDescription("Where Redis is.");
    static final ConfigOption<String> TOKEN =
            ConfigOptions.key("redis.token").stringType().noDefaultValue().withDescription("The REST token.");
    static final ConfigOption<String> KEY = ConfigOptions.key("redis.key")
            .stringType()
            .defaultValue("bars:{interval}:{symbol}:{t}")
            .withDescription("Key of a bar; 100 % of it may be text | braces.");
    static final ConfigOption<Duration> TTL = ConfigOptions.key("redis.ttl")
            .durationType()
            .defaultValue(Duration.ofHours(2))
            .withDescription("How long a key lives.");
    static final ConfigOption<Boolean> GUARD = ConfigOptions.key("redis.guard")
            .booleanType()
            .defaultValue(true)
            .withDescription("An older version of a bar never replaces a newer one.");
    static final ConfigOption<Boolean> PUBLISH =
            ConfigOptions.key("redis.publish").booleanType().defaultValue(false).withDescription("Also publish.");
    static final ConfigOption<Integer> CONNECTIONS = ConfigOptions.key("redis.max-connections")
            .intType()
            .defaultValue(20)
            .withDescription("Connections at the most.");
    static final ConfigOption<MemorySize> MAX_BYTES = ConfigOptions.key("redis.batch.max-bytes")
            .memoryType()
            .defaultValue(MemorySize.parse("512 kb"))
            .withDescription("Longest request.");
    static final ConfigOption<Layout> LAYOUT = ConfigOptions.key("redis.layout")
            .enumType(Layout.class)
            .defaultValue(Layout.STRING)
            .withDescription("How bars lie in Redis.");
    static final ConfigOption<List<String>> INTERVALS = ConfigOptions.key("bar.intervals")
            .stringType()
            .asList()
            .defaultValues("1m", "5m")
            .withDescription("Lengths of the bars.");
    static final ConfigOption<String> SERVERS = ConfigOptions.key("kafka.bootstrap.servers")
            .stringType()
            .noDefaultValue()
            .withDescription("Brokers.");

    private SampleOptions() {}

    static List<ConfigOption<?>> all() {
        List<ConfigOption<?>> all = new ArrayList<>(
                List.of(URL, TOKEN, KEY, TTL, GUARD, PUBLISH, CONNECTIONS, MAX_BYTES, LAYOUT, INTERVALS, SERVERS));
        all.addAll(RunOptions.all());
        return all;
    }

    /** Reads a command line alone. */
    static OptionValues read(String... arguments) {
        return with().arguments(arguments).read();
    }

    static Sources with() {
        return new Sources();
    }

    /** The three sources, each empty until said otherwise. */
    static final class Sources {
        private final List<String> arguments = new ArrayList<>();
        private final Map<String, String> environment = new LinkedHashMap<>();

        Sources arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        Sources variable(String name, String value) {
            environment.put(name, value);
            return this;
        }

        Sources file(Path file, String... lines) throws Exception {
            Files.write(file, List.of(lines), StandardCharsets.UTF_8);
            return arguments("--config", file.toString());
        }

        OptionValues read() {
            return new OptionReader(all()).read(CommandSpec.create().name("tradebars"), arguments, environment);
        }
    }
}
