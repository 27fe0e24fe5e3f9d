package io.tradebars.redis;

import static io.tradebars.redis.Outcomes.failureOf;
import static io.tradebars.redis.Outcomes.outcomeOf;
import static io.tradebars.redis.RestServer.json;
import static io.tradebars.redis.RestServer.result;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.netty.handler.codec.EncoderException;
import io.tradebars.redis.CommandOutcome.BatchRejected;
import io.tradebars.redis.CommandOutcome.Refused;
import io.tradebars.redis.CommandOutcome.Transient;
import io.tradebars.redis.CommandOutcome.Unauthorized;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpRedisConnectorFailuresTest {

    @TempDir
    Path directory;

    private RestServer server;
    private RedisConnector connector;
    private StatefulRedisConnection<String, String> connection;

    @BeforeEach
    void start() throws IOException {
        server = new RestServer(directory);
        connect(server.settings());
    }

    private void connect(RedisSettings settings) {
        if (connector != null) {
            connector.close();
        }
        connector = RedisConnector.create(settings);
        connection = connector.connect(StringCodec.UTF8);
    }

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    @Test
    void wrongTokenSaysWhatToDoWithoutTheToken() {
        server.answer(json(401, "{\"error\":\"Unauthorized: " + RestServer.TOKEN + "\"}"));

        Throwable failure = failureOf(connection.async().get("k"));

        assertThat(failure)
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageStartingWith("WRONGPASS")
                .hasMessageContaining("check redis.token");
        assertThat(failure.toString()).doesNotContain(RestServer.TOKEN);
        assertThat(CommandOutcome.of(failure)).isInstanceOf(Unauthorized.class);
    }

    @Test
    void serverThatQuotesTheTokenDoesNotLeakIt() {
        server.answer(json(400, "{\"error\":\"ERR bad header Bearer " + RestServer.TOKEN + "\"}"))
                .answer(json(500, "{\"error\":\"bad header Bearer " + RestServer.TOKEN + "\"}"));

        assertThat(failureOf(connection.async().get("k"))).hasMessage("ERR bad header Bearer ***");
        assertThat(failureOf(connection.async().get("k"))).hasMessage("HTTP 500: bad header Bearer ***");
    }

    @Test
    void badRequestOfOneCommandIsItsError() {
        server.answer(json(400, "{\"error\":\"ERR wrong number of arguments\"}"));

        assertThat(outcomeOf(connection.async().get("k"))).isEqualTo(new Refused("ERR wrong number of arguments"));
    }

    @Test
    void badRequestOfSeveralCommandsIsNobodysError() {
        server.answer(json(400, "{\"error\":\"ERR max request size exceeded\"}"));
        List<RedisFuture<Long>> replies = flushTwo();

        for (RedisFuture<Long> reply : replies) {
            assertThat(outcomeOf(reply)).isEqualTo(new BatchRejected("HTTP 400: ERR max request size exceeded"));
        }
    }

    @Test
    void usedUpQuotaOfABatchIsAnOutageOfEachCommand() {
        server.answer(json(400, "{\"error\":\"ERR max requests limit exceeded. Limit: 1, Usage: 2\"}"));

        for (RedisFuture<Long> reply : flushTwo()) {
            assertThat(outcomeOf(reply)).isEqualTo(new Transient("request limit exceeded", null));
        }
    }

    @Test
    void retryAfterReachesTheCaller() {
        server.answer(json(429, "{\"error\":\"slow down\"}")
                .newBuilder()
                .setHeader("Retry-After", "7")
                .build());

        Throwable failure = failureOf(connection.async().get("k"));

        assertThat(failure).isInstanceOfSatisfying(RedisHttpException.class, http -> {
            assertThat(http.status()).isEqualTo(429);
            assertThat(http.retryAfter()).contains(Duration.ofSeconds(7));
            assertThat(http).hasMessage("HTTP 429: slow down");
        });
        assertThat(CommandOutcome.of(failure)).isEqualTo(new Transient("HTTP 429", Duration.ofSeconds(7)));
    }

    @Test
    void synchronousCallsAreJudgedAlike() {
        server.answer(new MockResponse.Builder()
                .code(429)
                .setHeader("Retry-After", "7")
                .build());

        assertThatThrownBy(() -> connection.sync().get("k")).satisfies(failure -> assertThat(CommandOutcome.of(failure))
                .isEqualTo(new Transient("HTTP 429", Duration.ofSeconds(7))));
    }

    @Test
    void errorPageOfAProxyIsNotQuoted() {
        server.answer(new MockResponse.Builder()
                .code(500)
                .setHeader("Content-Type", "text/html")
                .body("<html>" + "x".repeat(100_000))
                .build());

        Throwable failure = failureOf(connection.async().get("k"));

        assertThat(failure).isInstanceOf(RedisHttpException.class).hasMessage("HTTP 500");
        assertThat(CommandOutcome.of(failure)).isEqualTo(new Transient("HTTP 500", null));
    }

    @Test
    void pageInsteadOfRepliesIsMalformed() {
        server.answer(json("<html>Log in to the hotel</html>"));

        assertThat(outcomeOf(connection.async().get("k"))).isEqualTo(new Transient("malformed reply", null));
    }

    @Test
    void replyOfAnotherTypeIsMalformedAndNoFaultOfTheCommand() {
        server.answerResults(RestServer.text("abc"));

        assertThat(outcomeOf(connection.async().incr("k"))).isEqualTo(new Transient("malformed reply", null));
    }

    @Test
    void truncatedReplyFailsTheWholeBatch() {
        server.answer(json("[" + result("1") + ",{\"resu"));

        for (RedisFuture<Long> reply : flushTwo()) {
            assertThat(failureOf(reply)).isInstanceOf(RedisException.class);
        }
    }

    @Test
    void wrongNumberOfRepliesFailsTheWholeBatch() {
        server.answerResults(result("1"));

        for (RedisFuture<Long> reply : flushTwo()) {
            assertThat(failureOf(reply))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("1 replies to 2 commands");
        }
        server.answerResults(result("1"), result("2"), result("3"));
        for (RedisFuture<Long> reply : flushTwo()) {
            assertThat(failureOf(reply)).hasMessageContaining("more than 2 replies to 2 commands");
        }
    }

    @Test
    void silentServerIsATimeout() {
        connect(server.settings(Duration.ofMillis(300)));
        server.answer(RestServer.silence());

        Throwable failure = failureOf(connection.async().get("k"));

        assertThat(failure).isInstanceOf(RedisCommandTimeoutException.class);
        assertThat(CommandOutcome.of(failure)).isEqualTo(new Transient("timeout", null));
    }

    @Test
    void commandTimeoutOfTheConnectionCoversTheTimeInTheQueue() {
        server.answerAlways(request -> RestServer.silence());
        connection.setTimeout(Duration.ofMillis(200));

        connection.async().get("first");
        RedisFuture<String> waiting = connection.async().get("waiting");

        assertThat(failureOf(waiting)).isInstanceOf(RedisCommandTimeoutException.class);
    }

    @Test
    void requestThatNobodyWaitsForAnyMoreBlocksNobody() {
        server.answer(RestServer.silence()).answerResults(RestServer.text("v"));
        connection.setTimeout(Duration.ofMillis(200));
        assertThat(failureOf(connection.async().get("hangs"))).isInstanceOf(RedisCommandTimeoutException.class);
        connection.setTimeout(Duration.ofSeconds(5));

        assertThat(connection.async().get("k").toCompletableFuture())
                .succeedsWithin(5, SECONDS)
                .isEqualTo("v");
    }

    @Test
    void refusedConnectionIsToldApart() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        connect(settings("https://localhost:" + port, server.caFile()));

        Throwable failure = failureOf(connection.async().get("k"));

        assertThat(failure).isInstanceOf(RedisConnectionException.class).hasMessageContaining("cannot connect to");
        assertThat(CommandOutcome.of(failure)).isEqualTo(new Transient("connection refused", null));
    }

    @Test
    void untrustedCertificateIsToldApart() {
        connect(settings(server.server().url("/").toString(), null));

        Throwable failure = failureOf(connection.async().get("k"));

        assertThat(failure).isInstanceOf(RedisConnectionException.class);
        assertThat(CommandOutcome.of(failure)).isEqualTo(new Transient("untrusted certificate", null));
        assertThat(connector.stats().tlsHandshakes()).isZero();
    }

    @Test
    void unknownHostIsToldApart() {
        connect(settings("https://no-such-host.invalid", null));

        assertThat(outcomeOf(connection.async().get("k"))).isEqualTo(new Transient("unknown host", null));
    }

    @Test
    void commandThatItsCodecCannotEncodeLeavesTheConnectionUsable() {
        StatefulRedisConnection<String, String> picky = connector.connect(new RedisCodec<>() {
            @Override
            public String decodeKey(ByteBuffer bytes) {
                return StringCodec.UTF8.decodeKey(bytes);
            }

            @Override
            public String decodeValue(ByteBuffer bytes) {
                return StringCodec.UTF8.decodeValue(bytes);
            }

            @Override
            public ByteBuffer encodeKey(String key) {
                return StringCodec.UTF8.encodeKey(key);
            }

            @Override
            public ByteBuffer encodeValue(String value) {
                if (value.equals("poison")) {
                    throw new IllegalStateException("poison");
                }
                return StringCodec.UTF8.encodeValue(value);
            }
        });
        server.answerResults(result("\"OK\""));

        Throwable failure = failureOf(picky.async().set("k", "poison"));

        assertThat(failure).isInstanceOf(EncoderException.class);
        assertThat(CommandOutcome.of(failure)).isInstanceOf(Refused.class);
        assertThat(picky.sync().set("k", "good")).isEqualTo("OK");
    }

    private List<RedisFuture<Long>> flushTwo() {
        connection.setAutoFlushCommands(false);
        List<RedisFuture<Long>> replies =
                List.of(connection.async().incr("a"), connection.async().incr("b"));
        connection.flushCommands();
        return replies;
    }

    private static RedisSettings settings(String url, String caFile) {
        return RedisSettings.builder(url)
                .token(RestServer.TOKEN)
                .caFile(caFile)
                .callTimeout(Duration.ofSeconds(10))
                .build();
    }
}
