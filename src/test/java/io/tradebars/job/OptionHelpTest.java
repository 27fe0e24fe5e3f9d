package io.tradebars.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.description.Description;
import org.apache.flink.configuration.description.LinkElement;
import org.apache.flink.configuration.description.TextElement;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

class OptionHelpTest {

    @Test
    void helpShowsEachOptionWithTypeDefaultVariableAndDescription() {
        String help = help(80);

        for (ConfigOption<?> option : SampleOptions.all()) {
            assertThat(help).contains("--" + option.key());
        }
        assertThat(unwrapped(help))
                .contains("--config <text>")
                .contains(
                        "--redis.ttl <duration> How long a key lives. (default: 2 h; environment: TRADEBARS_REDIS_TTL)")
                .contains("--redis.guard[=true|false] An older version")
                .contains(
                        "--redis.layout <choice> How bars lie in Redis. One of string, zset, time-series. (default: string;")
                .contains("--bar.intervals <text,...> Lengths of the bars. (default: 1m,5m;")
                .contains("--redis.batch.max-bytes <size> Longest request. (default: 512 kb;")
                .contains("--redis.max-connections <number>")
                .contains("--redis.key <text> Key of a bar; 100 % of it may be text | braces. (default:"
                        + " bars:{interval}:{symbol}:{t};")
                .contains("--redis.token <text> The REST token. (environment: TRADEBARS_REDIS_TOKEN)")
                .contains("--kafka.properties.<name> <text>")
                .contains("-h, --help Show this help")
                .contains("--keep Leaves Redis up.");
    }

    @Test
    void helpIsGroupedByPrefixAndWrapped() {
        String help = help(60);

        assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
        assertThat(help.lines().filter(line -> line.matches("\\w+:")))
                .containsExactly("Options:", "Redis:", "Bar:", "Kafka:", "Flink:");
        assertThat(help).doesNotContain("--misspelt").doesNotContain("\n\n\n");
        assertThat(help.lines().filter(line -> line.contains("--redis.ttl")))
                .containsExactly("  --redis.ttl <duration>");
        assertThat(help.lines())
                .as("names are never broken")
                .anyMatch(line -> line.contains("flink.state.backend.type"));
    }

    @Test
    void theTableHasARowForEachOption() {
        String table = new OptionReader(SampleOptions.all()).markdownTable();

        assertThat(table.lines()).hasSize(2 + 1 + SampleOptions.all().size());
        assertThat(table)
                .startsWith("| option | default | meaning |\n|---|---|---|\n| `config` | | File with options")
                .contains("| `redis.ttl` | `2 h` | How long a key lives. |\n")
                .contains(
                        "| `redis.key` | `bars:{interval}:{symbol}:{t}` | Key of a bar; 100 % of it may be text \\| braces."
                                + " |\n")
                .contains("| `redis.token` | | The REST token. |\n")
                .contains("| `kafka.properties.*` | | ")
                .contains("| `redis.layout` | `string` | How bars lie in Redis. One of string, zset, time-series. |\n");
    }

    @Test
    void theTableEscapesWhatMarkdownWouldTakeForItsOwn() {
        ConfigOption<String> option =
                ConfigOptions.key("a.b").stringType().defaultValue("<x>|*").withDescription("<first topic>, a.*, b|c");

        assertThat(new OptionReader(List.of(option)).markdownTable())
                .endsWith("| `a.b` | `<x>\\|*` | &lt;first topic>, a.\\*, b\\|c |\n");
    }

    @Test
    void choicesThatTheDescriptionNamesAreNotListedAgain() {
        ConfigOption<SampleOptions.Layout> option = ConfigOptions.key("a")
                .enumType(SampleOptions.Layout.class)
                .noDefaultValue()
                .withDescription("string, zset, or time-series.");

        assertThat(new OptionReader(List.of(option)).markdownTable()).endsWith("| string, zset, or time-series. |\n");
    }

    @Test
    void aDescriptionOfManyPartsBecomesOneParagraph() {
        Description description = Description.builder()
                .text("Up to %s of %s, 5 %.", TextElement.code("100 %"), LinkElement.link("http://x", "this"))
                .linebreak()
                .list(TextElement.text("first"), TextElement.text("50 % off"))
                .text("End.")
                .build();

        assertThat(PlainDescription.of(description))
                .isEqualTo("Up to 100 % of this (http://x), 5 %. first; 50 % off End.");
    }

    @Test
    void defaultsAreShownAsTheyCouldBeWritten() {
        assertThat(shown(ConfigOptions.key("a").durationType().defaultValue(Duration.ZERO)))
                .isEqualTo("0");
        assertThat(shown(ConfigOptions.key("a").durationType().defaultValue(Duration.ofMillis(1500))))
                .isEqualTo("1500 ms");
        assertThat(shown(ConfigOptions.key("a").longType().noDefaultValue())).isEmpty();
    }

    private static String shown(ConfigOption<?> option) {
        return OptionDefinition.of(option).defaultText();
    }

    private static String help(int width) {
        CommandSpec command = OptionReaderTest.replay().mixinStandardHelpOptions(true);
        new OptionReader(SampleOptions.all())
                .addTo(command, List.of("--misspelt", "x", "--kafka.properties.acks", "1"));
        command.usageMessage().autoWidth(false).width(width);
        return new CommandLine(command).getUsageMessage(Ansi.OFF);
    }

    private static String unwrapped(String help) {
        return help.replaceAll("\\s+", " ");
    }
}
