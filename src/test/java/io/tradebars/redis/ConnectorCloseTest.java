package io.tradebars.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorCloseTest {

    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    @Test
    void closeReturnsWhileARequestHangs() throws IOException {
        try (RestServer server = new RestServer(directory)) {
            server.answerAlways(request -> RestServer.silence());
            RedisConnector connector = RedisConnector.create(server.settings());
            StatefulRedisConnection<String, String> connection = connector.connect(StringCodec.UTF8);
            RedisFuture<String> underWay = connection.async().get("k");
            await().until(() -> server.requests().size() == 1);
            RedisFuture<String> waiting = connection.async().get("k");

            assertThat(timeOf(connector::close)).isLessThan(ONE_SECOND);

            assertThat(underWay.toCompletableFuture()).failsWithin(Duration.ZERO);
            assertThat(waiting.toCompletableFuture()).failsWithin(Duration.ZERO);
            assertThat(connection.isOpen()).isFalse();
            assertThat(connection.async().get("k").toCompletableFuture())
                    .failsWithin(Duration.ZERO)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(RedisException.class);
        }
    }

    @Test
    void closeReturnsWhileAHandshakeHangs() throws IOException {
        // Accepts connections, by the system's backlog, and never says a word.
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            RedisConnector connector = RedisConnector.create(settings("https://localhost:" + mute.getLocalPort()));
            RedisFuture<String> underWay =
                    connector.connect(StringCodec.UTF8).async().get("k");

            assertThat(timeOf(connector::close)).isLessThan(ONE_SECOND);
            assertThat(underWay.toCompletableFuture()).failsWithin(Duration.ZERO);
        }
    }

    @Test
    void closeReturnsWhileASocketHangs() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            RedisConnector connector = RedisConnector.create(settings("redis://localhost:" + mute.getLocalPort()));
            CompletableFuture<?> connecting = CompletableFuture.runAsync(
                    () -> connector.connect(StringCodec.UTF8), task -> new Thread(task).start());
            try (Socket silent = mute.accept()) {
                assertThat(timeOf(connector::close)).isLessThan(ONE_SECOND);

                assertThat(connecting)
                        .failsWithin(ONE_SECOND)
                        .withThrowableOfType(ExecutionException.class)
                        .withCauseInstanceOf(RedisException.class);
                assertThat(silent.isConnected()).isTrue();
            }
        }
    }

    @Test
    void noThreadIsLeft() throws IOException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (RestServer server = new RestServer(directory)) {
            RedisConnector connector = RedisConnector.create(server.settings());
            StatefulRedisConnection<String, String> connection = connector.connect(StringCodec.UTF8);
            server.answerResults(RestServer.text("PONG")).answer(RestServer.silence());
            connection.sync().ping();
            connection.setTimeout(Duration.ofMillis(50));
            // Makes Lettuce start what it expires commands with.
            assertThat(connection.async().get("k").toCompletableFuture()).failsWithin(5, SECONDS);
            assertThat(ownThreadsSince(before)).isNotEmpty();

            connector.close();

            assertThat(connector.stats().connectionsActive()).isZero();
            assertThat(connector.stats().connectionsIdle()).isZero();
        }
        await().pollInSameThread()
                .untilAsserted(() -> assertThat(ownThreadsSince(before)).isEmpty());
    }

    @Test
    void closedConnectionLeavesTheOthersOpen() throws IOException {
        try (RestServer server = new RestServer(directory);
                RedisConnector connector = RedisConnector.create(server.settings())) {
            StatefulRedisConnection<String, String> first = connector.connect(StringCodec.UTF8);
            StatefulRedisConnection<String, String> second = connector.connect(StringCodec.UTF8);
            server.answerResults(RestServer.text("PONG"));

            first.close();

            assertThat(second.sync().ping()).isEqualTo("PONG");
            assertThat(((AbstractRedisConnector) connector).openConnections()).isEqualTo(1);
        }
    }

    @Test
    void closeFailsTheCommandsOfAnOpenTransaction() throws IOException {
        try (RestServer server = new RestServer(directory)) {
            RedisConnector connector = RedisConnector.create(server.settings());
            StatefulRedisConnection<String, String> connection = connector.connect(StringCodec.UTF8);
            connection.async().multi();
            RedisFuture<String> set = connection.async().set("k", "v");
            connection.setAutoFlushCommands(false);
            RedisFuture<TransactionResult> exec = connection.async().exec();

            connector.close();

            assertThat(set.toCompletableFuture()).failsWithin(Duration.ZERO);
            assertThat(exec.toCompletableFuture()).failsWithin(Duration.ZERO);
        }
    }

    /** But for those of the test's server, which shares Okio's with the whole JVM. */
    private static List<String> ownThreadsSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread) && thread.isAlive())
                .map(Thread::getName)
                .filter(name -> !name.equals("Okio Watchdog") && !name.startsWith("MockWebServer"))
                .collect(Collectors.toList());
    }

    private static Duration timeOf(Runnable action) {
        long start = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static RedisSettings settings(String url) {
        return RedisSettings.of(url, "token");
    }

    /** What one logger says. */
    private static final class Captured extends AbstractAppender implements AutoCloseable {
        private final List<String> messages = new CopyOnWriteArrayList<>();
        private final Logger logger;

        Captured(Class<?> type) {
            super("captured", null, null, true, Property.EMPTY_ARRAY);
            start();
            Configurator.setLevel(type, Level.INFO);
            logger = (Logger) LogManager.getLogger(type);
            logger.addAppender(this);
        }

        @Override
        public void append(LogEvent event) {
            messages.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        }

        @Override
        public void close() {
            logger.removeAppender(this);
            Configurator.setLevel(logger, Level.WARN);
        }
    }
}
