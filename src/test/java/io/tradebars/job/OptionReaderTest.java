package io.tradebars.job;

import static io.tradebars.job.SampleOptions.read;
import static io.tradebars.job.SampleOptions.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class OptionReaderTest {

    @TempDir
    Path directory;

    @Test
    void nothingGivenLeavesAllDefaults() {
        OptionValues values = read().orThrow();

        assertThat(values.options().toMap()).isEmpty();
        assertThat(values.options().get(SampleOptions.TTL)).isEqualTo(Duration.ofHours(2));
        assertThat(values.isGiven(SampleOptions.TTL)).isFalse();
        assertThat(values.warnings()).isEmpty();
    }

    @Test
    void eachTypeIsReadFromTheCommandLine() {
        OptionValues values = read(
                        "--redis.url",
                        "https://x.upstash.io",
                        "--redis.ttl",
                        "5 min",
                        "--redis.guard",
                        "false",
                        "--redis.max-connections",
                        "7",
                        "--redis.batch.max-bytes",
                        "1 mb",
                        "--redis.layout",
                        "time-series",
                        "--bar.intervals",
                        "1m, 5m;1h",
                        "--parallelism",
                        "4")
                .orThrow();

        assertThat(values.options().get(SampleOptions.URL)).isEqualTo("https://x.upstash.io");
        assertThat(values.options().get(SampleOptions.TTL)).isEqualTo(Duration.ofMinutes(5));
        assertThat(values.options().get(SampleOptions.GUARD)).isFalse();
        assertThat(values.options().get(SampleOptions.CONNECTIONS)).isEqualTo(7);
        assertThat(values.options().get(SampleOptions.MAX_BYTES)).isEqualTo(MemorySize.ofMebiBytes(1));
        assertThat(values.options().get(SampleOptions.LAYOUT)).isEqualTo(SampleOptions.Layout.TIME_SERIES);
        assertThat(values.options().get(SampleOptions.INTERVALS)).containsExactly("1m", "5m", "1h");
        assertThat(values.options().get(RunOptions.PARALLELISM)).isEqualTo(4);
    }

    @Test
    void aValueAfterTheEqualsSignMayContainMoreOfThem() {
        assertThat(read("--redis.key=a=b==").orThrow().options().get(SampleOptions.KEY))
                .isEqualTo("a=b==");
    }

    @Test
    void aValueThatBeginsWithDashesNeedsTheEqualsSign() {
        assertThat(read("--redis.key=--weird").orThrow().options().get(SampleOptions.KEY))
                .isEqualTo("--weird");
        assertThat(read("--redis.key", "--weird").problems())
                .anySatisfy(problem -> assertThat(problem).startsWith("unknown option --weird"))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("--redis.key has no value")
                        .contains("--redis.key=VALUE"));
    }

    @Test
    void aNegativeNumberIsAValue() {
        assertThat(read("--redis.max-connections", "-1").orThrow().options().get(SampleOptions.CONNECTIONS))
                .isEqualTo(-1);
        assertThat(read("--redis.key", "-x").orThrow().options().get(SampleOptions.KEY))
                .isEqualTo("-x");
    }

    @Test
    void aBooleanIsTrueWithoutAValue() {
        assertThat(read("--redis.publish").orThrow().options().get(SampleOptions.PUBLISH))
                .isTrue();
        assertThat(read("--redis.publish", "--redis.ttl", "1 s")
                        .orThrow()
                        .options()
                        .get(SampleOptions.PUBLISH))
                .isTrue();
        assertThat(read("--redis.guard=FALSE").orThrow().options().get(SampleOptions.GUARD))
                .isFalse();
        assertThat(read("--redis.guard").orThrow().options().get(SampleOptions.GUARD))
                .isTrue();
    }

    @Test
    void aBooleanDoesNotSwallowTheFileAfterIt() {
        CommandSpec command = replay();
        List<String> arguments = List.of("--redis.publish", "trades.json", "--keep", "more.json");
        OptionReader reader = new OptionReader(SampleOptions.all());
        reader.addTo(command, arguments);

        CommandLine.ParseResult parsed = new CommandLine(command).parseArgs(arguments.toArray(String[]::new));

        assertThat(reader.read(parsed, Map.of()).orThrow().options().get(SampleOptions.PUBLISH))
                .isTrue();
        assertThat(parsed.matchedPositionalValue(0, List.of())).isEqualTo(List.of("trades.json", "more.json"));
        assertThat(parsed.hasMatchedOption("--keep")).isTrue();
    }

    @Test
    void anUnknownOptionTakesItsValueWithItAndNotAFile() {
        CommandSpec command = replay();
        OptionValues values = new OptionReader(SampleOptions.all())
                .read(command, List.of("--redis.tll", "5 s", "--kep", "trades.json"), Map.of());

        assertThat(values.problems())
                .containsExactly(
                        "unknown option --redis.tll: did you mean --redis.ttl?",
                        "unknown option --kep: did you mean --keep?");
    }

    @Test
    void optionsBeforeAndAfterASubcommandCountAlike() {
        List<String> arguments = List.of("--redis.ttl", "1 h", "replay", "--redis.key", "k", "trades.json");
        OptionReader reader = new OptionReader(SampleOptions.all());
        CommandSpec top = CommandSpec.create().name("tradebars");
        CommandSpec replay = replay();
        reader.addTo(top, arguments);
        reader.addTo(replay, arguments);
        top.addSubcommand("replay", replay);

        OptionValues values = reader.read(new CommandLine(top).parseArgs(arguments.toArray(String[]::new)), Map.of())
                .orThrow();

        assertThat(values.options().get(SampleOptions.TTL)).isEqualTo(Duration.ofHours(1));
        assertThat(values.options().get(SampleOptions.KEY)).isEqualTo("k");
    }

    @Test
    void unicodeAndWindowsPathsAndAtSignsArriveAsWritten() {
        assertThat(read("--redis.key", "bårs:€:日本").orThrow().options().get(SampleOptions.KEY))
                .isEqualTo("bårs:€:日本");
        assertThat(read("--redis.key", "C:\\new\\table").orThrow().options().get(SampleOptions.KEY))
                .isEqualTo("C:\\new\\table");
        assertThat(read("--redis.key", "@file").orThrow().options().get(SampleOptions.KEY))
                .isEqualTo("@file");
        assertThat(read("--redis.key", "${HOME} %s 'q'").orThrow().options().get(SampleOptions.KEY))
                .isEqualTo("${HOME} %s 'q'");
    }

    @Test
    void commandLineWinsOverEnvironmentAndEnvironmentOverFile() throws Exception {
        OptionValues values = with().file(
                        directory.resolve("job.yaml"), "redis.ttl: 1 s", "redis.key: file", "redis.max-connections: 1")
                .variable("TRADEBARS_REDIS_TTL", "2 s")
                .variable("TRADEBARS_REDIS_KEY", "environment")
                .arguments("--redis.ttl", "3 s")
                .read()
                .orThrow();

        assertThat(values.options().get(SampleOptions.TTL)).isEqualTo(Duration.ofSeconds(3));
        assertThat(values.options().get(SampleOptions.KEY)).isEqualTo("environment");
        assertThat(values.options().get(SampleOptions.CONNECTIONS)).isEqualTo(1);
        assertThat(values.places())
                .containsEntry("redis.ttl", "--redis.ttl")
                .containsEntry("redis.key", "TRADEBARS_REDIS_KEY")
                .containsEntry("redis.max-connections", directory.resolve("job.yaml") + " line 3");
    }

    @Test
    void upstashsOwnVariablesCountAfterOursAndBeforeTheFile() throws Exception {
        OptionValues values = with().file(directory.resolve("job.yaml"), "redis.token: from-file")
                .variable("UPSTASH_REDIS_REST_URL", "https://theirs")
                .variable("UPSTASH_REDIS_REST_TOKEN", "theirs")
                .variable("TRADEBARS_REDIS_URL", "https://ours")
                .read()
                .orThrow();

        assertThat(values.options().get(SampleOptions.URL)).isEqualTo("https://ours");
        assertThat(values.options().get(SampleOptions.TOKEN)).isEqualTo("theirs");
        assertThat(values.places()).containsEntry("redis.token", "UPSTASH_REDIS_REST_TOKEN");
    }

    @Test
    void theFileCanBeNamedInTheEnvironment() throws Exception {
        Path file = Files.writeString(directory.resolve("a.properties"), "redis.key=k");

        OptionValues values =
                with().variable("TRADEBARS_CONFIG", file.toString()).read().orThrow();

        assertThat(values.options().get(SampleOptions.KEY)).isEqualTo("k");
    }

    @Test
    void anEmptyVariableCountsAsNone() {
        OptionValues values = with().variable("TRADEBARS_REDIS_TTL", "")
                .variable("TRADEBARS_REDIS_TOKEN", "")
                .variable("UPSTASH_REDIS_REST_TOKEN", "theirs")
                .read()
                .orThrow();

        assertThat(values.isGiven(SampleOptions.TTL)).isFalse();
        assertThat(values.options().get(SampleOptions.TOKEN)).isEqualTo("theirs");
    }

    @Test
    void variablesThatKubernetesMakesForAServiceAreLeftAlone() {
        OptionValues values = with().variable("TRADEBARS_REST_SERVICE_HOST", "10.0.0.1")
                .variable("TRADEBARS_REST_SERVICE_PORT", "8081")
                .variable("TRADEBARS_REST_SERVICE_PORT_REST", "8081")
                .variable("TRADEBARS_REST_PORT", "tcp://10.0.0.1:8081")
                .variable("TRADEBARS_REST_PORT_8081_TCP", "tcp://10.0.0.1:8081")
                .variable("TRADEBARS_REST_PORT_8081_TCP_ADDR", "10.0.0.1")
                .variable("TRADEBARS_REDIS_PORT", "6379")
                .read();

        assertThat(values.problems()).singleElement().asString().contains("TRADEBARS_REDIS_PORT");
    }

    @Test
    void anyNameUnderAPrefixIsAccepted() throws Exception {
        OptionValues values = with().file(
                        directory.resolve("job.yaml"),
                        "kafka:",
                        "  properties:",
                        "    security.protocol: SSL",
                        "    ssl.endpoint.identification.algorithm: ''")
                .variable("TRADEBARS_KAFKA_PROPERTIES_SASL_MECHANISM", "PLAIN")
                .arguments("--kafka.properties.client.id=a=b", "--kafka.properties.fetch.max.wait.ms", "-1")
                .read()
                .orThrow();

        assertThat(values.options().toMap())
                .containsOnly(
                        Map.entry("kafka.properties.security.protocol", "SSL"),
                        Map.entry("kafka.properties.ssl.endpoint.identification.algorithm", ""),
                        Map.entry("kafka.properties.sasl.mechanism", "PLAIN"),
                        Map.entry("kafka.properties.client.id", "a=b"),
                        Map.entry("kafka.properties.fetch.max.wait.ms", "-1"),
                        Map.entry("config", directory.resolve("job.yaml").toString()));
        assertThat(values.options().get(RunOptions.KAFKA_PROPERTIES)).containsEntry("client.id", "a=b");
    }

    @Test
    void everyNameOfAKafkaClientCanBeToldFromItsVariable() {
        Set<String> names = new TreeSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());

        for (String name : names) {
            String variable = OptionDefinition.variableOf("kafka.properties." + name);
            assertThat(with().variable(variable, "v").read().orThrow().options().toMap())
                    .containsEntry("kafka.properties." + name, "v");
        }
        assertThat(names).hasSizeGreaterThan(100);
    }

    @Test
    void flinksOwnSettingsLoseTheirPrefix() throws Exception {
        OptionValues values = with().file(directory.resolve("f.properties"), "flink.a-b.c = 1")
                .arguments("--flink.state.backend.type", "rocksdb")
                .read()
                .orThrow();

        assertThat(values.flink().toMap())
                .containsOnly(Map.entry("state.backend.type", "rocksdb"), Map.entry("a-b.c", "1"));
        assertThat(values.options().toMap()).containsOnlyKeys("config");
    }

    @Test
    void twoOptionsOfTheSameVariableAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OptionReader(List.of(
                        ConfigOptions.key("a.b").stringType().noDefaultValue(),
                        ConfigOptions.key("a-b").stringType().noDefaultValue())))
                .withMessage("a-b and a.b have the same name in the environment: TRADEBARS_A_B");
    }

    static CommandSpec replay() {
        return CommandSpec.create()
                .name("replay")
                .addOption(OptionSpec.builder("--keep")
                        .description("Leaves Redis up.")
                        .build())
                .addPositional(PositionalParamSpec.builder()
                        .paramLabel("FILE")
                        .arity("1..*")
                        .required(true)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .build());
    }
}
