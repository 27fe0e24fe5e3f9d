package io.tradebars.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RedisSettings;
import io.tradebars.redis.RetrySchedule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FirstContactTest {

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
        assertThat(open(rest.url(), () -> {}).isOpen()).isTrue();

        assertThat(rest.bodies).containsExactly("[[\"PING\"]]");
        assertThat(log.lines()).isEmpty();
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
        MockResponse pong = RestFixture.json("[{\"result\":\"UE9ORw==\"}]");

        assertThat(open(rest.url(), () -> rest.pingAnswer = pong).isOpen()).isTrue();

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

    private io.lettuce.core.api.StatefulRedisConnection<byte[], byte[]> open(String url, Runnable onRetry)
            throws Exception {
        boolean isRest = url.startsWith("http");
        SinkSettings base = WriterFixture.settings(url, 1, 1, Duration.ofMinutes(1));
        SinkSettings settings = withRedis(
                base,
                RedisSettings.builder(url)
                        .token(isRest ? "s3cret" : null)
                        .callTimeout(Duration.ofSeconds(5))
                        .connectTimeout(Duration.ofSeconds(5))
                        .build());
        connector = RedisConnector.create(settings.redis());
        RetrySchedule schedule = WriterFixture.schedule();
        return new FirstContact(connector, settings, schedule, pauses::add, onRetry).open();
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
