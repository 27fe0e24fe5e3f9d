package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisSocketTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final RestCommand PING = new RestCommand(List.of("PING".getBytes(StandardCharsets.UTF_8)));

    private final ScheduledExecutorScheduler timer = new ScheduledExecutorScheduler("test-timer", true);
    private ServerSocket server;

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        timer.start();
    }

    @AfterEach
    void end() throws Exception {
        server.close();
        timer.stop();
    }

    private RedisSocket connect(String login, Duration replyTimeout) throws IOException {
        RedisAddress address = RedisAddress.parse("redis://" + login + "127.0.0.1:" + server.getLocalPort());
        return RedisSocket.connect(address, LONG, replyTimeout, timer);
    }

    private static void reply(Socket peer, String text) throws IOException {
        peer.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachBatchGetsItsShareOfTheReplies() throws Exception {
        try (RedisSocket redis = connect("", LONG);
                Socket peer = server.accept()) {
            CompletableFuture<List<RedisReply>> first = redis.send(List.of(PING, PING));
            CompletableFuture<List<RedisReply>> second = redis.send(List.of(PING));

            assertThat(peer.getInputStream().readNBytes(42)).asString().isEqualTo("*1\r\n$4\r\nPING\r\n".repeat(3));
            reply(peer, "+ONE\r\n+TWO\r\n+THREE\r\n");

            assertThat(Resp2.write(first.get(30, TimeUnit.SECONDS))).asString().isEqualTo("+ONE\r\n+TWO\r\n");
            assertThat(Resp2.write(second.get(30, TimeUnit.SECONDS))).asString().isEqualTo("+THREE\r\n");
        }
    }

    @Test
    void silenceEndsTheConnectionAndFailsAllThatWait() throws Exception {
        try (RedisSocket redis = connect("", Duration.ofMillis(50));
                Socket peer = server.accept()) {
            CompletableFuture<List<RedisReply>> first = redis.send(List.of(PING, PING));
            CompletableFuture<List<RedisReply>> second = redis.send(List.of(PING));
            reply(peer, "+ONE\r\n");

            assertThat(first)
                    .failsWithin(LONG)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(IOException.class);
            assertThat(second).failsWithin(LONG);
            assertThat(redis.isOpen()).isFalse();
            assertThat(redis.send(List.of(PING))).isCompletedExceptionally();
        }
    }

    @Test
    void closingFailsWhatWaits() throws Exception {
        RedisSocket redis = connect("", LONG);
        CompletableFuture<List<RedisReply>> waiting = redis.send(List.of(PING));

        redis.close();

        assertThat(waiting).isCompletedExceptionally();
    }

    @Test
    void aRefusedPasswordIsAnErrorWithoutThePassword() throws Exception {
        CompletableFuture<Void> server = CompletableFuture.runAsync(() -> {
            try (Socket peer = this.server.accept()) {
                peer.getInputStream().readNBytes("*2\r\n$4\r\nAUTH\r\n$8\r\nsec/ret!\r\n".length());
                reply(peer, "-WRONGPASS invalid\r\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThatThrownBy(() -> connect(":sec%2Fret!@", LONG))
                .isInstanceOf(IOException.class)
                .hasMessage("Redis refuses the connection: WRONGPASS invalid");
        server.get(30, TimeUnit.SECONDS);
    }

    @Test
    void theUrlSaysHowToGreet() {
        assertThat(Resp2.encode(RedisAddress.parse("redis://me:p+w@host/3").greeting()))
                .asString()
                .isEqualTo("*3\r\n$4\r\nAUTH\r\n$2\r\nme\r\n$3\r\np+w\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n");
        assertThat(RedisAddress.parse("redis://host").port()).isEqualTo(6379);
        assertThatThrownBy(() -> RedisAddress.parse("http://:secret@host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RedisAddress.parse("redis://:secret with space@host"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }
}
