package io.tradebars.job;

import static io.tradebars.job.SampleOptions.read;
import static io.tradebars.job.SampleOptions.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionMistakesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --redis.tll            | did you mean --redis.ttl?
            --redis_ttl            | did you mean --redis.ttl?
            --redis.maxConnections | did you mean --redis.max-connections?
            --ttl                  | did you mean --redis.ttl?
            --bootstrap-servers    | did you mean --kafka.bootstrap.servers?
            --Redis.Key            | did you mean --redis.key?
            --paralellism          | did you mean --parallelism?
            --kafka.propertis.acks | did you mean --kafka.properties.acks?
            --zzz                  | --help shows all options
            """)
    void anUnknownOptionSuggestsTheNearest(String written, String suggestion) {
        assertThat(read(written, "1").problems()).containsExactly("unknown option " + written + ": " + suggestion);
    }

    @Test
    void aPrefixAloneLacksTheRestOfItsName() {
        assertThat(read("--kafka.properties", "acks=all").problems())
                .containsExactly(
                        "--kafka.properties lacks the rest of its name: write --kafka.properties.<name> <value>");
    }

    @Test
    void anUnknownVariableSuggestsTheNearestAndOthersAreLeftAlone() {
        OptionValues values = with().variable("TRADEBARS_REDIS_TLL", "5 s")
                .variable("TRADEBARS_WHATEVER", "5 s")
                .variable("REDIS_TTL", "x")
                .variable("PATH", "/bin")
                .read();

        assertThat(values.problems())
                .containsExactly("unknown environment variable TRADEBARS_REDIS_TLL: did you mean TRADEBARS_REDIS_TTL?");
        assertThat(values.warnings())
                .containsExactly("environment variable TRADEBARS_WHATEVER is not used: no option has that name (--help"
                        + " shows all)");
    }

    @Test
    void aVariableForASettingOfFlinkSaysWhereToPutIt() {
        assertThat(with().variable("TRADEBARS_FLINK_STATE_BACKEND_TYPE", "rocksdb")
                        .read()
                        .problems())
                .containsExactly(
                        "TRADEBARS_FLINK_STATE_BACKEND_TYPE can't be told to be one setting: its underscores may be"
                                + " dots or dashes; write --flink.<name> on the command line or flink.<name> in a file"
                                + " (--config)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            redis.ttl             | soon    | is not a length of time: 'soon' | write a whole number with ms, s, min, h or d, such as '5 s' or '5 min'
            redis.ttl             | 5       | is a length of time without a unit: '5' | write '5 s' or '5 ms'
            redis.ttl             | -5 s    | is not a length of time: '-5 s' | write a whole number with ms, s, min, h or d, such as '5 s' or '5 min'
            redis.ttl             | 5 moons | is not a length of time: '5 moons' | write a whole number with ms, s, min, h or d, such as '5 s' or '5 min'
            redis.ttl             | 99999999999999999999 d | is not a length of time: '99999999999999999999 d' | write a whole number with ms, s, min, h or d, such as '5 s' or '5 min'
            redis.batch.max-bytes | 1 xb    | is not a size: '1 xb' | write a whole number of bytes, or one with kb, mb or gb, such as '512 kb'
            redis.batch.max-bytes | 99999999999 gb | is not a size: '99999999999 gb' | write a whole number of bytes, or one with kb, mb or gb, such as '512 kb'
            redis.max-connections | many    | is not a whole number: 'many' | write a number such as 20
            redis.max-connections | 2.5     | is not a whole number: '2.5' | write a number such as 20
            redis.max-connections | 3000000000 | is a whole number out of range: '3000000000' | write a number up to 2147483647
            redis.guard           | yes     | is not true or false: 'yes' | write true or false
            redis.layout          | zste    | is not one of string, zset, time-series: 'zste' | did you mean zset?
            redis.layout          | TIME_SERIES_ | is not one of string, zset, time-series: 'TIME_SERIES_' | did you mean time-series?
            redis.layout          | graph   | is not one of string, zset, time-series: 'graph' | write one of them
            bar.intervals         | 1m,,5m  | has an empty element: '1m,,5m' | write elements separated by single commas
            redis.key             | "  "    | has an empty value | write a value such as 'bars:{interval}:{symbol}:{t}', or leave the option out
            """)
    void aWrongValueSaysWhatWasExpectedAndWhere(String name, String value, String fault, String advice) {
        String variable = OptionDefinition.variableOf(name);

        assertThat(read("--" + name + "=" + value).problems())
                .containsExactly(name + " " + fault + " (--" + name + " or " + variable + "); " + advice);
        assertThat(with().variable(variable, value).read().problems())
                .containsExactly(name + " " + fault + " (" + variable + " or --" + name + "); " + advice);
    }

    @Test
    void aMissingValueShowsHowToWriteOne() {
        assertThat(read("--redis.ttl").problems()).containsExactly("--redis.ttl has no value; write --redis.ttl '2 h'");
        assertThat(read("--redis.ttl", "--redis.key", "k").problems())
                .containsExactly("--redis.ttl has no value; write --redis.ttl '2 h'");
        assertThat(read("--kafka.properties.acks").problems())
                .singleElement()
                .asString()
                .startsWith("--kafka.properties.acks has no value; ");
        assertThat(read("--redis.ttl=").problems())
                .containsExactly(
                        "redis.ttl has an empty value (--redis.ttl or TRADEBARS_REDIS_TTL); write a value such as"
                                + " '2 h', or leave the option out");
    }

    @Test
    void anOptionGivenTwiceIsAMistake() {
        assertThat(read("--redis.ttl", "1 s", "--redis.ttl=2 s").problems())
                .containsExactly("--redis.ttl is given twice on the command line; keep one of them");
        assertThat(read("--redis.publish", "--redis.publish").problems())
                .containsExactly("--redis.publish is given twice on the command line; keep one of them");
        assertThat(read("--kafka.properties.acks=1", "--kafka.properties.acks=1")
                        .problems())
                .containsExactly("--kafka.properties.acks is given twice on the command line; keep one of them");
    }

    @Test
    void aStrayWordHintsAtQuotes() {
        assertThat(read("--redis.ttl", "5", "min").problems()).anySatisfy(problem -> assertThat(problem)
                .isEqualTo("unexpected argument 'min': options begin with --, and a value with spaces needs"
                        + " quotes, such as --redis.ttl '2 h'"));
        assertThat(read("-x").problems()).singleElement().asString().startsWith("unexpected argument '-x'");
    }

    @Test
    void aMissingFileOfACommandIsReportedWithTheRest() {
        OptionValues values = new OptionReader(SampleOptions.all())
                .read(OptionReaderTest.replay(), List.of("--redis.ttl", "x"), Map.of());

        assertThat(values.problems()).hasSize(2).anySatisfy(problem -> assertThat(problem)
                .isEqualTo("FILE is missing; --help shows what is expected"));
    }

    @Test
    void allMistakesOfAllSourcesAreReportedAtOnceALineEach() throws Exception {
        Path file = directory.resolve("job.yaml");
        OptionValues values = with().file(file, "redis.key: k", "redis.tokn: x", "redis:", "  max-connections: lots")
                .variable("TRADEBARS_REDIS_GUARD", "perhaps")
                .variable("TRADEBARS_REDIS_LAYUOT", "zset")
                .arguments("--redis.tll", "5 s", "--redis.ttl", "soon", "--redis.key", "a", "--redis.key", "b")
                .arguments("--redis.max-connections", "3", "--redis.url")
                .read();

        assertThat(values.problems())
                .containsExactlyInAnyOrder(
                        "unknown option --redis.tll: did you mean --redis.ttl?",
                        "--redis.key is given twice on the command line; keep one of them",
                        "--redis.url has no value; write --redis.url 'text', or --redis.url=VALUE for a value that begins"
                                + " with --",
                        "unknown environment variable TRADEBARS_REDIS_LAYUOT: did you mean TRADEBARS_REDIS_LAYOUT?",
                        "unknown option redis.tokn (" + file + " line 2): did you mean redis.token?",
                        "redis.ttl is not a length of time: 'soon' (--redis.ttl or TRADEBARS_REDIS_TTL); write a whole"
                                + " number with ms, s, min, h or d, such as '5 s' or '5 min'",
                        "redis.guard is not true or false: 'perhaps' (TRADEBARS_REDIS_GUARD or --redis.guard); write true"
                                + " or false",
                        "redis.max-connections is not a whole number: 'lots' (" + file
                                + " line 4); write a number such as 20");
        assertThatIllegalArgumentException()
                .isThrownBy(values::orThrow)
                .withMessageStartingWith("wrong options:\n  ")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(9));
    }

    @Test
    void aSecretOnTheCommandLineWorksButWarns() {
        OptionValues values = read("--redis.token", "s3cr3t", "--redis.url=rediss://me:pa@ss@h:1")
                .orThrow();

        assertThat(values.options().get(SampleOptions.TOKEN)).isEqualTo("s3cr3t");
        assertThat(values.warnings())
                .containsExactly(
                        "--redis.token has a secret, and other users of this machine can see command lines; give it as"
                                + " TRADEBARS_REDIS_TOKEN or in a file (--config)",
                        "--redis.url has a secret, and other users of this machine can see command lines; give it as"
                                + " TRADEBARS_REDIS_URL or in a file (--config)");
        assertThat(values.toString()).doesNotContain("s3cr3t").doesNotContain("pa@ss");
        assertThat(read("--flink.s3.secret-key", "s3cr3t").warnings())
                .containsExactly(
                        "--flink.s3.secret-key has a secret, and other users of this machine can see command lines;"
                                + " give it in a file (--config)");
        assertThat(with().variable("TRADEBARS_REDIS_TOKEN", "s3cr3t").read().warnings())
                .isEmpty();
    }

    @Test
    void noMessageEverHoldsASecret() throws Exception {
        OptionValues values = with().file(
                        directory.resolve("job.yaml"),
                        "redis.token: [s3cr3t, s3cr3t]",
                        "redis.tokn: s3cr3t",
                        "redis.ttl: redis://u:s3cr3t@host",
                        "redis.max-connections: password=s3cr3t",
                        "kafka.properties:",
                        "  - s3cr3t",
                        "redis.guard: !s3cr3t")
                .variable("TRADEBARS_REDIS_LAYOUT", "rediss://default:s3cr3t@host:6379")
                .variable("TRADEBARS_REDIS_TOKEM", "s3cr3t")
                .arguments("--redis.pasword", "s3cr3t", "--redis.token", "s3cr3t", "--redis.token=s3cr3t")
                .arguments("--kafka.properties.sasl.jaas.config", "a", "s3cr3t;", "--redis.guard=x@y:s3cr3t@z")
                .arguments("--s3=//u:s3cr3t@h")
                .read();

        OptionValues malformed = with().file(directory.resolve("malformed.yaml"), "redis.token: *s3cr3t")
                .read();

        assertThat(malformed.problems())
                .singleElement()
                .asString()
                .contains("line 1")
                .doesNotContain("s3cr3t");
        assertThat(values.problems()).hasSizeGreaterThan(9).noneMatch(problem -> problem.contains("s3cr3t"));
        assertThat(values.warnings()).noneMatch(warning -> warning.contains("s3cr3t"));
        assertThat(values.toString()).doesNotContain("s3cr3t");
    }
}
