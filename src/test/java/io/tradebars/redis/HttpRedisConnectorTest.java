package io.tradebars.redis;

import static io.tradebars.redis.RestServer.json;
import static io.tradebars.redis.RestServer.result;
import static io.tradebars.redis.RestServer.text;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.tradebars.redis.RedisConnector.ConnectorStats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import mockwebserver3.RecordedRequest;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HttpRedisConnectorTest {

    @TempDir
    Path directory;

    private RestServer server;
    private RedisConnector connector;
    private StatefulRedisConnection<String, String> connection;

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

    @Test
    void requestHasTheFormThatUpstashDocuments() {
        server.answerResults(result("\"OK\""));

        connection.sync().set("k", "v");

        RecordedRequest request = server.requests().get(0);
        assertThat(server.sent()).containsExactly("POST /pipeline [[\"SET\",\"k\",\"v\"]]");
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + RestServer.TOKEN);
        assertThat(request.getHeaders().get("Upstash-Encoding")).isEqualTo("base64");
        assertThat(request.getVersion()).isEqualTo("HTTP/2");
    }

    @Test
    void addressMayHaveAPath() {
        RedisSettings settings = RedisSettings.builder(
                        server.server().url("/redis/").uri())
                .token(RestServer.TOKEN)
                .caFile(server.caFile())
                .build();
        server.answerResults(text("PONG"));

        try (RedisConnector other = RedisConnector.create(settings)) {
            assertThat(other.connect(StringCodec.UTF8).sync().ping()).isEqualTo("PONG");
        }
        assertThat(server.requests().get(0).getTarget()).isEqualTo("/redis/pipeline");
    }

    @Test
    void flushIsExactlyOneRequestInTheOrderOfTheCommands() {
        connection.setAutoFlushCommands(false);
        RedisAsyncCommands<String, String> commands = connection.async();
        List<RedisFuture<Long>> replies = new ArrayList<>();
        StringBuilder rows = new StringBuilder();
        String[] results = new String[500];
        for (int i = 0; i < 500; i++) {
            replies.add(commands.incr("k" + i));
            rows.append(i == 0 ? "" : ",").append("[\"INCR\",\"k" + i + "\"]");
            results[i] = result("" + i);
        }
        assertThat(server.requests()).isEmpty();

        server.answerResults(results);
        connection.flushCommands();

        for (int i = 0; i < 500; i++) {
            assertThat(replies.get(i).toCompletableFuture())
                    .succeedsWithin(5, SECONDS)
                    .isEqualTo((long) i);
        }
        assertThat(server.sent()).containsExactly("POST /pipeline [" + rows + "]");
        assertThat(connector.stats().requests()).isEqualTo(1);
    }

    @Test
    void flushesAreNeverMergedAndOnlyOneRequestIsUnderWay() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        server.answerAlways(request -> {
            awaitUninterruptibly(release);
            return RestServer.allOk(request);
        });
        connection.setAutoFlushCommands(false);

        connection.async().set("a", "1");
        connection.flushCommands();
        connection.async().set("b", "2");
        connection.async().set("c", "3");
        connection.flushCommands();
        RedisFuture<String> last = connection.async().set("d", "4");
        connection.flushCommands();

        await().until(() -> server.requests().size() == 1);
        release.countDown();
        assertThat(last.toCompletableFuture()).succeedsWithin(5, SECONDS).isEqualTo("OK");
        assertThat(server.sent())
                .containsExactly(
                        "POST /pipeline [[\"SET\",\"a\",\"1\"]]",
                        "POST /pipeline [[\"SET\",\"b\",\"2\"],[\"SET\",\"c\",\"3\"]]",
                        "POST /pipeline [[\"SET\",\"d\",\"4\"]]");
    }

    @Test
    void commandsDispatchedWhileARequestIsUnderWayShareTheNext() {
        CountDownLatch release = new CountDownLatch(1);
        server.answerAlways(request -> {
            awaitUninterruptibly(release);
            return RestServer.allOk(request);
        });
        RedisAsyncCommands<String, String> commands = connection.async();

        commands.set("first", "0");
        await().until(() -> server.requests().size() == 1);
        RedisFuture<String> last = null;
        for (int i = 0; i < 100; i++) {
            last = commands.set("k" + i, "v");
        }
        release.countDown();

        assertThat(last.toCompletableFuture()).succeedsWithin(5, SECONDS);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void requestIsSplitOnlyAtItsLimitOfCommands() {
        server.answerAlways(RestServer::allOk);
        connection.setAutoFlushCommands(false);
        RedisFuture<String> last = null;
        for (int i = 0; i <= CommandQueue.MAX_COMMANDS; i++) {
            last = connection.async().set("k", "v");
        }
        connection.flushCommands();

        assertThat(last.toCompletableFuture()).succeedsWithin(10, SECONDS);
        assertThat(server.requests()).hasSize(2);
        assertThat(server.sent().get(1)).isEqualTo("POST /pipeline [[\"SET\",\"k\",\"v\"]]");
    }

    @Test
    void requestIsSplitAtItsLimitOfBytes() {
        server.answerAlways(RestServer::allOk);
        connection.setAutoFlushCommands(false);
        String value = "x".repeat(CommandQueue.MAX_BYTES / 2);
        connection.async().set("a", value);
        RedisFuture<String> last = connection.async().set("b", value);
        connection.flushCommands();

        assertThat(last.toCompletableFuture()).succeedsWithin(20, SECONDS);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void manyRequestsShareOneHandshakeAndOneConnection() {
        server.answerAlways(RestServer::allOk);
        for (int i = 0; i < 50; i++) {
            connection.sync().set("k", "v");
        }

        assertThat(connector.stats()).isEqualTo(new ConnectorStats(50, 1, 0, 1));
        assertThat(server.requests().stream()
                        .map(RecordedRequest::getConnectionIndex)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void socketsSendSmallWritesAtOnce() throws IOException {
        server.answerAlways(RestServer::allOk);
        connection.sync().set("k", "v");
        List<Boolean> noDelay = Collections.synchronizedList(new ArrayList<>());
        Call call = ((HttpRedisConnector) connector)
                .client()
                .newBuilder()
                .eventListener(new EventListener() {
                    @Override
                    public void connectionAcquired(Call call, Connection connection) {
                        try {
                            noDelay.add(connection.socket().getTcpNoDelay());
                        } catch (IOException e) {
                            noDelay.add(false);
                        }
                    }
                })
                .build()
                .newCall(new Request.Builder()
                        .url(server.server().url("/"))
                        .post(RequestBody.create(new byte[0]))
                        .build());

        try (Response response = call.execute()) {
            assertThat(response.isSuccessful()).isTrue();
        }
        assertThat(noDelay).containsExactly(true);
        assertThat(connector.stats().tlsHandshakes()).isEqualTo(1);
    }

    @Test
    void repliesKeepTheirTypes() {
        RedisCommands<String, String> commands = connection.sync();
        server.answerResults(result("null"))
                .answerResults(text("OK"))
                .answerResults(text(""))
                .answerResults(result("42"))
                .answerResults(result("[\"YQ==\",null,\"\"]"))
                .answerResults(result("[[\"YQ==\",[1,2]],null]"));

        assertThat(commands.get("absent")).isNull();
        assertThat(commands.get("says OK")).isEqualTo("OK");
        assertThat(commands.get("empty")).isEmpty();
        assertThat(commands.incr("n")).isEqualTo(42);
        assertThat(commands.mget("a", "b", "c"))
                .containsExactly(KeyValue.just("a", "a"), KeyValue.empty("b"), KeyValue.just("c", ""));
        List<Object> nested = commands.eval("...", ScriptOutputType.MULTI);
        assertThat(nested).hasSize(2);
        assertThat(nested.get(0)).isEqualTo(List.of("a", List.of(1L, 2L)));
        assertThat(nested.get(1)).isNull();
    }

    @Test
    void errorOfOneCommandLeavesItsNeighboursAlone() {
        connection.setAutoFlushCommands(false);
        RedisFuture<String> before = connection.async().set("a", "1");
        RedisFuture<String> wrong = connection.async().get("list");
        RedisFuture<Object> script = connection.async().evalsha("abc", ScriptOutputType.VALUE);
        RedisFuture<String> after = connection.async().set("b", "2");
        server.answerResults(
                result("\"OK\""),
                "{\"error\":\"WRONGTYPE Operation against a key\"}",
                "{\"error\":\"NOSCRIPT No matching script.\"}",
                result("\"OK\""));
        connection.flushCommands();

        assertThat(after.toCompletableFuture()).succeedsWithin(5, SECONDS);
        assertThat(before.toCompletableFuture()).isCompletedWithValue("OK");
        assertThatThrownBy(wrong::get).hasCauseExactlyInstanceOf(RedisCommandExecutionException.class);
        assertThatThrownBy(script::get).hasCauseExactlyInstanceOf(RedisNoScriptException.class);
    }

    @Test
    void transactionIsOneAtomicRequest() {
        RedisAsyncCommands<String, String> commands = connection.async();
        server.answerResults(result("\"OK\""), "{\"error\":\"WRONGTYPE no\"}", result("7"));

        commands.multi();
        RedisFuture<String> set = commands.set("a", "1");
        RedisFuture<String> get = commands.get("list");
        RedisFuture<Long> incr = commands.incr("n");
        assertThat(server.requests()).isEmpty();
        RedisFuture<TransactionResult> exec = commands.exec();

        assertThat(exec.toCompletableFuture()).succeedsWithin(5, SECONDS).satisfies(result -> {
            assertThat(result.wasDiscarded()).isFalse();
            assertThat((String) result.get(0)).isEqualTo("OK");
            assertThat((Throwable) result.get(1)).hasMessage("WRONGTYPE no");
            assertThat((Long) result.get(2)).isEqualTo(7);
        });
        assertThat(set.toCompletableFuture()).isCompletedWithValue("OK");
        assertThat(get.toCompletableFuture()).isCompletedExceptionally();
        assertThat(incr.toCompletableFuture()).isCompletedWithValue(7L);
        assertThat(server.sent())
                .containsExactly("POST /multi-exec [[\"SET\",\"a\",\"1\"],[\"GET\",\"list\"],[\"INCR\",\"n\"]]");
    }

    @Test
    void failedTransactionFailsAllItsCommands() {
        RedisAsyncCommands<String, String> commands = connection.async();
        server.answer(json(400, "{\"error\":\"EXECABORT Transaction discarded\"}"));

        commands.multi();
        RedisFuture<String> set = commands.set("a", "1");
        RedisFuture<TransactionResult> exec = commands.exec();

        assertThat(exec.toCompletableFuture()).failsWithin(5, SECONDS);
        assertThat(set.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void refusedCommandDiscardsItsTransaction() {
        RedisAsyncCommands<String, String> commands = connection.async();

        commands.multi();
        RedisFuture<String> set = commands.set("a", "1");
        RedisFuture<?> blocking = commands.blpop(1, "list");
        RedisFuture<TransactionResult> exec = commands.exec();

        assertThatThrownBy(exec::get).hasMessageContaining("EXECABORT");
        assertThatThrownBy(blocking::get).hasMessageContaining("BLPOP is not available over HTTP");
        assertThatThrownBy(set::get).hasMessageContaining("EXECABORT");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void discardAndEmptyTransactionNeedNoRequest() {
        RedisCommands<String, String> commands = connection.sync();

        assertThat(commands.multi()).isEqualTo("OK");
        commands.set("a", "1");
        assertThat(commands.discard()).isEqualTo("OK");
        commands.multi();
        assertThat(commands.exec()).isEmpty();
        assertThatThrownBy(commands::exec).hasMessage("ERR EXEC without MULTI");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void refusedCommandsAreNotSent() {
        assertThatThrownBy(() -> connection.sync().blpop(1, "k"))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("BLPOP is not available over HTTP: it blocks");
        assertThatThrownBy(() -> connection.sync().watch("k")).hasMessageContaining("WATCH");
        assertThatThrownBy(() -> connection.sync().select(1)).hasMessageContaining("only database 0");
        assertThat(connection.sync().select(0)).isEqualTo("OK");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void binaryValueTravelsAsTheBodyOfARequestOfItsOwn() {
        byte[] key = "k/1".getBytes(StandardCharsets.UTF_8);
        byte[] binary = {(byte) 0xff, 0, (byte) 0x80};
        RedisCommands<byte[], byte[]> commands =
                connector.connect(ByteArrayCodec.INSTANCE).sync();
        server.answer(json(result("\"OK\""))).answerResults(result("\"/wCA\""));

        assertThat(commands.set(key, binary)).isEqualTo("OK");
        assertThat(commands.get(key)).isEqualTo(binary);

        assertThat(server.requests().get(0).getTarget()).isEqualTo("/SET/k%2F1");
        assertThat(server.requests().get(0).getBody().toByteArray()).isEqualTo(binary);
    }

    @Test
    void binaryKeyIsRefusedRatherThanAltered() {
        byte[] binary = {(byte) 0xff};

        assertThatThrownBy(
                        () -> connector.connect(ByteArrayCodec.INSTANCE).sync().set(binary, binary))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("argument 1 of SET is not UTF-8");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void connectionReadsItsOwnWrites() {
        server.answer(json("[" + result("\"OK\"") + "]")
                        .newBuilder()
                        .setHeader("upstash-sync-token", "abc")
                        .build())
                .answerResults(text("v"));

        connection.sync().set("k", "v");
        connection.sync().get("k");

        assertThat(server.requests().get(0).getHeaders().get("upstash-sync-token"))
                .isNull();
        assertThat(server.requests().get(1).getHeaders().get("upstash-sync-token"))
                .isEqualTo("abc");
    }

    @Test
    void reactiveCommandsWork() {
        server.answerResults(result("\"OK\"")).answerResults(result("[\"YQ==\",\"Yg==\"]"));

        List<String> members = connection
                .reactive()
                .set("k", "v")
                .thenMany(connection.reactive().lrange("l", 0, -1))
                .collectList()
                .block();

        assertThat(members).containsExactly("a", "b");
    }

    @Test
    void cancelledCommandsAreNotSent() {
        CountDownLatch release = new CountDownLatch(1);
        AtomicBoolean first = new AtomicBoolean(true);
        server.answerAlways(request -> {
            if (first.getAndSet(false)) {
                awaitUninterruptibly(release);
            }
            return RestServer.allOk(request);
        });

        connection.async().set("first", "0");
        await().until(() -> server.requests().size() == 1);
        RedisFuture<String> cancelled = connection.async().set("cancelled", "1");
        RedisFuture<String> last = connection.async().set("last", "2");
        cancelled.cancel(true);
        release.countDown();

        assertThat(last.toCompletableFuture()).succeedsWithin(5, SECONDS);
        assertThat(server.sent().get(1)).isEqualTo("POST /pipeline [[\"SET\",\"last\",\"2\"]]");
    }

    @Test
    void callbackMayDispatchTheNextCommand() {
        server.answerAlways(RestServer::allOk);

        assertThat(connection
                        .async()
                        .set("a", "1")
                        .thenCompose(ok -> connection.async().set("b", "2"))
                        .toCompletableFuture())
                .succeedsWithin(5, SECONDS)
                .isEqualTo("OK");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
