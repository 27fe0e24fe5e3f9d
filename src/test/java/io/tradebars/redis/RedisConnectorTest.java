package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisException;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisConnectorTest {

    private static final String SECRET = "s3cret";

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.upstash.io",
                "HTTPS://example.upstash.io",
                "http://localhost:8079",
                "http://127.0.0.1:8079",
                "http://[::1]:8079"
            })
    void schemeHttpGivesRest(String url) {
        try (RedisConnector connector = RedisConnector.create(settings(url))) {
            assertThat(connector).isInstanceOf(HttpRedisConnector.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://localhost", "rediss://user:password@localhost:6380/2"})
    void schemeRedisGivesASocket(String url) {
        try (RedisConnector connector = RedisConnector.create(settings(url))) {
            assertThat(connector).isInstanceOf(SocketRedisConnector.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://localhost", "localhost:6379", "cache", "redis-sentinel://localhost"})
    void otherSchemesAreRefused(String url) {
        assertThatThrownBy(() -> RedisConnector.create(settings(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis.url must start with https://, redis:// or rediss://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://example.com", "http://localhost.example.com", "http://10.0.0.1", "http://127.evil.com"})
    void tokenNeverLeavesTheMachineInTheClear(String url) {
        assertThatThrownBy(() -> RedisConnector.create(settings(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("http:// is for this machine only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:s3cret@example.upstash.io",
                "https://example.upstash.io?_token=s3cret",
                "https://user:s3cret@under_score.example",
                "rediss://user:s3cret@under_score.example",
                "redis://user:s3cret@localhost:6379/s3cret",
                "xredis://user:s3cret@localhost",
            })
    void messagesNeverShowSecrets(String url) {
        assertThatThrownBy(() -> RedisConnector.create(settings(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis.url")
                .satisfies(failure ->
                        assertThat(failure.toString() + failure.getCause()).doesNotContain(SECRET));
    }

    @Test
    void tokenIsReadFromItsFile() throws Exception {
        try (RestServer server = new RestServer(directory)) {
            Path file = Files.writeString(directory.resolve("token"), "from-file\n");
            server.answerResults(RestServer.result("1"));

            RedisSettings settings = server.settingsBuilder()
                    .token(null)
                    .tokenFile(file.toString())
                    .build();
            try (RedisConnector connector = RedisConnector.create(settings)) {
                connector.connect(StringCodec.UTF8).sync().incr("n");
            }

            assertThat(server.requests().get(0).getHeaders().get("Authorization"))
                    .isEqualTo("Bearer from-file");
        }
    }

    @Test
    void fileThatCannotBeReadIsNamed() {
        assertThatThrownBy(() -> RedisConnector.create(settings(null, "/no/such/token", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis.token-file '/no/such/token' cannot be read");
        assertThatThrownBy(() -> RedisConnector.create(settings(SECRET, null, "/no/such/ca")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("CA file '/no/such/ca' cannot be read");
    }

    @Test
    void tokenOfTwoLinesIsRefusedWithoutShowingIt() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "TOKEN=" + SECRET + "\nOTHER=" + SECRET);

        assertThatThrownBy(() -> RedisConnector.create(settings(null, file.toString(), null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one word")
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain(SECRET));
    }

    @Test
    void caFileWithoutCertificateIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("ca.pem"), "");

        assertThatThrownBy(() -> RedisConnector.create(settings(SECRET, null, file.toString())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holds no certificate");
    }

    @Test
    void closedConnectorMakesNoConnections() {
        RedisConnector connector = RedisConnector.create(settings("https://example.upstash.io"));
        connector.close();

        assertThatThrownBy(() -> connector.connect(StringCodec.UTF8)).isInstanceOf(RedisException.class);
    }

    private static RedisSettings settings(String url) {
        return RedisSettings.of(url, SECRET);
    }

    private static RedisSettings settings(String token, String tokenFile, String caFile) {
        return RedisSettings.builder("https://example.upstash.io")
                .token(token)
                .tokenFile(tokenFile)
                .caFile(caFile)
                .build();
    }
}
