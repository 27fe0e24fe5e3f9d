package io.tradebars.redis;

import static io.tradebars.redis.Outcomes.failureOf;
import static io.tradebars.redis.Outcomes.outcomeOf;
import static io.tradebars.redis.RestServer.json;
import static io.tradebars.redis.RestServer.result;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.tradebars.redis.CommandOutcome.Transient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request reaches one server, once, whatever becomes of it: no retry and no redirect of OkHttp's repeats it elsewhere. */
class SentOnceTest {

    @TempDir
    Path directory;

    private RestServer server;
    private RedisConnector connector;
    private StatefulRedisConnection<String, String> connection;

    /** What INCR has counted: each request that arrived took effect. */
    private final AtomicInteger value = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        server = new RestServer(directory);
        connector = RedisConnector.create(server.settings());
        connection = connector.connect(StringCodec.UTF8);
    }

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    private MockResponse incremented() {
        return json("[" + result(String.valueOf(value.incrementAndGet())) + "]");
    }

    private void speak(String protocol) {
        if (protocol.equals("HTTP_1_1")) {
            server.server().setProtocols(List.of(Protocol.HTTP_1_1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_2", "HTTP_1_1"})
    void incrIsNeverSentTwiceWhenTheConnectionDropsAfterTheEffect(String protocol) {
        speak(protocol);
        server.answerAlways(request -> incremented());

        // OkHttp would repeat requests on reused connections, so one is warmed up.
        assertThat(connection.sync().incr("n")).isEqualTo(1);
        server.dropConnections(true);
        Throwable failure = failureOf(connection.async().incr("n"));
        server.dropConnections(false);

        assertThat(failure).isInstanceOf(RedisConnectionException.class);
        assertThat(CommandOutcome.of(failure)).isEqualTo(new Transient("connection lost", null));
        assertThat(value).hasValue(2);
        assertThat(connection.sync().incr("n")).isEqualTo(3);
    }

    static Stream<Arguments> cutsInTheBody() {
        UnaryOperator<MockResponse.Builder> cutSocket = answer -> answer.onResponseBody(new SocketEffect.CloseSocket());
        UnaryOperator<MockResponse.Builder> chunkedAndCut =
                answer -> cutSocket.apply(answer.chunkedBody(answer.build().getBody() == null ? "" : LONG_REPLY, 1000));
        UnaryOperator<MockResponse.Builder> resetStream =
                answer -> answer.onResponseBody(new SocketEffect.CloseStream(INTERNAL_ERROR));
        return Stream.of(
                Arguments.of("HTTP_1_1", "Content-Length, then cut", cutSocket),
                Arguments.of("HTTP_1_1", "chunks, then cut", chunkedAndCut),
                Arguments.of("HTTP_2", "cut", cutSocket),
                Arguments.of("HTTP_2", "stream reset", resetStream));
    }

    private static final int INTERNAL_ERROR = 2;
    private static final String LONG_REPLY = "[" + result("1") + " ".repeat(100_000) + "]";

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cutsInTheBody")
    void replyCutInTheMiddleIsALostConnectionAndNothingIsSentAgain(
            String protocol, String kind, UnaryOperator<MockResponse.Builder> cut) {
        speak(protocol);
        server.answerAlways(request -> incremented());
        assertThat(connection.sync().incr("n")).isEqualTo(1);

        server.answerAlways(request -> {
            value.incrementAndGet();
            return cut.apply(json(LONG_REPLY).newBuilder()).build();
        });
        Throwable failure = failureOf(connection.async().incr("n"));

        assertThat(failure).isInstanceOf(RedisConnectionException.class);
        assertThat(CommandOutcome.of(failure)).isEqualTo(new Transient("connection lost", null));
        assertThat(value).hasValue(2);
        server.answerAlways(request -> incremented());
        assertThat(connection.sync().incr("n")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"408, 0", "421, ", "429, 0", "500, 0", "503, 0", "504, 0"})
    void requestIsNotRepeatedThoughTheServerInvitesTo(int status, String retryAfter) {
        MockResponse.Builder answer = new MockResponse.Builder().code(status);
        if (retryAfter != null) {
            answer.setHeader("Retry-After", retryAfter);
        }
        server.answerAlways(request -> answer.build());

        assertThat(outcomeOf(connection.async().incr("n")))
                .isEqualTo(new Transient("HTTP " + status, retryAfter == null ? null : Duration.ZERO));
        assertThat(server.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectIsNotFollowedAndTheTokenGoesNowhereElse(int status) throws IOException {
        try (RestServer other = new RestServer(Files.createDirectory(directory.resolve("other")));
                MockWebServer withoutTls = new MockWebServer()) {
            other.answerAlways(request -> incremented());
            withoutTls.start();
            for (String location : List.of(
                    "/elsewhere",
                    other.server().url("/").toString(),
                    withoutTls.url("/").toString())) {
                server.answer(new MockResponse.Builder()
                        .code(status)
                        .setHeader("Location", location)
                        .build());

                assertThat(outcomeOf(connection.async().incr("n"))).isEqualTo(new Transient("HTTP " + status, null));
            }
            assertThat(server.requests()).hasSize(3);
            assertThat(other.requests()).isEmpty();
            assertThat(withoutTls.getRequestCount()).isZero();
        }
    }

    @Test
    void commandWhoseTimeIsOverBeforeItsTurnIsNeverSent() {
        CountDownLatch release = new CountDownLatch(1);
        server.answerAlways(request -> {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return incremented();
        });
        RedisConnector timed = RedisConnector.create(
                server.settings(),
                RedisConnector.defaultOptions()
                        .mutate()
                        .timeoutOptions(TimeoutOptions.builder()
                                .timeoutCommands()
                                .timeoutSource(new TimeoutOptions.TimeoutSource() {
                                    @Override
                                    public long getTimeout(RedisCommand<?, ?, ?> command) {
                                        return command.getType() == CommandType.DECR ? 50 : 60_000;
                                    }
                                })
                                .build())
                        .build());
        try (timed) {
            StatefulRedisConnection<String, String> slow = timed.connect(StringCodec.UTF8);
            RedisFuture<Long> first = slow.async().incr("n");
            await().until(() -> server.requests().size() == 1);

            assertThat(outcomeOf(slow.async().decr("n"))).isEqualTo(new Transient("timeout", null));
            RedisFuture<Long> last = slow.async().incr("n");
            release.countDown();

            assertThat(first.toCompletableFuture()).succeedsWithin(5, SECONDS).isEqualTo(1L);
            assertThat(last.toCompletableFuture()).succeedsWithin(5, SECONDS).isEqualTo(2L);
            assertThat(server.sent())
                    .containsExactly("POST /pipeline [[\"INCR\",\"n\"]]", "POST /pipeline [[\"INCR\",\"n\"]]");
        }
    }
}
