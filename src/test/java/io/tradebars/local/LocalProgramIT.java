package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged program as somebody starts it at a terminal: what it says, how it ends, and what it leaves behind. */
class LocalProgramIT {

    private static final int FAILED = 1;
    private static final int WRONG_OPTIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> ADDRESSES = List.of(
            "UPSTASH_REDIS_REST_URL=",
            "UPSTASH_REDIS_REST_TOKEN=",
            "REDIS_URL=",
            "KAFKA_BOOTSTRAP_SERVERS=",
            "FLINK_WEB=",
            "CHART=");

    @TempDir
    private Path folder;

    /** How it ended, and how long that took. */
    private record Ended(int status, List<String> lines, Duration took) {
        String output() {
            return String.join("\n", lines);
        }
    }

    @Test
    void allMistakesInTheOptionsAreNamedAtOnceBeforeAnythingStarts() throws Exception {
        Ended ended = run(
                Map.of("TRADEBARS_BAR_INTERVAL", "1m"),
                "--bar.out-of-ordernes=3 s",
                "--redis.ttl=soon",
                "--bar.intervals=7m",
                "--local.kafka.port=70000",
                "--parallelism=0",
                "--simulate.rate=-1");

        assertThat(ended.status()).isEqualTo(WRONG_OPTIONS);
        assertThat(ended.output())
                .contains(
                        "bar.out-of-orderness",
                        "TRADEBARS_BAR_INTERVAL",
                        "redis.ttl",
                        "'soon'",
                        "7m",
                        "local.kafka.port",
                        "parallelism must be 1 or more",
                        "simulate.rate must be 0 or more");
        assertNothingStarted(ended);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ftp://localhost:80, must start with https://",
        "localhost:6379, must start with https://",
        "http://example.org, must be https://"
    })
    void aWrongSchemeIsRefusedWithTheRightOnes(String url, String advice) throws Exception {
        Ended ended = run(Map.of(), "--redis.url", url, "--redis.token=hush-hush");

        assertThat(ended.status()).isEqualTo(WRONG_OPTIONS);
        assertThat(ended.output()).contains("redis.url", advice).doesNotContain("hush-hush");
        assertNothingStarted(ended);
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws Exception {
        Ended ended = run(Map.of(), "replay", "no/such.ndjson", folder.toString());

        assertThat(ended.status()).isEqualTo(WRONG_OPTIONS);
        assertThat(ended.output())
                .contains("file not found: 'no/such.ndjson'", "'" + folder + "' is a folder: name the files in it");
        assertNothingStarted(ended);
    }

    @Test
    void aTakenPortIsNamedWithItsOption() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Ended ended = run(Map.of(), "--local.rest.http-port=" + taken.getLocalPort());

            assertThat(ended.status()).isEqualTo(WRONG_OPTIONS);
            assertThat(ended.output()).contains("port " + taken.getLocalPort() + " is taken (local.rest.http-port)");
            assertNothingStarted(ended);
        }
    }

    @Test
    void aBrokerThatIsNotThereIsSaidSoWithinSeconds() throws Exception {
        Ended ended = run(Map.of(), "--kafka.bootstrap.servers=127.0.0.1:1");

        assertThat(ended.status()).isPositive();
        assertThat(ended.took()).isLessThan(Duration.ofSeconds(25));
        assertThat(ended.output()).contains("no Kafka broker answers at 127.0.0.1:1", "--kafka.bootstrap.servers");
        assertLeavesNothing(ended);
    }

    @Test
    void aTopicThatIsMissingIsNamedWithItsOption() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), 0)) {
            Ended ended =
                    run(Map.of(), "--kafka.bootstrap.servers", kafka.bootstrapServers(), "--kafka.topic", "nowhere");

            assertThat(ended.status()).isPositive();
            assertThat(ended.output())
                    .contains("topic 'nowhere' does not exist at " + kafka.bootstrapServers(), "--kafka.topic");
            assertLeavesNothing(ended);
        }
    }

    @Test
    void aWrongTokenIsRefusedWithWhatToDoAndNeverPrinted() throws Exception {
        String token = "wr0ng-t0ken-of-somebody";
        Path file = Files.write(folder.resolve("trades.ndjson"), JobBench.trades("GC", 1_723_161_240_000L));
        Path authority = Files.writeString(folder.resolve("ca.pem"), RestBench.certificatePem());
        try (RestBench redis = new RestBench()) {
            Ended ended = run(
                    Map.of(),
                    "replay",
                    file.toString(),
                    "--redis.url",
                    redis.endpoint.httpsUrl(),
                    "--redis.token",
                    token,
                    "--redis.tls.ca-file",
                    authority.toString());

            assertThat(ended.status()).isEqualTo(FAILED);
            assertThat(ended.output())
                    .contains(
                            "refuses the token",
                            "set redis.token or redis.token-file to the REST token of this database")
                    .doesNotContain(token);
            assertLeavesNothing(ended);
            assertThat(JobBench.strings(redis.redisPort)).isEmpty();
        }
    }

    @Test
    void aRedisThatIsNotThereIsNamedWithItsOption() throws Exception {
        Path file = Files.write(folder.resolve("trades.ndjson"), JobBench.trades("GC", 1_723_161_240_000L));

        Ended ended = run(
                Map.of(),
                "replay",
                file.toString(),
                "--redis.url=redis://127.0.0.1:1",
                "--redis.retry.initial-backoff=100 ms");

        assertThat(ended.status()).isEqualTo(FAILED);
        assertThat(ended.output())
                .contains("the job failed: Redis at redis://127.0.0.1:1 cannot be reached (redis.url)");
        assertLeavesNothing(ended);
    }

    @Test
    void localModeRunsUntilItIsAskedToEndAndLeavesNothing() throws Exception {
        Path temporary = Files.createDirectories(folder.resolve("live"));
        try (LocalProgram program =
                LocalProgram.start(temporary, Map.of(), "--simulate.symbols", "GC,SI", "--simulate.rate", "50")) {
            Map<String, String> addresses = awaitAddresses(program);
            awaitOpenBars(addresses.get("REDIS_URL="), Set.of("GC", "SI"));
            awaitStatusLine(program);
            assertTellsANewcomerWhatToDo(program, addresses);
            List<ProcessHandle> children = childrenOfPrograms();
            assertThat(children).as("its Redis server").isNotEmpty();

            // Process.destroy() would close the pipe before the last lines come through it (JDK 17 ProcessImpl).
            programs().forEach(ProcessHandle::destroy);
            program.awaitExit();

            List<String> lines = program.lines();
            assertThat(lines.subList(Math.max(0, lines.size() - 4), lines.size()))
                    .anySatisfy(line -> assertThat(line).endsWith("Closing Redis connection pool..."))
                    .anySatisfy(line -> assertThat(line).endsWith("Redis connection pool closed"));
            assertThat(lines).noneMatch(line -> line.matches("\\s+at .*"));
            assertThat(LocalProgram.leftIn(temporary)).isEmpty();
            // Killed before the program ends, but the system takes a moment to bury them.
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
            portsOf(addresses).forEach(port -> assertThat(Ports.isTaken(port))
                    .as("port %d is taken still", port)
                    .isFalse());
        }
    }

    @Test
    void twoProgramsRunSideBySide() throws Exception {
        Path first = Files.createDirectories(folder.resolve("first"));
        Path second = Files.createDirectories(folder.resolve("second"));
        try (LocalProgram one = LocalProgram.start(first, Map.of(), "--simulate.symbols", "ONE");
                LocalProgram two = LocalProgram.start(second, Map.of(), "--simulate.symbols", "TWO")) {
            Map<String, String> addressesOfOne = awaitAddresses(one);
            Map<String, String> addressesOfTwo = awaitAddresses(two);
            assertThat(portsOf(addressesOfOne)).doesNotContainAnyElementsOf(portsOf(addressesOfTwo));
            awaitOpenBars(addressesOfOne.get("REDIS_URL="), Set.of("ONE"));
            awaitOpenBars(addressesOfTwo.get("REDIS_URL="), Set.of("TWO"));
            assertListensOnLoopbackOnly(portsOf(addressesOfOne));

            one.interrupt();
            two.interrupt();
            one.awaitExit();
            two.awaitExit();

            assertThat(LocalProgram.leftIn(first)).isEmpty();
            assertThat(LocalProgram.leftIn(second)).isEmpty();
        }
    }

    private static void assertListensOnLoopbackOnly(List<Integer> ports) throws IOException {
        if (!Files.exists(Path.of("/proc/net/tcp"))) {
            return;
        }
        List<InetSocketAddress> listening = new ArrayList<>();
        for (ProcessHandle program : programs().toList()) {
            listening.addAll(ListeningSockets.of(program));
        }
        assertThat(listening).extracting(InetSocketAddress::getPort).containsAll(ports);
        assertThat(listening)
                .allSatisfy(socket -> assertThat(socket.getAddress().isLoopbackAddress())
                        .as("%s is loopback", socket)
                        .isTrue());
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        long begin = System.nanoTime();
        try (LocalProgram program = LocalProgram.start(temporary(), environment, arguments)) {
            int status = program.awaitExit();
            return new Ended(status, program.lines(), Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private Path temporary() throws IOException {
        return Files.createDirectories(folder.resolve("temporary"));
    }

    private void assertNothingStarted(Ended ended) throws IOException {
        assertThat(ended.took()).isLessThan(Duration.ofSeconds(10));
        assertThat(ended.output()).doesNotContain("Closing Redis connection pool");
        assertLeavesNothing(ended);
    }

    private void assertLeavesNothing(Ended ended) throws IOException {
        assertThat(ended.lines())
                .noneMatch(line -> line.matches("\\s+at .*"))
                .noneMatch(line -> line.contains("Exception"));
        assertThat(LocalProgram.leftIn(temporary())).isEmpty();
    }

    private static Map<String, String> awaitAddresses(LocalProgram program) {
        Map<String, String> addresses = new LinkedHashMap<>();
        ADDRESSES.forEach(name -> addresses.put(name, program.awaitLine(name)));
        assertThat(addresses.values()).allMatch(value -> value.matches("\\S+"));
        return addresses;
    }

    private static List<Integer> portsOf(Map<String, String> addresses) {
        return addresses.values().stream()
                .map(address -> address.substring(address.lastIndexOf(':') + 1).replaceAll("/.*", ""))
                .filter(port -> port.matches("\\d+"))
                .map(Integer::valueOf)
                .toList();
    }

    /** Plainly, since this is no terminal; the addresses are those of this run. */
    private static void assertTellsANewcomerWhatToDo(LocalProgram program, Map<String, String> addresses) {
        assertThat(program.output()).doesNotContain("\u001b");
        assertThat(program.lines())
                .anyMatch(
                        line -> line.startsWith("What happens: 50 simulated trades a second go to Kafka topic trades"))
                .anyMatch(line -> line.startsWith("Where to look: "))
                .anyMatch(line -> line.matches(
                        "  java -jar \\S*tradebars.jar bars GC --redis.url " + addresses.get("REDIS_URL=")))
                .anyMatch(line -> line.startsWith("  curl -s -H \"Authorization: Bearer "
                        + addresses.get("UPSTASH_REDIS_REST_TOKEN=") + "\" \""
                        + addresses.get("UPSTASH_REDIS_REST_URL=") + "/get/bars:1m:GC:"))
                .anyMatch(line -> line.matches("  java -jar \\S*tradebars.jar doctor --kafka.bootstrap.servers "
                        + addresses.get("KAFKA_BOOTSTRAP_SERVERS=") + " --redis.url " + addresses.get("REDIS_URL=")))
                .contains("Ctrl-C stops everything.");
    }

    private static void awaitStatusLine(LocalProgram program) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(program.lines())
                .anyMatch(line -> line.matches("\\d\\d:\\d\\d(:\\d\\d)?  [\\d,]+ trades?/s, .*")));
    }

    /** Until each symbol has an open bar, and no others have one. */
    private static void awaitOpenBars(String redisUrl, Set<String> symbols) {
        try (RedisClient client = RedisClient.create(redisUrl);
                var redis = client.connect()) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                List<String> keys = new ArrayList<>(redis.sync().keys("bars:1m:*"));
                keys.removeIf(key -> {
                    String bar = redis.sync().get(key);
                    return bar == null || !bar.contains("\"x\":false");
                });
                assertThat(keys.stream().map(key -> key.split(":")[2]).collect(Collectors.toSet()))
                        .isEqualTo(symbols);
            });
        }
    }

    private static Stream<ProcessHandle> programs() {
        return ProcessHandle.current()
                .children()
                .filter(process -> process.info().command().orElse("").endsWith("java"));
    }

    /** What the programs started from here have started in their turn. */
    private static List<ProcessHandle> childrenOfPrograms() {
        return programs().flatMap(ProcessHandle::descendants).toList();
    }
}
