package io.tradebars.redis;

import static io.tradebars.redis.RestServer.json;
import static io.tradebars.redis.RestServer.result;
import static io.tradebars.redis.RestServer.text;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.dynamic.Commands;
import io.lettuce.core.dynamic.RedisCommandFactory;
import io.lettuce.core.dynamic.annotation.Command;
import io.lettuce.core.event.command.CommandFailedEvent;
import io.lettuce.core.event.command.CommandListener;
import io.lettuce.core.event.command.CommandStartedEvent;
import io.lettuce.core.event.command.CommandSucceededEvent;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program may expect of a Lettuce connection besides its commands, over HTTP. */
class HttpConnectionTest {

    @TempDir
    Path directory;

    private RestServer server;
    private RedisConnector connector;
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws IOException {
        server = new RestServer(directory);
        connector = RedisConnector.create(server.settings());
    }

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    private StatefulRedisConnection<String, String> connect() {
        return connector.connect(StringCodec.UTF8);
    }

    @Test
    void connectionIsOpenUntilItIsClosed() {
        StatefulRedisConnection<String, String> connection = connect();
        assertThat(connection.isOpen()).isTrue();

        assertThat(connection.closeAsync()).isCompleted();

        assertThat(connection.isOpen()).isFalse();
        assertThatThrownBy(() -> connection.sync().get("k")).hasMessageContaining("Connection is closed");
    }

    @Test
    void listenersHearWhenAConnectionOpensAndCloses() {
        connector.addListener(new Reporter("connector"));
        StatefulRedisConnection<String, String> connection = connect();
        connection.addListener(new Reporter("connection"));
        Reporter removed = new Reporter("removed");
        connection.addListener(removed);
        connection.removeListener(removed);
        String address = "localhost/<unresolved>:" + server.server().getPort();
        assertThat(events).containsExactly("connector connected to " + address);

        connection.close();
        connection.close();

        assertThat(events)
                .containsExactly(
                        "connector connected to " + address, "connector disconnected", "connection disconnected");
    }

    @Test
    void closingTheConnectorTellsTheListenersOfEachConnection() {
        connector.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                throw new IllegalStateException("a listener that fails");
            }
        });
        connector.addListener(new Reporter("connector"));
        connect();
        connect();
        events.clear();

        connector.close();

        assertThat(events).containsExactly("connector disconnected", "connector disconnected");
    }

    @Test
    void commandListenersHearOfSuccessAndFailure() {
        connector.addListener(new CommandReporter());
        StatefulRedisConnection<String, String> connection = connect();
        server.answerResults(result("\"OK\"")).answerResults("{\"error\":\"WRONGTYPE no\"}");

        connection.sync().set("k", "v");
        // As with Lettuce's socket, the caller may go on before the listener is told.
        await().untilAsserted(() -> assertThat(events).containsExactly("started SET", "succeeded SET"));
        events.clear();
        assertThatThrownBy(() -> connection.sync().get("list")).hasMessage("WRONGTYPE no");
        await().untilAsserted(() -> assertThat(events).containsExactly("started GET", "failed GET: WRONGTYPE no"));
        events.clear();
        assertThatThrownBy(() -> connection.sync().watch("k")).hasMessageContaining("over HTTP");
        assertThat(events)
                .containsExactly(
                        "started WATCH",
                        "failed WATCH: ERR WATCH is not available over HTTP: each request may run on another connection"
                                + " of the server, so nothing can be watched; use a script");
    }

    @Test
    void failedTransactionCompletesItsCommandsThoughAListenerWrapsThem() {
        connector.addListener(new CommandReporter());
        StatefulRedisConnection<String, String> connection = connect();
        server.answer(json(503, "")).answer(json(400, "{\"error\":\"EXECABORT no\"}"));

        for (String message : List.of("HTTP 503", "EXECABORT no")) {
            connection.async().multi();
            RedisFuture<String> member = connection.async().set("k", "v");
            RedisFuture<TransactionResult> exec = connection.async().exec();

            assertThat(exec.toCompletableFuture())
                    .failsWithin(5, SECONDS)
                    .withThrowableThat()
                    .withMessageContaining(message);
            assertThat(member.toCompletableFuture())
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withMessageContaining(message);
        }
    }

    @Test
    void refusedTransactionCompletesItsCommandsThoughAListenerWrapsThem() {
        connector.addListener(new CommandReporter());
        StatefulRedisConnection<String, String> connection = connect();

        connection.async().multi();
        RedisFuture<String> member = connection.async().set("k", "v");
        RedisFuture<?> blocking = connection.async().blpop(1, "list");
        connection.async().exec();

        assertThat(member.toCompletableFuture()).failsWithin(Duration.ZERO);
        assertThat(blocking.toCompletableFuture()).failsWithin(Duration.ZERO);
    }

    @Test
    void commandListenerThatFailsHoldsUpNobody() {
        connector.addListener(new CommandListener() {
            @Override
            public void commandSucceeded(CommandSucceededEvent event) {
                throw new IllegalStateException("a listener that fails");
            }
        });
        StatefulRedisConnection<String, String> connection = connect();
        connection.setAutoFlushCommands(false);
        server.answerResults(text("a"), text("b"));

        RedisFuture<String> first = connection.async().get("a");
        RedisFuture<String> second = connection.async().get("b");
        connection.flushCommands();

        assertThat(first.toCompletableFuture()).succeedsWithin(5, SECONDS).isEqualTo("a");
        assertThat(second.toCompletableFuture()).succeedsWithin(5, SECONDS).isEqualTo("b");
    }

    @Test
    void errorReachesAReactiveCallerThoughThereIsNothingToParse() {
        // Of this command Lettuce's output parses what it has before anybody asks it for an error.
        assertThatThrownBy(() -> connect().reactive().clientTrackinginfo().block(Duration.ofSeconds(2)))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("CLIENT is not available over HTTP");
    }

    @Test
    void timeoutMayDependOnTheCommand() {
        RedisConnector timed = RedisConnector.create(
                server.settings(),
                RedisConnector.defaultOptions()
                        .mutate()
                        .timeoutOptions(TimeoutOptions.builder()
                                .timeoutCommands()
                                .timeoutSource(new TimeoutOptions.TimeoutSource() {
                                    @Override
                                    public long getTimeout(RedisCommand<?, ?, ?> command) {
                                        return command.getType() == CommandType.GET ? 1_000 : 60_000;
                                    }
                                })
                                .build())
                        .build());
        server.answerResults(result("1")).answer(RestServer.silence()).answerResults(result("2"));
        try (timed) {
            StatefulRedisConnection<String, String> connection = timed.connect(StringCodec.UTF8);
            // Connected: what times out now has been sent, and taken the silence with it.
            connection.sync().incr("n");

            assertThatThrownBy(() -> connection.sync().get("k")).isInstanceOf(RedisCommandTimeoutException.class);
            assertThat(connection.sync().incr("n")).isEqualTo(2);
        }
    }

    @Test
    void withoutTimeoutsOfCommandsTheCallsTimeStillEnds() {
        RedisConnector patient = RedisConnector.create(
                server.settings(Duration.ofMillis(200)),
                ClientOptions.builder().timeoutOptions(TimeoutOptions.create()).build());
        server.answer(RestServer.silence());
        try (patient) {
            assertThat(patient.connect(StringCodec.UTF8).async().get("k").toCompletableFuture())
                    .failsWithin(5, SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("no reply from https://localhost");
        }
    }

    @Test
    void timeoutOfTheConnectionReachesItsCommandsThroughTheListeners() {
        connector.addListener(new CommandReporter());
        StatefulRedisConnection<String, String> connection = connect();
        connection.setTimeout(Duration.ofMillis(50));
        server.answer(RestServer.silence());

        assertThat(connection.async().get("k").toCompletableFuture())
                .failsWithin(5, SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(RedisCommandTimeoutException.class);
    }

    @Test
    void requestsCarryOnWhatTheConnectionHasSeenUnlessTurnedOff() {
        server.answerAlways(request -> RestServer.allOk(request)
                .newBuilder()
                .setHeader("upstash-sync-token", "seen")
                .build());
        for (boolean readYourWrites : List.of(true, false)) {
            try (RedisConnector other = RedisConnector.create(
                    server.settingsBuilder().readYourWrites(readYourWrites).build())) {
                StatefulRedisConnection<String, String> connection = other.connect(StringCodec.UTF8);
                connection.sync().set("k", "v");
                connection.sync().set("k", "v");
            }
        }

        assertThat(server.requests())
                .extracting(request -> request.getHeaders().get("upstash-sync-token"))
                .containsExactly(null, "seen", null, null);
    }

    @Test
    void transactionIsKnownAsOneUntilItEnds() {
        StatefulRedisConnection<String, String> connection = connect();
        assertThat(connection.isMulti()).isFalse();
        connection.sync().multi();
        assertThat(connection.isMulti()).isTrue();
        connection.sync().discard();
        assertThat(connection.isMulti()).isFalse();
    }

    @Test
    void commandsOfOnesOwnAreDispatchedAlsoSeveralAtOnce() {
        StatefulRedisConnection<String, String> connection = connect();
        server.answerResults(result("\"OK\""), text("done"));

        AsyncCommand<String, String, String> first = custom("SET", "k", "v");
        AsyncCommand<String, String, String> second = custom("MY.COMMAND", "a b", "");
        connection.dispatch(List.of(first, second));

        assertThat(first.toCompletableFuture()).succeedsWithin(5, SECONDS).isEqualTo("OK");
        assertThat(second.toCompletableFuture()).succeedsWithin(5, SECONDS).isEqualTo("done");
        assertThat(server.sent())
                .containsExactly("POST /pipeline [[\"SET\",\"k\",\"v\"],[\"MY.COMMAND\",\"a b\",\"\"]]");
    }

    private static AsyncCommand<String, String, String> custom(String name, String... words) {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
        for (String word : words) {
            args.add(word);
        }
        return new AsyncCommand<>(new io.lettuce.core.protocol.Command<>(
                () -> name.getBytes(StandardCharsets.US_ASCII), new StatusOutput<>(StringCodec.UTF8), args));
    }

    /** Commands by annotations, which Lettuce implements. */
    interface Greetings extends Commands {
        String get(String key);

        @Command("SET ?0 ?1 EX ?2")
        String setFor(String key, String value, long seconds);
    }

    @Test
    void interfaceOfCommandsWorks() {
        // The factory asks for the server's commands first.
        server.answerResults(result("[]")).answerResults(result("\"OK\"")).answerResults(text("hello"));
        RedisCommandFactory factory = new RedisCommandFactory(connect());
        factory.setVerifyCommandMethods(false);
        Greetings greetings = factory.getCommands(Greetings.class);

        assertThat(greetings.setFor("k", "hello", 5)).isEqualTo("OK");
        assertThat(greetings.get("k")).isEqualTo("hello");
        assertThat(server.sent().get(1)).isEqualTo("POST /pipeline [[\"SET\",\"k\",\"hello\",\"EX\",\"5\"]]");
    }

    private final class Reporter implements RedisConnectionStateListener {
        private final String name;

        Reporter(String name) {
            this.name = name;
        }

        @Override
        public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
            events.add(name + " connected to " + address);
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            events.add(name + " disconnected");
        }
    }

    private final class CommandReporter implements CommandListener {
        @Override
        public void commandStarted(CommandStartedEvent event) {
            events.add("started " + event.getCommand().getType());
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            events.add("succeeded " + event.getCommand().getType());
        }

        @Override
        public void commandFailed(CommandFailedEvent event) {
            events.add("failed " + event.getCommand().getType() + ": "
                    + event.getCause().getMessage());
        }
    }
}
