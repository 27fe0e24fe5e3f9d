package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.AclCategory;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that new users make: each is answered in one to three lines that say what was wrong and what to do. */
class MistakesIT {

    @TempDir
    private static Path folder;

    private static RestBench bench;

    @BeforeAll
    static void start() throws Exception {
        bench = new RestBench();
        Files.writeString(folder.resolve("trades.ndjson"), JobBench.trade("GC", 1, 1_723_161_240_000L) + "\n");
        long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
        Files.writeString(folder.resolve("ahead.ndjson"), JobBench.trade("GC", 1, tomorrow) + "\n");
        Files.writeString(folder.resolve("no.gz"), "not packed\n");
        Files.writeString(folder.resolve("junk"), "junk\n");
        Files.writeString(folder.resolve("empty"), "");
        Files.writeString(folder.resolve("ca.pem"), RestBench.certificatePem());
        try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + bench.redisPort);
                StatefulRedisConnection<String, String> redis = client.connect()) {
            redis.sync()
                    .aclSetuser(
                            "alice",
                            AclSetuserArgs.Builder.on()
                                    .addPassword("right")
                                    .allKeys()
                                    .allCommands());
            redis.sync()
                    .aclSetuser(
                            "reader",
                            AclSetuserArgs.Builder.on()
                                    .addPassword("right")
                                    .allKeys()
                                    .addCategory(AclCategory.READ)
                                    .addCategory(AclCategory.CONNECTION));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        bench.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            replya FOLDER/trades.ndjson                                      | 2 | there is no command 'replya': did you mean replay?
            fly                                                              | 2 | there is no command 'fly': the commands are
            replay FOLDER/trades.ndjson --bar.interval=1m                    | 2 | unknown option --bar.interval: did you mean --bar.intervals?
            replay                                                           | 2 | FILE is missing
            replay FOLDER/none                                               | 2 | file not found:
            parse FOLDER/none                                                | 2 | file not found:
            parse FOLDER/no.gz                                               | 1 | cannot be unpacked: Not in GZIP format (a file whose name ends in .gz must be one of gzip)
            replay FOLDER/trades.ndjson --export=/no/such/folder/x           | 2 | --export cannot write '/no/such/folder/x'
            replay FOLDER/trades.ndjson --dead-letter.topic=a/b              | 2 | dead-letter.topic must be made of letters, digits
            replay FOLDER/trades.ndjson --flink.execution.checkpointing.dir=file://FOLDER/junk | 1 | checkpoints cannot be kept: is there room on the disk of execution.checkpointing.dir
            replay FOLDER/ahead.ndjson                                       | 0 | ahead of the clock, more than trade.max-ahead (5 min): is the clock of this machine right?
            replay FOLDER/trades.ndjson --speed=-1                           | 2 | --speed must be a number such as 60
            replay FOLDER/trades.ndjson --kafka.bootstrap.servers=h:1        | 2 | leave out kafka.bootstrap.servers
            replay FOLDER/trades.ndjson --trade.format=bnance                | 2 | did you mean binance?
            replay FOLDER/trades.ndjson --trade.time.unit=sec                | 2 | trade.time.unit
            replay FOLDER/trades.ndjson --bar.intervals=7m                   | 2 | use 1m, 5m, 15m, 30m, 1h, 4h or 1d
            replay FOLDER/trades.ndjson --redis.ttl=-5s                      | 2 | such as '5 s' or '5 min'
            replay FOLDER/trades.ndjson --simulate.rate                      | 2 | --simulate.rate has no value
            replay FOLDER/trades.ndjson --redis.url=localhost:6379           | 2 | must start with https://, redis:// or rediss://
            replay FOLDER/trades.ndjson --redis.url=https://127.0.0.1:1      | 2 | redis.token or redis.token-file must be set
            replay FOLDER/trades.ndjson --redis.url=https://127.0.0.1:1 --redis.token-file=FOLDER/none | 2 | cannot be read: there is no such file
            replay FOLDER/trades.ndjson --redis.url=https://127.0.0.1:1 --redis.token-file=FOLDER/empty | 2 | is empty: it must hold the REST token
            replay FOLDER/trades.ndjson --redis.url=rediss://127.0.0.1:1 --redis.tls.ca-file=FOLDER/none | 2 | cannot be read: there is no such file
            replay FOLDER/trades.ndjson --redis.url=rediss://127.0.0.1:1 --redis.tls.ca-file=FOLDER/junk | 2 | must hold certificates as PEM
            replay FOLDER/trades.ndjson --redis.url=redis://reader:right@127.0.0.1:PORT | 1 | does not let bars be written: NOPERM
            --config=FOLDER/none.yaml                                        | 2 | does not exist (--config or TRADEBARS_CONFIG)
            bars GC --redis.url=redis://127.0.0.1:1                          | 1 | cannot be read: connection refused
            bars GC --redis.url=redis://no.such.host.invalid                 | 1 | cannot be read: unknown host
            bars GC --redis.url=redis://alice:wrong@127.0.0.1:PORT           | 1 | refuses to be read: WRONGPASS
            bars GC --redis.url=HTTPS --redis.token=TOKEN                    | 1 | name it or its authority in redis.tls.ca-file
            bars GC --redis.url=HTTPS --redis.token=TOKEN --redis.tls.ca-file=FOLDER/ca.pem --redis.tls.pins=PIN | 1 | none of redis.tls.pins
            replay FOLDER/trades.ndjson --redis.url=rediss://127.0.0.1:1 --redis.tls.pins=PIN,sha1/abc | 2 | must be sha256/ and the base64
            bars GC --redis.url=HTTPS --redis.token=wrong --redis.tls.ca-file=FOLDER/ca.pem | 1 | refuses to be read: WRONGPASS
            doctor --kafka.bootstrap.servers=no-port                         | 1 | kafka.bootstrap.servers 'no-port'
            """)
    void aMistakeIsAnsweredInAFewLinesThatSayWhatToDo(String commandLine, int status, String answer) {
        assertAnswered(commandLine, status, answer);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsNamed() {
        assertAnswered(
                "replay FOLDER/trades.ndjson --export=/dev/full",
                1,
                "--export cannot write '/dev/full': No space left on device");
    }

    private static void assertAnswered(String commandLine, int status, String answer) {
        List<String> arguments = Stream.of(commandLine
                        .replace("FOLDER", folder.toString())
                        .replace("PORT", Integer.toString(bench.redisPort))
                        .replace("HTTPS", bench.endpoint.httpsUrl())
                        .replace("TOKEN", RestBench.TOKEN)
                        .replace("PIN", "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
                        .split(" +"))
                .toList();

        CommandRun run = CommandRun.of(Map.of(), arguments);

        assertThat(run.status()).as(run.err()).isEqualTo(status);
        List<String> said = Stream.concat(run.err().lines(), run.out().lines())
                .filter(line -> !line.startsWith("warning: ") && !line.equals("(--help shows all options)"))
                .toList();
        assertThat(said)
                .hasSizeBetween(1, 3)
                .anySatisfy(line -> assertThat(line).contains(answer))
                .noneMatch(line -> line.contains("Exception") || line.matches("\\s+at .*"))
                .noneMatch(line -> line.contains("wrong@") || line.contains(RestBench.TOKEN));
    }
}
