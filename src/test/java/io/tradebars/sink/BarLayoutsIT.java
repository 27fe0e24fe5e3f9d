package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.AclCategory;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.tradebars.bars.Bar;
import io.tradebars.bars.BarKey;
import io.tradebars.sink.WriterFixture.RecordedDeadLetters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redis.embedded.RedisServer;

/** What a reader finds in a real Redis, in each layout. */
class BarLayoutsIT {

    private static final long T = TestBars.START.toEpochMilli();
    private static final String MIDNIGHT = "2024-08-10T00:00:00Z";

    private static RedisServer server;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> connection;
    private static int port;

    private final LiveTask task = new LiveTask();
    private final RecordingMetricGroup metrics = new RecordingMetricGroup();
    private final RecordedDeadLetters deadLetters = new RecordedDeadLetters();
    private RedisCommands<String, String> redis;
    private SinkSettings settings;
    private BarSinkWriter writer;

    @BeforeAll
    static void startServer() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        server = RedisServer.newRedisServer()
                .port(port)
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
        client = RedisClient.create("redis://127.0.0.1:" + port);
        connection = client.connect();
    }

    @AfterAll
    static void stopServer() throws IOException {
        connection.close();
        client.shutdown(0, 1, java.util.concurrent.TimeUnit.SECONDS);
        server.stop();
    }

    @BeforeEach
    void start() {
        redis = connection.sync();
        redis.flushall();
    }

    @AfterEach
    void stop() throws Exception {
        if (writer != null) {
            writer.close();
        }
        task.close();
    }

    @Test
    void hashHoldsTheBarsOfADayByTheirStart() throws Exception {
        open("redis.layout", "hash");
        Bar last = bar("A").at("2024-08-09T23:59:00Z").closed();
        Bar next = bar("A").at(MIDNIGHT).closed();
        write(bar("A").closed(), last, next, bar("B").closed());

        assertThat(redis.keys("*"))
                .containsExactlyInAnyOrder("bars:1m:A:2024-08-09", "bars:1m:A:2024-08-10", "bars:1m:B:2024-08-09");
        assertThat(redis.hgetall("bars:1m:A:2024-08-09"))
                .containsOnly(
                        Map.entry("" + T, json(bar("A").closed())),
                        Map.entry("" + last.key().startMillis(), json(last)));
        assertThat(redis.hmget("bars:1m:A:2024-08-10", "" + next.key().startMillis(), "1"))
                .extracting(field -> field.getValueOrElse("none"))
                .containsExactly(json(next), "none");
    }

    @ParameterizedTest
    @CsvSource({
        "string, true",
        "string, false",
        "hash, true",
        "hash, false",
        "zset, true",
        "zset, false",
        "stream, true",
        "stream, false"
    })
    void userWhoMayOnlyReadIsFoundAtTheStartAndOneWhoMayWriteFindsNothingLeft(String layout, boolean guard)
            throws Exception {
        redis.aclSetuser(
                "reader",
                AclSetuserArgs.Builder.on()
                        .addPassword("p")
                        .allKeys()
                        .addCategory(AclCategory.READ)
                        .addCategory(AclCategory.SCRIPTING)
                        .addCategory(AclCategory.CONNECTION));
        String[] options = {
            "redis.layout", layout, "redis.guard", "" + guard, "redis.url", "redis://reader:p@127.0.0.1:" + port
        };

        assertThatThrownBy(() -> open(options))
                .isInstanceOf(WrongRedisException.class)
                .hasMessageContaining("Redis at redis://127.0.0.1:" + port + " does not let bars be written: ");

        options[5] = "redis://127.0.0.1:" + port;
        open(options);
        assertThat(redis.dbsize()).isZero();
    }

    @Test
    void sortedSetGivesTheLastBarsByTheirStart() throws Exception {
        open("redis.layout", "zset");
        write(minute(3), minute(1), minute(2));

        assertThat(redis.zrevrange("bars:1m:A", 0, 1)).containsExactly(json(minute(3)), json(minute(2)));
        assertThat(redis.zrangeWithScores("bars:1m:A", 0, 0).get(0).getScore()).isEqualTo(T + 60_000);
    }

    @Test
    void sortedSetHasOneMemberABarHoweverOftenItIsWritten() throws Exception {
        for (boolean guard : List.of(true, false)) {
            redis.flushall();
            open("redis.layout", "zset", "redis.guard", "" + guard);
            write(bar("A").trades(3).open());
            write(bar("A").trades(4).open());
            write(bar("A").trades(4).closed());
            write(bar("A").trades(4).closed());

            assertThat(redis.zrange("bars:1m:A", 0, -1))
                    .containsExactly(json(bar("A").trades(4).closed()));
            writer.close();
        }
    }

    @Test
    void sortedSetKeepsSoManyOfTheNewestBars() throws Exception {
        open("redis.layout", "zset", "redis.max-bars", "3");
        write(minute(5), minute(1), minute(2), minute(3), minute(4));

        assertThat(redis.zrange("bars:1m:A", 0, -1)).containsExactly(json(minute(3)), json(minute(4)), json(minute(5)));
    }

    @Test
    void streamHasAnEntryForEachClosedBarAndEachCorrectionInTheOrderOfTheirWriting() throws Exception {
        open("redis.layout", "stream");
        write(bar("A").trades(1).open());
        write(bar("A").trades(2).closed());
        write(minute(1));
        write(bar("A").trades(3).closed());

        assertThat(redis.xrange("bars:1m:A", Range.unbounded()))
                .extracting(StreamMessage::getBody)
                .containsExactly(
                        Map.of("" + T, json(bar("A").trades(2).closed())),
                        Map.of("" + (T + 60_000), json(minute(1))),
                        Map.of("" + T, json(bar("A").trades(3).closed())));
    }

    @Test
    void guardedStreamLeavesOutWhatItsLatestEntriesSayAlready() throws Exception {
        open("redis.layout", "stream");
        write(minute(0));
        write(minute(1));
        // What a request that was sent twice, or a restore, repeats.
        write(minute(0));
        write(minute(1));
        assertThat(redis.xlen("bars:1m:A")).isEqualTo(2);
        assertThat(metrics.count("staleBars")).isEqualTo(2);
        writer.close();

        open("redis.layout", "stream", "redis.guard", "false");
        write(minute(0));
        assertThat(redis.xlen("bars:1m:A")).isEqualTo(3);
    }

    @Test
    void streamIsCutToAboutSoManyEntries() throws Exception {
        open("redis.layout", "stream", "redis.max-bars", "100");
        write(IntStream.range(0, 1000).mapToObj(BarLayoutsIT::minute).toArray(Bar[]::new));

        // Redis cuts whole nodes, of 100 entries unless set otherwise.
        assertThat(redis.xlen("bars:1m:A")).isBetween(100L, 200L);
        assertThat(redis.xrevrange("bars:1m:A", Range.unbounded()).get(0).getBody())
                .containsValue(json(minute(999)));
    }

    @ParameterizedTest
    @EnumSource(RedisLayout.class)
    void eachKeyGetsItsTimeToLiveWithTheBarAndKeepsItForEverWithoutOne(RedisLayout layout) throws Exception {
        for (String guard : List.of("true", "false")) {
            redis.flushall();
            open("redis.layout", layout.toString(), "redis.guard", guard);
            write(bar("A").closed());
            String key = redis.keys("*").get(0);
            assertThat(redis.ttl(key)).isBetween(7100L, 7200L);
            redis.expire(key, 5);
            write(bar("A").trades(2).closed());
            assertThat(redis.ttl(key)).isBetween(7100L, 7200L);
            writer.close();

            redis.flushall();
            open("redis.layout", layout.toString(), "redis.guard", guard, "redis.ttl", "0");
            write(bar("A").closed());
            assertThat(redis.ttl(key)).isEqualTo(-1);
            writer.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisLayout.class,
            names = {"STRING", "HASH", "ZSET"})
    void olderRevisionNeverReplacesNewer(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString());
        Bar newest = bar("A").trades(10).price("2").closed();
        write(newest);
        write(bar("A").trades(1).price("3").open());
        write(bar("A").trades(9).price("3").closed());
        write(bar("A").trades(10).price("3").open());

        assertThat(stored(newest.key())).containsExactly(json(newest));
        assertThat(metrics.count("staleBars")).isEqualTo(3);
    }

    /** Before a failure the bar had trades that came too late when they were read again. */
    @ParameterizedTest
    @EnumSource(
            value = RedisLayout.class,
            names = {"STRING", "HASH", "ZSET"})
    void closingABarClosesTheFullerOneThatARunBeforeLeftOpen(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString());
        write(bar("A").trades(4).price("2").open());
        write(bar("A").trades(3).price("3").open());
        write(bar("A").trades(3).price("3").closed());
        write(bar("A").trades(3).price("3").closed());

        Bar closed = bar("A").trades(4).price("2").closed();
        assertThat(stored(closed.key())).containsExactly(json(closed));
        assertThat(redis.dbsize()).isEqualTo(1);
        assertThat(metrics.count("staleBars")).isEqualTo(2);
    }

    /** Before a failure the bar had trades that all came too late when they were read again. */
    @ParameterizedTest
    @EnumSource(
            value = RedisLayout.class,
            names = {"STRING", "HASH", "ZSET"})
    void endOfABarClosesItIfARunBeforeLeftItOpenAndMakesNone(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString());
        write(bar("A").trades(4).price("2").open(), bar("B").trades(1).closed());
        write(Bar.ended(bar("A").closed().key()), Bar.ended(bar("B").closed().key()));
        write(Bar.ended(bar("C").closed().key()));

        Bar closed = bar("A").trades(4).price("2").closed();
        assertThat(stored(closed.key())).containsExactly(json(closed));
        assertThat(stored(bar("B").closed().key()))
                .containsExactly(json(bar("B").trades(1).closed()));
        assertThat(redis.dbsize()).isEqualTo(2);
        assertThat(metrics.count("staleBars")).isEqualTo(2);
        // It may still be corrected.
        Bar corrected = bar("A").trades(5).closed();
        write(corrected);
        assertThat(stored(closed.key())).containsExactly(json(corrected));
    }

    @ParameterizedTest
    @EnumSource(RedisLayout.class)
    void endOfABarIsNotWrittenWhereNothingIsReadBeforeOrNoBarIsOpen(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString(), "redis.guard", Boolean.toString(layout == RedisLayout.STREAM));
        write(bar("A").trades(4).open());
        write(Bar.ended(bar("A").closed().key()), Bar.ended(bar("B").closed().key()));

        assertThat(redis.dbsize()).isEqualTo(layout == RedisLayout.STREAM ? 0 : 1);
        assertThat(stored(bar("A").closed().key()))
                .hasSize(layout == RedisLayout.STREAM ? 0 : 1)
                .allSatisfy(json -> assertThat(json).contains("\"x\":false"));
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisLayout.class,
            names = {"STRING", "HASH", "ZSET"})
    void takingABarBackClosesTheFullerOneThatARunBeforeLeftOpen(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString());
        write(bar("A").trades(4).price("2").open());
        write(bar("A").trades(0).amended(2).closed());

        Bar closed = bar("A").trades(4).price("2").closed();
        assertThat(stored(closed.key())).containsExactly(json(closed));
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisLayout.class,
            names = {"STRING", "HASH", "ZSET"})
    void replayOfAllRevisionsInAnyOrderOfRequestsChangesNothing(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString());
        List<Bar> revisions = new ArrayList<>();
        for (int trades = 1; trades <= 5; trades++) {
            revisions.add(bar("A").trades(trades).open());
            revisions.add(bar("A").trades(trades).closed());
        }
        write(revisions.get(9));
        for (Bar again : revisions) {
            write(again);
        }

        assertThat(stored(revisions.get(0).key())).containsExactly(json(revisions.get(9)));
        assertThat(redis.dbsize()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisLayout.class,
            names = {"STRING", "HASH", "ZSET"})
    void cancelRaisesTheRevisionThoughTheTradesAreFewer(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString());
        Bar amended = bar("A").trades(2).amended(2).closed();
        write(bar("A").trades(3).closed());
        write(amended);
        write(bar("A").trades(3).closed());

        assertThat(stored(amended.key())).containsExactly(json(amended));
        assertThat(metrics.count("staleBars")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisLayout.class,
            names = {"STRING", "HASH", "ZSET"})
    void barWhoseTradesWereAllTakenBackIsTakenAway(RedisLayout layout) throws Exception {
        for (String guard : List.of("true", "false")) {
            open("redis.layout", layout.toString(), "redis.guard", guard);
            Bar other = minute(1);
            write(bar("A").trades(1).closed(), other);
            write(bar("A").trades(0).amended(2).closed());

            assertThat(stored(bar("A").closed().key(), other.key())).containsExactly(json(other));
            assertThat(redis.dbsize()).isEqualTo(1);
            writer.close();
            redis.flushall();
        }
    }

    @Test
    void streamSaysThatAllTradesOfABarWereTakenBack() throws Exception {
        open("redis.layout", "stream");
        Bar gone = bar("A").trades(0).amended(2).closed();
        write(bar("A").trades(1).closed());
        write(gone);

        assertThat(redis.xrevrange("bars:1m:A", Range.unbounded()).get(0).getBody())
                .containsExactly(Map.entry("" + T, "{\"t\":" + T + ",\"n\":0,\"e\":2}"));
        assertThat(stored(gone.key())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(RedisLayout.class)
    void barsAreReadBackInTheOrderAskedFor(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString());
        List<Bar> bars = new ArrayList<>();
        for (String symbol : List.of("A", "B", "日本 {t}")) {
            for (int minute = 0; minute < 1500; minute++) {
                bars.add(bar(symbol)
                        .at(TestBars.START.plusSeconds(60L * minute).toString())
                        .trades(minute % 7 + 1)
                        .closed());
            }
        }
        write(bars.toArray(Bar[]::new));

        List<BarKey> keys = new ArrayList<>(bars.stream().map(Bar::key).toList());
        keys.add(1, bar("A").at("2030-01-01T00:00:00Z").closed().key());
        assertThat(stored(keys.toArray(BarKey[]::new)))
                .isEqualTo(bars.stream().map(BarJson::of).toList());
    }

    @ParameterizedTest
    @EnumSource(RedisLayout.class)
    void readingBackTakesTheFullestStateOfABar(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString());
        write(bar("A").trades(5).closed());
        write(minute(1));
        write(bar("A").trades(6).closed());
        write(bar("A").trades(5).closed());

        assertThat(stored(bar("A").closed().key()))
                .containsExactly(json(bar("A").trades(6).closed()));
    }

    @ParameterizedTest
    @CsvSource({"STRING, hash", "HASH, string", "ZSET, string", "STREAM, string"})
    void keyOfAnotherTypeIsADeadLetterAndTheOthersAreWritten(RedisLayout layout, String other) throws Exception {
        for (String guard : List.of("true", "false")) {
            redis.flushall();
            deadLetters.letters.clear();
            open("redis.layout", layout.toString(), "redis.guard", guard);
            String key = settings.layout().key().keyOf(bar("A").closed().key());
            if (other.equals("hash")) {
                redis.hset(key, "someone", "else's");
            } else {
                redis.set(key, "someone else's");
            }
            boolean plainSet = layout == RedisLayout.STRING && guard.equals("false");
            write(bar("B").closed(), bar("A").closed(), bar("C").closed());

            // A plain SET replaces a key of any type.
            assertThat(deadLetters.letters).hasSize(plainSet ? 0 : 1).allSatisfy(letter -> {
                assertThat(letter.reason())
                        .isEqualTo("bar A 14:03 revision 3 rejected by Redis: WRONGTYPE Operation against a key holding"
                                + " the wrong kind of value");
                assertThat(letter.key()).asString(UTF_8).isEqualTo(key);
            });
            assertThat(redis.dbsize()).isEqualTo(3);
            assertThat(stored(bar("B").closed().key(), bar("C").closed().key())).hasSize(2);
            writer.close();
        }
    }

    @ParameterizedTest
    @EnumSource(RedisLayout.class)
    void closedBarsAndCorrectionsArePublishedOnceWhereverTheyAreWritten(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString(), "redis.publish", "true");
        List<String> heard = new CopyOnWriteArrayList<>();
        try (StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub()) {
            subscriber.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    heard.add(channel + " " + message);
                }
            });
            subscriber.sync().subscribe("bars:1m:A");
            write(bar("A").trades(1).open());
            write(bar("A").trades(2).closed());
            // Again, and older: neither is news.
            write(bar("A").trades(2).closed());
            write(bar("A").trades(1).closed());
            write(bar("A").trades(3).closed());
            redis.publish("bars:1m:A", "end");

            await().until(() -> heard.contains("bars:1m:A end"));
        }
        assertThat(heard)
                .containsExactly(
                        "bars:1m:A " + json(bar("A").trades(2).closed()),
                        "bars:1m:A " + json(bar("A").trades(3).closed()),
                        "bars:1m:A end");
    }

    @Test
    void unguardedStringThatIsPublishedHasItsTimeToLiveToo() throws Exception {
        open("redis.guard", "false", "redis.publish", "true");
        write(bar("A").closed());

        assertThat(stored(bar("A").closed().key())).containsExactly(json(bar("A").closed()));
        assertThat(redis.ttl("bars:1m:A:" + T)).isBetween(7100L, 7200L);
    }

    @ParameterizedTest
    @CsvSource({
        "string, true, 3, 2",
        "string, false, 1, 1",
        "hash, true, 4, 4",
        "hash, false, 3, 3",
        "zset, true, 5, 6",
        "zset, false, 5, 5",
        "stream, true, 4, 4",
        "stream, false, 3, 3",
    })
    void barCostsAsManyCommandsAsItsLayoutSays(String layout, String guard, int first, int second) throws Exception {
        open("redis.layout", layout, "redis.guard", guard);

        assertThat(commandsOf(bar("A").trades(2).closed())).isEqualTo(first);
        boolean refused = layout.equals("string") && guard.equals("true");
        assertThat(commandsOf(bar("A").trades(refused ? 1 : 3).closed())).isEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource({"string, 1", "hash, 1", "zset, 1", "stream, 1"})
    void publishingCostsOneCommandMore(String layout, int more) throws Exception {
        open("redis.layout", layout);
        int without = commandsOf(bar("A").closed());
        writer.close();
        redis.flushall();
        open("redis.layout", layout, "redis.publish", "true");

        assertThat(commandsOf(bar("A").closed())).isEqualTo(without + more);
    }

    @ParameterizedTest
    @EnumSource
    void barsOfARequestShareTheTextOfTheirScript(RedisLayout layout) throws Exception {
        open("redis.layout", layout.toString());
        redis.configResetstat();

        write(minute(0), minute(1), minute(2));

        assertThat(calls("cmdstat_eval:")).isEqualTo(1);
        assertThat(calls("cmdstat_evalsha:")).isEqualTo(2);
        assertThat(stored(minute(0).key(), minute(1).key(), minute(2).key()))
                .containsExactly(json(minute(0)), json(minute(1)), json(minute(2)));
    }

    /** Commands that Redis executed for a bar, the script and what it calls: what Upstash bills. */
    private int commandsOf(Bar bar) throws Exception {
        long before = calls("cmdstat_");
        write(bar);
        // INFO itself is one of them.
        return (int) (calls("cmdstat_") - before) - 1;
    }

    private long calls(String prefix) {
        return redis.info("commandstats")
                .lines()
                .filter(line -> line.startsWith(prefix))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    private static Bar minute(int minute) {
        return bar("A").at(TestBars.START.plusSeconds(60L * minute).toString()).closed();
    }

    private static String json(Bar bar) {
        return BarJson.of(bar);
    }

    private List<String> stored(BarKey... keys) {
        List<String> found = new ArrayList<>();
        new StoredBars(settings.layout(), connection).read(List.of(keys), (key, json) -> found.add(json));
        return found;
    }

    private void open(String... namesAndValues) throws IOException {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        List<String> problems = new ArrayList<>();
        options.putIfAbsent("redis.url", "redis://127.0.0.1:" + port);
        settings = SinkSettings.from(Configuration.fromMap(options), problems::add);
        assertThat(problems).isEmpty();
        writer = new BarSink(settings, Optional.empty()).createWriter(task, task, metrics, deadLetters);
    }

    private void write(Bar... bars) throws Exception {
        for (Bar bar : bars) {
            writer.write(bar, null);
        }
        writer.flush(false);
    }
}
