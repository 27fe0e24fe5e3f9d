package io.tradebars.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.api.StatefulRedisConnection;
import io.tradebars.redis.PublicKeyPin;
import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RedisSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.CertificatePinner;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FirstContactTest {

    private static final MockResponse ONLY_PONG = RestFixture.json("[{\"result\":\"UE9ORw==\"}]");

    private final List<Duration> pauses = new ArrayList<>();
    private final CapturedLog log = new CapturedLog(FirstContact.class);
    private RestFixture rest;
    private RedisConnector connector;

    @BeforeEach
    void start() throws Exception {
        rest = new RestFixture();
    }

    @AfterEach
    void stop() {
        log.close();
        if (connector != null) {
            connector.close();
        }
        rest.close();
    }

    @Test
    void onePingIsSentAndAnswered() throws Exception {
        rest.pingAnswer = ONLY_PONG;

        assertThat(open(rest.url(), () -> {}).isOpen()).isTrue();

        assertThat(rest.bodies).containsExactly("[[\"PING\"]]");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whetherBarsMayBeWrittenIsAskedInTheSameRequest() throws Exception {
        rest.pingAnswer = RestFixture.PONG;

        assertThat(openToWrite().isOpen()).isTrue();

        assertThat(rest.bodies)
                .singleElement()
                .asString()
                .startsWith("[[\"PING\"],[\"EVAL\",")
                .endsWith("\"1\",\"bars:1m:tradebars-rehearsal:0\",\"SET\",\"\",\"XX\"]]");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void tokenThatMayOnlyReadFailsAtOnceAndSaysWhatToDo() {
        rest.pingAnswer =
                pongAndError("NOPERM this user has no permissions to run the 'eval' command or its subcommand");

        assertThatThrownBy(this::openToWrite)
                .isInstanceOf(WrongRedisException.class)
                .hasMessageStartingWith("Redis at " + rest.url() + " does not let bars be written: NOPERM")
                .hasMessageContaining("must be a token that may write: Upstash has a read-only one, too");
        assertThat(pauses).isEmpty();
    }

    @Test
    void replicaThatStaysOneFails() {
        rest.pingAnswer = pongAndError("READONLY You can't write against a read only replica.");

        assertThatThrownBy(this::openToWrite)
                .isInstanceOf(WrongRedisException.class)
                .hasMessageContaining("only lets itself be read: READONLY")
                .hasMessageContaining("that of the primary");
        assertThat(pauses).hasSize(2);
    }

    @Test
    void rightToSomeKeysOnlyIsAWarningSinceTheBarsThatComeMayHaveIt() throws Exception {
        rest.pingAnswer = pongAndError("NOPERM No permissions to access a key");

        assertThat(openToWrite().isOpen()).isTrue();

        assertThat(log.lines()).singleElement().asString().startsWith("WARN Redis at " + rest.url() + " does not let");
    }

    @Test
    void fullRedisIsNoReasonNotToBegin() throws Exception {
        rest.pingAnswer = pongAndError("OOM command not allowed when used memory > 'maxmemory'.");

        assertThat(openToWrite().isOpen()).isTrue();
        assertThat(pauses).isEmpty();
    }

    private static MockResponse pongAndError(String error) {
        return RestFixture.json("[{\"result\":\"UE9ORw==\"},{\"error\":\"" + error + "\"}]");
    }

    @Test
    void wrongTokenFailsAtOnceAndSaysWhatToDo() {
        rest.pingAnswer = new MockResponse.Builder()
                .code(401)
                .body("{\"error\":\"WRONGPASS invalid or missing auth token\"}")
                .build();

        assertThatThrownBy(() -> open(rest.url(), () -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Redis at " + rest.url() + " refuses the token: ")
                .hasMessageContaining("set redis.token or redis.token-file to the REST token of this database")
                .hasMessageNotContaining("s3cret");
        assertThat(pauses).isEmpty();
    }

    @Test
    void endpointThatIsNoRedisFailsAtOnce() {
        rest.pingAnswer = new MockResponse.Builder().code(400).body("<html>").build();

        assertThatThrownBy(() -> open(rest.url(), () -> {}))
                .hasMessageContaining("rejects a PING")
                .hasMessageContaining("is redis.url that of a Redis REST endpoint?");
        assertThat(pauses).isEmpty();
    }

    @Test
    void busyEndpointIsAskedAgain() throws Exception {
        rest.pingAnswer = new MockResponse.Builder().code(503).build();

        assertThat(open(rest.url(), () -> rest.pingAnswer = ONLY_PONG).isOpen()).isTrue();

        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
        assertThat(log.lines()).containsExactly("WARN Redis HTTP 503 (attempt 1/3), retrying in 1.0 s...");
    }

    @Test
    void endpointThatNobodyListensAtFailsAfterTheAttempts() throws Exception {
        int port = freePort();

        for (String scheme : List.of("http", "redis")) {
            pauses.clear();
            String address = scheme + "://127.0.0.1:" + port;
            assertThatThrownBy(() -> open(address, () -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Redis at " + address
                            + " cannot be reached (redis.url): connection refused in 3 attempts. ");
            assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
            connector.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "rediss"})
    void serverOfAnotherKeyThanThePinnedIsNotTheRightRedis(String scheme, @TempDir Path folder) throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        String pin = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            server.start();
            RedisSettings settings = RedisSettings.builder(scheme + "://localhost:" + server.getPort())
                    .token("s3cret")
                    .caFile(Files.writeString(folder.resolve("ca.pem"), certificate.certificatePem())
                            .toString())
                    .pins(List.of(new PublicKeyPin(pin)))
                    .build();

            assertThatThrownBy(() -> contact(settings, () -> {}).open())
                    .isInstanceOf(WrongRedisException.class)
                    .hasMessageContainingAll(
                            "untrusted certificate in 3 attempts",
                            CertificatePinner.pin(certificate.certificate()) + ", and pinned is " + pin,
                            "none of redis.tls.pins: if the server was given a new key, add that there");
        }
    }

    private StatefulRedisConnection<byte[], byte[]> open(String url, Runnable onRetry) throws Exception {
        return contact(redis(url), onRetry).open();
    }

    private StatefulRedisConnection<byte[], byte[]> openToWrite() throws Exception {
        return contact(redis(rest.url()), () -> {})
                .openToWrite(BarLayout.of(WriterFixture.settings(rest.url(), 1, 1, Duration.ofMinutes(1))
                        .layout()));
    }

    private static RedisSettings redis(String url) {
        return RedisSettings.builder(url)
                .token(url.startsWith("http") ? "s3cret" : null)
                .callTimeout(Duration.ofSeconds(5))
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    private FirstContact contact(RedisSettings redis, Runnable onRetry) {
        SinkSettings settings =
                withRedis(WriterFixture.settings(redis.url().toString(), 1, 1, Duration.ofMinutes(1)), redis);
        connector = RedisConnector.create(settings.redis());
        return new FirstContact(connector, settings, WriterFixture.schedule(), pauses::add, onRetry);
    }

    static SinkSettings withRedis(SinkSettings settings, RedisSettings redis) {
        return new SinkSettings(
                redis,
                settings.layout(),
                settings.retryAttempts(),
                settings.retryInitialBackoff(),
                settings.retryMaxBackoff(),
                settings.batchMaxCommands(),
                settings.batchMaxBytes(),
                settings.batchLinger(),
                settings.outageMax());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
