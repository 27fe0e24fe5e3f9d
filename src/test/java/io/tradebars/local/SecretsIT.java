package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever way the token is given, or the password of a Redis that is spoken to by its own protocol, a run writes and serves it nowhere: neither what it prints, nor its log at TRACE, nor the pages of
 * Flink and of the chart, nor the dead-letter topic, nor the JVM's own properties, nor a file that is left behind; and not when Redis
 * goes away, either.
 */
class SecretsIT {

    private static final String TOKEN = "canary-5f0c1d7e9b";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DEAD_LETTERS = "trades.dead-letter";

    /** How somebody tells the token; or the password, in the address of Redis. */
    enum Way {
        FILE,
        ENVIRONMENT,
        COMMAND_LINE,
        ADDRESS
    }

    @TempDir
    private Path folder;

    private EmbeddedRedis redis;
    private RestEndpoint rest;
    private Path authority;
    private Path log;

    @BeforeEach
    void start() throws Exception {
        redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        LocalCertificate certificate = new LocalCertificate();
        authority = certificate.writeAuthority(folder);
        rest = RestEndpoint.start(redis.url(), certificate.serverContext(), TOKEN, 0, 0);
        log = folder.resolve("trace.log");
    }

    @AfterEach
    void stop() {
        rest.close();
        redis.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Way.class,
            names = {"FILE", "COMMAND_LINE", "ADDRESS"})
    void theTokenIsNeitherWrittenNorServed(Way way) throws Exception {
        Map<String, String> seen = new HashMap<>();
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        try (LocalProgram program = LocalProgram.start(temporary, environment(way), arguments(way))) {
            String kafka = program.awaitLine("KAFKA_BOOTSTRAP_SERVERS=");
            String flink = program.awaitLine("FLINK_WEB=");
            String chart = program.awaitLine("CHART=");
            awaitLine(program, ".* trades?/s, [1-9].* bars? written.*");
            seen.put("the dead letters", deadLetter(kafka));
            seen.putAll(ServedPages.of(flink, chart));
            if (way != Way.COMMAND_LINE) {
                // What a command line says is in the JVM's properties, and in the list of processes.
                seen.put("the JVM's properties", systemProperties(program));
            }
            rest.close();
            redis.close();
            awaitLine(program, ".*WARN +Redis .*attempt 1/3.*");
            program.interrupt();
            program.awaitExit();
            seen.put("what it prints", program.output());
        }

        assertThat(seen).hasSizeGreaterThan(30);
        seen.forEach((where, text) -> assertThat(text).as(where).isNotEmpty().doesNotContain(TOKEN));
        assertThat(seen.get("what it prints").contains("other users of this machine can see command lines"))
                .as("a warning")
                .isEqualTo(way == Way.COMMAND_LINE);
        assertThat(linesWithTheToken(log)).isEmpty();
        assertThat(Files.size(log)).isGreaterThan(1_000_000);
        assertNotInFiles(temporary);
    }

    @Test
    void aTokenThatIsRefusedIsNotInWhatIsSaidOfIt() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Map<String, String> environment = new HashMap<>(environment(Way.ENVIRONMENT));
        environment.put("TRADEBARS_REDIS_TOKEN", TOKEN + "-of-yesterday");
        try (LocalProgram program = LocalProgram.start(temporary, environment, arguments(Way.ENVIRONMENT))) {
            assertThat(program.awaitExit()).isEqualTo(1);

            assertThat(program.output()).contains("refuses the token").doesNotContain(TOKEN);
        }
        assertThat(linesWithTheToken(log)).isEmpty();
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "what other processes are given is read from /proc")
    void neitherTheTokenMadeForARunNorASecretFromTheEnvironmentIsHandedToWhatLocalModeStarts() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Map<String, String> environment =
                Map.of("TRADEBARS_KAFKA_PROPERTIES_SSL_KEY_PASSWORD", TOKEN, "UPSTASH_REDIS_REST_TOKEN", TOKEN);
        try (LocalProgram program = LocalProgram.start(temporary, environment, "--simulate.rate=1")) {
            String made = program.awaitLine("UPSTASH_REDIS_REST_TOKEN=");
            List<ProcessHandle> children =
                    ProcessHandle.of(program.pid()).orElseThrow().descendants().toList();

            StringBuilder given = new StringBuilder();
            for (ProcessHandle child : children) {
                Path process = Path.of("/proc", Long.toString(child.pid()));
                given.append(Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1))
                        .append(Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1));
            }
            assertThat(given).contains("--port", "PATH=");
            // Not given.doesNotContain(...), which would print all of it.
            assertThat(Stream.of(TOKEN, made).filter(secret -> given.indexOf(secret) >= 0))
                    .isEmpty();
            program.interrupt();
            program.awaitExit();
        }
    }

    private Map<String, String> environment(Way way) throws IOException {
        Path settings = folder.resolve("trace.properties");
        Files.writeString(settings, """
                status = off
                rootLogger.level = trace
                rootLogger.appenderRef.file.ref = file
                logger.tradebars.name = io.tradebars
                logger.tradebars.level = trace
                logger.tradebars.appenderRef.console.ref = console
                appender.file.type = File
                appender.file.name = file
                appender.file.fileName = %s
                appender.file.layout.type = PatternLayout
                appender.file.layout.pattern = %%-5level %%logger %%msg%%n%%throwable
                appender.console.type = Console
                appender.console.name = console
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %%d{HH:mm:ss} %%-5level %%msg%%n%%throwable{short.message}
                """.formatted(log.toString().replace('\\', '/')));
        Map<String, String> environment = new HashMap<>();
        environment.put("JAVA_TOOL_OPTIONS", "-Dlog4j2.configurationFile=" + settings.toUri());
        if (way == Way.ENVIRONMENT) {
            environment.put("UPSTASH_REDIS_REST_TOKEN", TOKEN);
        } else if (way == Way.ADDRESS) {
            environment.put("TRADEBARS_REDIS_URL", redis.url().replace("redis://", "redis://:" + TOKEN + "@"));
            try (RedisClient client = RedisClient.create(redis.url())) {
                client.connect().sync().configSet("requirepass", TOKEN);
            }
        }
        return environment;
    }

    private String[] arguments(Way way) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("--simulate.rate=50"));
        if (way != Way.ADDRESS) {
            arguments.addAll(List.of("--redis.url=" + rest.httpsUrl(), "--redis.tls.ca-file=" + authority));
        }
        if (way == Way.FILE) {
            arguments.add("--redis.token-file=" + Files.writeString(folder.resolve("secret"), TOKEN));
        } else if (way == Way.COMMAND_LINE) {
            arguments.add("--redis.token=" + TOKEN);
        }
        return arguments.toArray(String[]::new);
    }

    private static void awaitLine(LocalProgram program, String pattern) {
        Pattern line = Pattern.compile(pattern);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(program.lines())
                .anyMatch(each -> line.matcher(each).matches()));
    }

    /** Sends something that is no trade, and returns all of the record that is kept of it. */
    private static String deadLetter(String kafka) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("trades", "not a trade".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        StringBuilder found = new StringBuilder();
        await().atMost(PATIENCE).until(() -> {
            TopicContent.forEach(kafka, DEAD_LETTERS, record -> {
                found.append(new String(record.value(), StandardCharsets.UTF_8));
                record.headers().forEach(header -> found.append(header.key())
                        .append(new String(header.value(), StandardCharsets.UTF_8)));
            });
            return found.length() > 0;
        });
        return found.toString();
    }

    private String systemProperties(LocalProgram program) throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(program.pid()), "VM.system_properties")
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static List<String> linesWithTheToken(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return lines.lines().filter(line -> line.contains(TOKEN)).limit(5).toList();
        }
    }

    private static void assertNotInFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(linesWithTheToken(file)).as("%s", file).isEmpty();
            }
        }
    }
}
