package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.Consumer;
import io.lettuce.core.HashImport;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandType;
import io.tradebars.redis.RecordedCommands.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Lettuce's commands over HTTP give what they give over Lettuce's own socket, result by result and exception by exception, on
 * the same real server: called synchronously, reactively and inside transactions.
 */
class CommandParityIT {

    @TempDir
    static Path directory;

    private static RealRedis redis;
    private static RestServer rest;
    private static RedisConnector socketConnector;
    private static RedisConnector httpConnector;
    private static RedisCommands<String, String> admin;

    @BeforeAll
    static void start() throws IOException {
        // Without a log of slow commands, whose length chance decides.
        redis = new RealRedis("slowlog-log-slower-than -1");
        rest = new RestServer(directory).answerAlways(redis::answer);
        socketConnector = RedisConnector.create(RedisURI.create("localhost", redis.port()));
        httpConnector = RedisConnector.create(rest.settings());
        admin = socketConnector.connect(StringCodec.UTF8).sync();
        // Lettuce's default; its replies have more types than JSON has.
        assertThat(admin.dispatch(CommandType.HELLO, new ArrayOutput<>(StringCodec.UTF8)))
                .containsSequence("proto", 3L);
    }

    @AfterAll
    static void stop() throws IOException {
        socketConnector.close();
        httpConnector.close();
        rest.close();
        redis.close();
    }

    /** Keys of each type, named after it, each twice; whatever was there before is gone. */
    private static final String POPULATE = """
            redis.call('FLUSHALL')
            for _, s in ipairs({'', '2'}) do
              redis.call('SET', 'string' .. s, '10')
              redis.call('HSET', 'hash' .. s, 'f1', 'v1', 'f2', '2')
              redis.call('RPUSH', 'list' .. s, '3', '1', '2', '1')
              redis.call('SADD', 'set' .. s, 'v1', 'v2', 'only' .. s)
              redis.call('ZADD', 'zset' .. s, 1, 'v1', 2.5, 'v2', 3, 'v3')
              redis.call('XADD', 'stream' .. s, '1-1', 'f1', 'v1')
              redis.call('XADD', 'stream' .. s, '1-2', 'f1', 'v2')
              redis.call('XGROUP', 'CREATE', 'stream' .. s, 'group', '0')
              redis.call('GEOADD', 'geo' .. s, 13.4, 52.5, 'v1', 2.35, 48.85, 'v2')
              redis.call('PFADD', 'hll' .. s, 'v1', 'v2')
            end
            return redis.status_reply('OK')
            """;

    private static void populate() {
        admin.eval(POPULATE, ScriptOutputType.STATUS);
    }

    private static void reset() {
        admin.flushall();
        admin.scriptFlush();
        admin.configResetstat();
        for (String user : admin.aclUsers()) {
            if (!user.equals("default")) {
                admin.aclDeluser(user);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyMethodGivesOverHttpWhatItGivesOverASocket(Mode mode) {
        Transcript socket = sweep(socketConnector, mode);
        Transcript http = sweep(httpConnector, mode);

        assertThat(http.differencesTo(socket)).isEmpty();
    }

    private static Transcript sweep(RedisConnector connector, Mode mode) {
        reset();
        Transcript transcript = new Transcript();
        try (StatefulRedisConnection<String, String> connection = connector.connect(StringCodec.UTF8)) {
            RedisCommands<String, String> commands = new RecordedCommands(connection, mode, transcript).commands();
            for (MethodSweep.Case one : MethodSweep.cases()) {
                if (MethodSweep.isCalled(one.method().getName())) {
                    MethodSweep.call(one, commands, CommandParityIT::populate);
                }
            }
        }
        return transcript;
    }

    @ParameterizedTest
    @EnumSource
    void scenariosGoOverHttpAsTheyGoOverASocket(Mode mode) {
        Transcript http = playAll(httpConnector, mode);
        Transcript socket = playAll(socketConnector, mode);

        assertThat(http.differencesTo(socket)).isEmpty();
    }

    private static Transcript playAll(RedisConnector connector, Mode mode) {
        Transcript transcript = new Transcript();
        CommandScenarios.all().forEach((name, scenario) -> {
            transcript.title(name);
            play(scenario, connector, mode, transcript);
        });
        return transcript;
    }

    private static void play(
            CommandScenarios.Scenario scenario, RedisConnector connector, Mode mode, Transcript transcript) {
        reset();
        try (StatefulRedisConnection<String, String> connection = connector.connect(StringCodec.UTF8)) {
            scenario.run(new RecordedCommands(connection, mode, transcript).commands());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SYNC", "REACTIVE"})
    void binaryArgumentsGoOverHttpAsTheyGoOverASocket(Mode mode) {
        Transcript http = new Transcript();
        Transcript socket = new Transcript();
        play(CommandScenarios::dumpAndRestore, httpConnector, mode, http);
        play(CommandScenarios::dumpAndRestore, socketConnector, mode, socket);

        assertThat(http.differencesTo(socket)).isEmpty();
        assertThat(http.lines()).anyMatch(line -> line.startsWith("restore") && line.endsWith("-> OK"));
    }

    @Test
    void binaryArgumentInsideATransactionIsRefusedAndNothingOfItExecuted() {
        reset();
        try (StatefulRedisConnection<String, String> connection = httpConnector.connect(StringCodec.UTF8)) {
            RedisCommands<String, String> redis = connection.sync();
            redis.multi();
            redis.set("k", "v");
            RedisFuture<String> restore = connection.async().restore("r", 0, new byte[] {(byte) 0xff});

            assertThatThrownBy(redis::exec).hasMessageStartingWith("EXECABORT");
            assertThat(restore.toCompletableFuture())
                    .failsWithin(Duration.ZERO)
                    .withThrowableThat()
                    .withMessageContaining("RESTORE cannot go into a transaction over HTTP");
            assertThat(redis.get("k")).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SYNC", "REACTIVE"})
    @SuppressWarnings("unchecked") // arrays of Lettuce's generic varargs
    void whatHttpCannotCarryIsRefusedAtOnceWithTheReason(Mode mode) {
        Transcript transcript = new Transcript();
        int requests = rest.requests().size();
        long start = System.nanoTime();
        try (StatefulRedisConnection<String, String> connection = httpConnector.connect(StringCodec.UTF8)) {
            RedisCommands<String, String> commands = new RecordedCommands(connection, mode, transcript).commands();
            for (MethodSweep.Case one : MethodSweep.cases()) {
                if (MethodSweep.isRefused(one.method().getName())
                        && !one.method().getName().equals("himportSet")) {
                    MethodSweep.call(one.method(), commands, "list");
                }
            }
            commands.xread(XReadArgs.Builder.block(0), StreamOffset.from("stream", "0"));
            commands.xreadgroup(
                    Consumer.from("group", "c"), XReadArgs.Builder.block(1), StreamOffset.lastConsumed("stream"));
            commands.himportSet("k", HashImport.of("f1"), "v1");
        }

        assertThat(transcript.lines())
                .allMatch(line -> line.matches(".* !! RedisCommandExecutionException: ERR [A-Z]+( with BLOCK)?"
                        + " is not available over HTTP: .{10,}"))
                .hasSize(80);
        assertThat(rest.requests()).hasSize(requests);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void everyMethodIsCalledOrNamedAsAnException() {
        Set<String> called = new TreeSet<>();
        try (StatefulRedisConnection<String, String> connection = httpConnector.connect(StringCodec.UTF8)) {
            RecordedCommands recorded = new RecordedCommands(connection, Mode.SYNC, new Transcript());
            CommandScenarios.all().values().forEach(scenario -> scenario.run(recorded.commands()));
            called.addAll(recorded.called());
        }
        Set<String> all = new TreeSet<>();
        for (MethodSweep.Case one : MethodSweep.cases()) {
            String name = one.method().getName();
            all.add(name);
            if (MethodSweep.isCalled(name)) {
                called.add(name);
            }
        }

        assertThat(all).containsAll(MethodSweep.REFUSED).containsAll(MethodSweep.HARMFUL);
        Set<String> notCalled = new TreeSet<>(all);
        notCalled.removeAll(called);
        notCalled.removeIf(MethodSweep::isRefused);
        assertThat(notCalled).containsExactlyInAnyOrderElementsOf(MethodSweep.HARMFUL);
        System.out.printf(
                "%d methods (%d with overloads): %d called over both transports, %d refused over HTTP, %d left out%n",
                all.size(),
                MethodSweep.cases().size(),
                called.size(),
                all.stream().filter(MethodSweep::isRefused).count(),
                notCalled.size());
    }
}
