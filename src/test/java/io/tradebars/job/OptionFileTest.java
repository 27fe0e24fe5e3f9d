package io.tradebars.job;

import static io.tradebars.job.SampleOptions.read;
import static io.tradebars.job.SampleOptions.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionFileTest {

    @TempDir
    Path directory;

    @Test
    void yamlMayBeFlatOrNestedAndListsWrittenEitherWay() throws Exception {
        OptionValues values = with().file(
                        directory.resolve("job.yml"),
                        "# a comment",
                        "redis:",
                        "  ttl: 5 min",
                        "  batch.max-bytes: 1 mb",
                        "  guard: no # text in YAML 1.2",
                        "redis.key: \"bårs:€\"",
                        "redis.max-connections: 3",
                        "bar.intervals: [1m, 1h]")
                .read();

        assertThat(values.problems()).singleElement().asString().contains("redis.guard is not true or false: 'no'");
        assertThat(values.options().get(SampleOptions.TTL)).isEqualTo(Duration.ofMinutes(5));
        assertThat(values.options().get(SampleOptions.KEY)).isEqualTo("bårs:€");
        assertThat(values.options().get(SampleOptions.CONNECTIONS)).isEqualTo(3);
        assertThat(values.options().get(SampleOptions.INTERVALS)).containsExactly("1m", "1h");
        assertThat(with().file(directory.resolve("text.yml"), "bar.intervals: 1m, 1h")
                        .read()
                        .options()
                        .get(SampleOptions.INTERVALS))
                .containsExactly("1m", "1h");
    }

    @Test
    void anEmptyFileGivesNothing() throws Exception {
        for (String name : new String[] {"a.yaml", "a.properties"}) {
            assertThat(with().file(directory.resolve(name), "# nothing", "")
                            .read()
                            .orThrow()
                            .places())
                    .containsOnlyKeys("config");
        }
    }

    @Test
    void propertiesAreReadWithContinuationsAndEscapes() throws Exception {
        OptionValues values = with().file(
                        directory.resolve("job.properties"),
                        "! a comment \\",
                        "redis.ttl = 5 min",
                        "redis.key: b\\u00e5rs\\",
                        "    :€",
                        "redis.url=C\\:\\\\new",
                        "bar.intervals 1m,1h")
                .read()
                .orThrow();

        assertThat(values.options().get(SampleOptions.TTL)).isEqualTo(Duration.ofMinutes(5));
        assertThat(values.options().get(SampleOptions.KEY)).isEqualTo("bårs:€");
        assertThat(values.options().get(SampleOptions.URL)).isEqualTo("C:\\new");
        assertThat(values.options().get(SampleOptions.INTERVALS)).containsExactly("1m", "1h");
        assertThat(values.places()).containsEntry("redis.url", directory.resolve("job.properties") + " line 5");
    }

    @Test
    void aByteOrderMarkAndWindowsLineEndsAreFine() throws Exception {
        for (String name : new String[] {"a.yaml", "a.properties"}) {
            Path file = Files.writeString(directory.resolve(name), "\uFEFFredis.key: k\r\nredis.ttl: 1 s\r\n");

            OptionValues values = read("--config", file.toString()).orThrow();

            assertThat(values.options().get(SampleOptions.KEY)).isEqualTo("k");
            assertThat(values.options().get(SampleOptions.TTL)).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void aNameGivenTwiceInAFileIsAMistakeWithBothLines() throws Exception {
        Path yaml = directory.resolve("a.yaml");
        assertThat(with().file(yaml, "redis.ttl: 1 s", "redis:", "  ttl: 2 s")
                        .read()
                        .problems())
                .containsExactly(
                        "redis.ttl is given twice (" + yaml + " line 3 and " + yaml + " line 1); keep one of them");
        Path properties = directory.resolve("a.properties");
        assertThat(with().file(properties, "redis.key=a", "", "redis.key=b")
                        .read()
                        .problems())
                .containsExactly("redis.key is given twice (" + properties + " line 3 and " + properties
                        + " line 1); keep one of them");
    }

    @Test
    void aFileThatCannotBeReadSaysWhy() throws Exception {
        Path missing = directory.resolve("missing.yaml");
        assertThat(read("--config", missing.toString()).problems())
                .containsExactly("config file '" + missing
                        + "' does not exist (--config or TRADEBARS_CONFIG); it is looked" + " for in " + directory);
        assertThat(with().variable("TRADEBARS_CONFIG", "job.toml").read().problems())
                .containsExactly(
                        "config file 'job.toml' has an unknown ending (TRADEBARS_CONFIG or --config); name it .yaml,"
                                + " .yml or .properties");
        Path folder = Files.createDirectory(directory.resolve("folder.yaml"));
        assertThat(read("--config", folder.toString()).problems())
                .singleElement()
                .asString()
                .contains("is not a file");
        Path latin = Files.write(directory.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE5});
        assertThat(read("--config", latin.toString()).problems())
                .singleElement()
                .asString()
                .contains("is not text in UTF-8");
        assertThat(read("--config", "a\0.yaml").problems())
                .singleElement()
                .asString()
                .contains("is not a path");
    }

    @Test
    void malformedYamlIsReportedWithItsLine() throws Exception {
        assertMalformed("a.yaml", " line 2); ", "redis.ttl: 1 s", "redis.key: a: b");
        assertMalformed("a.yaml", " line 2); ", "redis:", "\tttl: 1 s");
        assertMalformed("a.yaml", " line 1); ", "just text");
        assertMalformed("a.yaml", " line 1); ", "- redis.ttl");
        assertMalformed("a.yaml", " line 2); ", "redis.key: k", "? [a, b]", ": x");
        assertMalformed("a.yaml", " line 2); ", "redis.key: k", "redis.token: *x");
        assertMalformed("a.yaml", " line 1); ", "redis.key: !x");
        assertMalformed("a.yaml", " line 2); ", "redis: &all", "  ttl: *all");
        assertMalformed("a.yaml", " line 2); ", "bar.intervals:", "  - [1m]");
    }

    @Test
    void malformedPropertiesAreReportedWithTheirLine() throws Exception {
        assertMalformed("a.properties", " line 2); ", "redis.ttl=1 s", "redis.key=\\uZZZZ");
        assertMalformed("a.properties", " line 1); write C:/dir or C:\\\\dir", "redis.key=C:\\new\\table");
    }

    @Test
    void aValueLeftOutInYamlIsAMistake() throws Exception {
        Path file = directory.resolve("a.yaml");

        assertThat(with().file(file, "redis.ttl:").read().problems())
                .containsExactly("redis.ttl has an empty value (" + file
                        + " line 1); write a value such as '2 h', or leave" + " the option out");
    }

    @Test
    void aListForAnOptionOfOneValueIsAMistake() throws Exception {
        Path file = directory.resolve("a.yaml");

        assertThat(with().file(file, "redis.key: [a, b]").read().problems())
                .containsExactly("redis.key takes one value, not a list: 'a,b' (" + file + " line 1); write one value");
    }

    @Test
    void aFileCannotNameAFileAndUnknownNamesSuggestTheNearest() throws Exception {
        Path file = directory.resolve("a.properties");

        assertThat(with().file(file, "config=b.yaml", "redis.tll=1 s", "kafka.property.acks=1", "zz=1")
                        .read()
                        .problems())
                .containsExactly(
                        "config can't be given in a file (" + file + " line 1); remove the line",
                        "unknown option redis.tll (" + file + " line 2): did you mean redis.ttl?",
                        "unknown option kafka.property.acks (" + file + " line 3): did you mean kafka.properties.acks?",
                        "unknown option zz (" + file + " line 4): --help shows all options");
    }

    private void assertMalformed(String name, String expected, String... lines) throws Exception {
        assertThat(with().file(directory.resolve(name), lines).read().problems())
                .as(String.join("\n", lines))
                .singleElement()
                .asString()
                .startsWith("config file has ")
                .contains("(" + directory.resolve(name) + expected);
    }
}
