package io.tradebars.redis;

import static io.tradebars.redis.Outcomes.outcomeOf;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.GeoArgs;
import io.lettuce.core.GeoSearch;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Range;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.CompressionCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.dynamic.Commands;
import io.lettuce.core.dynamic.RedisCommandFactory;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.tradebars.redis.CommandOutcome.Refused;
import io.tradebars.redis.CommandOutcome.Transient;
import io.tradebars.redis.CommandOutcome.Unauthorized;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same commands against a real Redis server over both transports: what one gives, the other gives too. */
class RealRedisIT {

    enum Transport {
        HTTP,
        SOCKET
    }

    @TempDir
    Path directory;

    private RealRedis redis;
    private RestServer rest;
    private final List<RedisConnector> connectors = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        redis = new RealRedis();
        rest = new RestServer(directory).answerAlways(redis::answer);
    }

    @AfterEach
    void stop() throws IOException {
        connectors.forEach(RedisConnector::close);
        rest.close();
        redis.close();
    }

    private RedisConnector connector(Transport transport) {
        RedisConnector connector = RedisConnector.create(
                transport == Transport.HTTP ? rest.settings() : socket("redis://localhost:" + redis.port()));
        connectors.add(connector);
        return connector;
    }

    private static RedisSettings socket(String url) {
        return RedisSettings.builder(url).callTimeout(Duration.ofSeconds(10)).build();
    }

    private StatefulRedisConnection<String, String> connect(Transport transport) {
        return connector(transport).connect(StringCodec.UTF8);
    }

    @ParameterizedTest
    @EnumSource
    @SuppressWarnings("unchecked") // arrays of Lettuce's generic varargs
    void dataTypesReadBackAsWritten(Transport transport) {
        RedisCommands<String, String> commands = connect(transport).sync();

        assertThat(commands.set("s", "€ \"quoted\"\n", SetArgs.Builder.ex(100))).isEqualTo("OK");
        assertThat(commands.get("s")).isEqualTo("€ \"quoted\"\n");
        assertThat(commands.ttl("s")).isBetween(90L, 100L);
        assertThat(commands.set("s", "no", SetArgs.Builder.nx())).isNull();
        assertThat(commands.set("ok", "OK")).isEqualTo("OK");
        assertThat(commands.get("ok")).isEqualTo("OK");
        assertThat(commands.incrbyfloat("f", 1.5)).isEqualTo(1.5);
        assertThat(commands.hset("h", Map.of("a", "1"))).isEqualTo(1);
        assertThat(commands.hgetall("h")).isEqualTo(Map.of("a", "1"));
        assertThat(commands.hmget("h", "a", "b")).containsExactly(KeyValue.just("a", "1"), KeyValue.empty("b"));
        commands.rpush("l", "a", "", "c");
        assertThat(commands.lrange("l", 0, -1)).containsExactly("a", "", "c");
        assertThat(commands.sadd("set", "x")).isEqualTo(1);
        assertThat(commands.sismember("set", "x")).isTrue();
        commands.zadd("z", ScoredValue.just(1.5, "a"), ScoredValue.just(2, "b"));
        assertThat(commands.zrevrangeWithScores("z", 0, -1))
                .containsExactly(ScoredValue.just(2, "b"), ScoredValue.just(1.5, "a"));
        assertThat(commands.zscore("z", "none")).isNull();
        commands.xadd("x", Map.of("f", "v"));
        assertThat(commands.xread(StreamOffset.from("x", "0")).get(0).getBody()).isEqualTo(Map.of("f", "v"));
        assertThat(commands.xrevrange("x", Range.unbounded()))
                .extracting(StreamMessage::getStream)
                .containsExactly("x");
        commands.geoadd("g", 13.4, 52.5, "Berlin");
        assertThat(commands.geosearch(
                        "g", GeoSearch.fromCoordinates(13.4, 52.5), GeoSearch.byRadius(1, GeoArgs.Unit.km)))
                .containsExactly("Berlin");
        assertThat(commands.setbit("b", 7, 1)).isZero();
        assertThat(commands.bitcount("b")).isEqualTo(1);
        assertThat(commands.pfadd("p", "a", "b")).isEqualTo(1);
        assertThat(commands.pfcount("p")).isEqualTo(2);
        KeyScanCursor<String> keys = commands.scan(ScanArgs.Builder.limit(1000));
        assertThat(keys.getKeys()).contains("s", "h", "z");
        assertThat(keys.isFinished()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void scriptsReturnWhatRedisGives(Transport transport) {
        RedisCommands<String, String> commands = connect(transport).sync();

        assertThat(commands.<Long>eval("return 42", ScriptOutputType.INTEGER)).isEqualTo(42);
        assertThat(commands.<List<Object>>eval(
                        "return {1, {'a', false}, redis.status_reply('FINE')}", ScriptOutputType.MULTI))
                .hasSize(3)
                .first()
                .isEqualTo(1L);
        assertThat(commands.<Boolean>eval("return 1", ScriptOutputType.BOOLEAN)).isTrue();
        assertThat(commands.<String>eval("return KEYS[1] .. ARGV[1]", ScriptOutputType.VALUE, new String[] {"k"}, "v"))
                .isEqualTo("kv");
        String digest = commands.scriptLoad("return 'loaded'");
        assertThat(commands.<String>evalsha(digest, ScriptOutputType.VALUE)).isEqualTo("loaded");
        assertThatThrownBy(() -> commands.evalsha("0".repeat(40), ScriptOutputType.VALUE))
                .isInstanceOf(RedisNoScriptException.class);
    }

    @ParameterizedTest
    @EnumSource
    void transactionsExecuteTogether(Transport transport) {
        RedisCommands<String, String> commands = connect(transport).sync();
        commands.rpush("list", "a");

        commands.multi();
        commands.set("k", "1");
        commands.incr("list");
        commands.incr("k");
        TransactionResult result = commands.exec();

        assertThat((String) result.get(0)).isEqualTo("OK");
        assertThat((Throwable) result.get(1)).isInstanceOf(RedisCommandExecutionException.class);
        assertThat((Long) result.get(2)).isEqualTo(2);

        commands.multi();
        commands.set("k", "discarded");
        commands.discard();
        assertThat(commands.get("k")).isEqualTo("2");
    }

    @ParameterizedTest
    @EnumSource
    void transactionMayBeDispatchedAsOneBatch(Transport transport) {
        StatefulRedisConnection<String, String> connection = connect(transport);
        AsyncCommand<String, String, String> multi =
                new AsyncCommand<>(new Command<>(CommandType.MULTI, new StatusOutput<>(StringCodec.UTF8)));
        AsyncCommand<String, String, String> set = new AsyncCommand<>(set("k", "v"));
        AsyncCommand<String, String, TransactionResult> exec =
                new AsyncCommand<>(new Command<>(CommandType.EXEC, null));

        connection.dispatch(List.of(multi, set, exec));

        assertThat(exec.toCompletableFuture())
                .succeedsWithin(5, SECONDS)
                .satisfies(result -> assertThat((String) result.get(0)).isEqualTo("OK"));
        assertThat(multi.toCompletableFuture()).isCompletedWithValue("OK");
        assertThat(set.toCompletableFuture()).isCompletedWithValue("OK");
    }

    @ParameterizedTest
    @EnumSource
    void reactiveTransactionExecutes(Transport transport) {
        StatefulRedisConnection<String, String> connection = connect(transport);
        RedisReactiveCommands<String, String> commands = connection.reactive();
        List<Object> results = new ArrayList<>();

        commands.multi().block(Duration.ofSeconds(5));
        commands.set("k", "v").subscribe(results::add);
        commands.lpop("k").subscribe(results::add, failure -> results.add(failure.getMessage()));
        commands.rpush("l", "a", "b").subscribe(results::add);
        commands.lrange("l", 0, -1).subscribe(results::add);
        TransactionResult result = commands.exec().block(Duration.ofSeconds(5));

        assertThat(result).hasSize(4);
        assertThat(results)
                .containsExactly(
                        "OK", "WRONGTYPE Operation against a key holding the wrong kind of value", 2L, "a", "b");
    }

    @ParameterizedTest
    @EnumSource
    void commandThatNobodyWaitsForIsCarriedOut(Transport transport) {
        StatefulRedisConnection<String, String> connection = connect(transport);

        connection.dispatch(set("k", "v"));

        assertThat(connection.sync().get("k")).isEqualTo("v");
    }

    private static Command<String, String, String> set(String key, String value) {
        return new Command<>(
                CommandType.SET,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).addKey(key).addValue(value));
    }

    @ParameterizedTest
    @EnumSource
    void pipelineKeepsOrderAndItsErrorsApart(Transport transport) {
        StatefulRedisConnection<String, String> connection = connect(transport);
        connection.setAutoFlushCommands(false);
        List<RedisFuture<Long>> counts = new ArrayList<>();
        connection.async().rpush("list", "a");
        RedisFuture<String> wrong = connection.async().get("list");
        for (int i = 0; i < 1000; i++) {
            counts.add(connection.async().incr("n"));
        }
        connection.flushCommands();

        for (int i = 0; i < 1000; i++) {
            assertThat(counts.get(i).toCompletableFuture())
                    .succeedsWithin(5, SECONDS)
                    .isEqualTo(i + 1L);
        }
        assertThat(outcomeOf(wrong)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @EnumSource
    void binaryValuesSurvive(Transport transport) {
        RedisCommands<byte[], byte[]> commands =
                connector(transport).connect(ByteArrayCodec.INSTANCE).sync();
        byte[] key = "k with / and €".getBytes(StandardCharsets.UTF_8);
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }

        assertThat(commands.set(key, value)).isEqualTo("OK");
        assertThat(commands.get(key)).isEqualTo(value);
        assertThat(commands.hset("h".getBytes(StandardCharsets.UTF_8), key, value))
                .isTrue();
        assertThat(commands.hget("h".getBytes(StandardCharsets.UTF_8), key)).isEqualTo(value);
    }

    @ParameterizedTest
    @EnumSource
    void valuesOfACompressingCodecSurvive(Transport transport) {
        RedisCommands<String, String> commands = connector(transport)
                .connect(CompressionCodec.valueCompressor(StringCodec.UTF8, CompressionCodec.CompressionType.GZIP))
                .sync();
        String value = "long and repetitive, ".repeat(500);

        commands.set("k", value);
        commands.hset("h", "f", value);
        commands.rpush("l", value);

        assertThat(commands.get("k")).isEqualTo(value);
        assertThat(commands.strlen("k")).isLessThan(value.length() / 10L);
        assertThat(commands.hgetall("h")).isEqualTo(Map.of("f", value));
        assertThat(commands.lrange("l", 0, -1)).containsExactly(value);
    }

    /** Commands by annotations, which Lettuce implements. */
    interface Counters extends Commands {
        @io.lettuce.core.dynamic.annotation.Command("INCRBY")
        Long add(String key, long amount);

        @io.lettuce.core.dynamic.annotation.Command("MGET ?0 ?1")
        List<String> both(String first, String second);
    }

    @ParameterizedTest
    @EnumSource
    void interfaceOfCommandsIsCheckedAndWorks(Transport transport) {
        // Asks the server which commands it has, and checks the methods against them.
        Counters counters = new RedisCommandFactory(connect(transport)).getCommands(Counters.class);

        assertThat(counters.add("n", 7)).isEqualTo(7);
        assertThat(counters.both("n", "n")).containsExactly("7", "7");
    }

    @ParameterizedTest
    @EnumSource
    void reactiveStreamsWork(Transport transport) {
        StatefulRedisConnection<String, String> connection = connect(transport);
        connection.sync().rpush("l", "a", "b", "c");

        assertThat(connection.reactive().lrange("l", 0, -1).collectList().block())
                .containsExactly("a", "b", "c");
        assertThat(connection.reactive().get("absent").blockOptional()).isEmpty();
    }

    @Test
    void socketThatIsCutRejectsCommandsAtOnceAndComesBack() throws IOException {
        StatefulRedisConnection<String, String> connection = connect(Transport.SOCKET);
        connection.sync().set("k", "v");

        redis.stop();
        await().until(() -> !connection.isOpen());
        long start = System.nanoTime();
        CommandOutcome outcome = outcomeOf(connection.async().get("k"));

        assertThat(outcome).isEqualTo(new Transient("not connected", null));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));

        redis.start();
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> "PONG"
                .equals(connection.sync().ping()));
    }

    @Test
    void socketWithoutServerIsRefusedConnection() throws IOException {
        int port = redis.port();
        redis.stop();
        RedisConnector connector = RedisConnector.create(socket("redis://localhost:" + port));
        connectors.add(connector);

        assertThatThrownBy(() -> connector.connect(StringCodec.UTF8))
                .isInstanceOf(RedisConnectionException.class)
                .satisfies(failure ->
                        assertThat(CommandOutcome.of(failure)).isEqualTo(new Transient("connection refused", null)));
        redis.start();
    }

    @Test
    void socketWithWrongPasswordIsUnauthorized() throws IOException {
        try (RealRedis guarded = new RealRedis("requirepass right");
                RedisConnector wrong = RedisConnector.create(socket("redis://:wrong@localhost:" + guarded.port()));
                RedisConnector right = RedisConnector.create(socket("redis://:right@localhost:" + guarded.port()))) {

            assertThatThrownBy(() -> wrong.connect(StringCodec.UTF8))
                    .satisfies(failure -> assertThat(CommandOutcome.of(failure)).isInstanceOf(Unauthorized.class));
            assertThat(right.connect(StringCodec.UTF8).sync().ping()).isEqualTo("PONG");
        }
    }

    @Test
    void socketTakesLettucesAddressWithUserDatabaseAndTimeout() throws IOException {
        RedisURI address = RedisURI.builder()
                .withHost("localhost")
                .withPort(redis.port())
                .withAuthentication("reader", "s3cret".toCharArray())
                .withDatabase(2)
                .withTimeout(Duration.ofSeconds(7))
                .build();
        RedisCommands<String, String> admin = connect(Transport.SOCKET).sync();
        admin.aclSetuser(
                "reader",
                AclSetuserArgs.Builder.on().addPassword("s3cret").allKeys().allCommands());
        List<String> connected = new ArrayList<>();

        try (RedisConnector connector = RedisConnector.create(address)) {
            connector.addListener(new RedisConnectionStateListener() {
                @Override
                public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress server) {
                    connected.add(server.toString());
                }
            });
            StatefulRedisConnection<String, String> connection = connector.connect(StringCodec.UTF8);

            assertThat(connection.sync().aclWhoami()).isEqualTo("reader");
            assertThat(connection.sync().clientInfo()).contains("db=2");
            assertThat(connection.getTimeout()).isEqualTo(Duration.ofSeconds(7));
            assertThat(connected).hasSize(1);
        }
    }

    @Test
    void socketWithTlsTrustsTheCaFileAndThePinnedKeyAndChecksTheServer() throws IOException {
        try (TlsProxy proxy = new TlsProxy(redis.port(), rest.certificates())) {
            RedisSettings trusting = RedisSettings.builder("rediss://localhost:" + proxy.port())
                    .caFile(rest.caFile())
                    .pins(List.of(rest.pin()))
                    .build();
            RedisConnector connector = RedisConnector.create(trusting);
            connectors.add(connector);
            RedisConnector distrustful = RedisConnector.create(socket("rediss://localhost:" + proxy.port()));
            connectors.add(distrustful);

            assertThat(connector.connect(StringCodec.UTF8).sync().ping()).isEqualTo("PONG");
            assertThat(connector.stats().tlsHandshakes()).isEqualTo(1);
            assertThatThrownBy(() -> distrustful.connect(StringCodec.UTF8))
                    .satisfies(failure -> assertThat(CommandOutcome.of(failure))
                            .isEqualTo(new Transient("untrusted certificate", null)));
        }
    }

    @Test
    void socketsCloseInUnderASecondAndLeaveNoThread() {
        RedisConnector connector = connector(Transport.SOCKET);
        connector.connect(StringCodec.UTF8).sync().ping();
        assertThat(connector.stats().connectionsActive()).isEqualTo(1);
        assertThat(lettuceThreads()).isNotEmpty();

        long start = System.nanoTime();
        connector.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(lettuceThreads()).isEmpty());
        assertThat(connector.stats().connectionsActive()).isZero();
    }

    private static List<String> lettuceThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("lettuce"))
                .toList();
    }
}
