package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import io.tradebars.sink.BarRewriter;
import io.tradebars.sink.RedisLayout;
import io.tradebars.sink.RedisOptions;
import io.tradebars.sink.RefusedBar;
import io.tradebars.sink.SinkSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code bars} on bars that were written as the job writes them. */
class BarsCommandIT {

    private static final long START = 1_723_161_240_000L;
    private static final String UNTIL = "2024-08-09T00:04:30Z";

    @TempDir
    private static Path folder;

    private static RestBench bench;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> redis;

    @BeforeAll
    static void start() throws Exception {
        bench = new RestBench();
        client = RedisClient.create(redisUrl());
        redis = client.connect();
    }

    @AfterAll
    static void stop() throws Exception {
        client.shutdown();
        bench.close();
    }

    @BeforeEach
    void clear() {
        redis.sync().flushall();
    }

    private static String redisUrl() {
        return "redis://127.0.0.1:" + bench.redisPort;
    }

    private static long minute(int number) {
        return START + number * JobBench.MINUTE;
    }

    private static BarKey key(String venue, int number) {
        return new BarKey(Interval.ONE_MINUTE, venue, "GC", minute(number));
    }

    private static void write(RedisLayout layout, List<RefusedBar> bars) throws Exception {
        Configuration options = new Configuration();
        options.set(RedisOptions.URL, redisUrl());
        options.set(RedisOptions.LAYOUT, layout);
        List<String> problems = new ArrayList<>();
        try (BarRewriter writer = BarRewriter.open(SinkSettings.from(options, problems::add))) {
            for (RefusedBar bar : bars) {
                assertThat(writer.write(List.of(bar)).written()).isEqualTo(1);
            }
        }
    }

    private static CommandRun bars(String... more) {
        List<String> arguments = new ArrayList<>(List.of("bars", "GC", "--redis.url", redisUrl()));
        arguments.addAll(List.of(more));
        return CommandRun.of(Map.of(), arguments);
    }

    @ParameterizedTest
    @EnumSource(RedisLayout.class)
    void theLastBarsAreThoseOfTheLayoutAcrossMidnightAndEmptyMinutes(RedisLayout layout) throws Exception {
        List<RefusedBar> written = new ArrayList<>();
        for (int number : List.of(0, 1, 4, 6, 9)) {
            written.add(new RefusedBar(key(null, number), JobBench.bar(minute(number))));
            written.add(new RefusedBar(key("other", number), JobBench.bar(minute(number + 1))));
        }
        // Later than what is looked for; and a correction, the last that is written.
        written.add(new RefusedBar(key(null, 12), JobBench.bar(minute(12))));
        String corrected = JobBench.bar(minute(1)).replace("\"n\":4", "\"n\":5");
        written.add(new RefusedBar(key(null, 1), corrected));
        write(layout, written);

        CommandRun run = bars("--last", "4", "--until", UNTIL, "--redis.layout", layout.toString(), "--format", "json");

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .containsExactly(
                        line(corrected),
                        line(JobBench.bar(minute(4))),
                        line(JobBench.bar(minute(6))),
                        line(JobBench.bar(minute(9))));
        assertThat(run.status()).isZero();
    }

    private static String line(String bar) {
        return bar.replaceFirst("\\{", "{\"symbol\":\"GC\",\"interval\":\"1m\",");
    }

    @Test
    void aDayOfKeysIsGoneThroughWhereAZsetHoldsADay() throws Exception {
        String pattern = "z:{symbol}:{day}";
        for (int number : List.of(0, 9)) {
            String day = number == 0 ? "2024-08-08" : "2024-08-09";
            redis.sync().zadd("z:GC:" + day, minute(number), JobBench.bar(minute(number)));
        }

        CommandRun run = bars("--until", UNTIL, "--redis.layout=zset", "--redis.key", pattern, "--format=json");

        assertThat(run.out().lines()).containsExactly(line(JobBench.bar(minute(0))), line(JobBench.bar(minute(9))));
    }

    @Test
    void numbersAreTheDigitsThatAreStored() throws Exception {
        String exact = "{\"t\":" + START
                + ",\"o\":61837.63,\"h\":123456789012345678901234567890.5,\"l\":0.00000001,\"c\":61828,\"v\":0,"
                + "\"vw\":null,\"n\":875}";
        String open = JobBench.bar(minute(1)).replace("}", ",\"x\":false}");
        write(RedisLayout.STRING, List.of(new RefusedBar(key(null, 0), exact), new RefusedBar(key(null, 1), open)));

        assertThat(bars("--until", UNTIL).out()).isEqualTo("""
                     start (UTC)      open                              high         low  close  volume    vwap  trades
                2024-08-08 23:54  61837.63  123456789012345678901234567890.5  0.00000001  61828       0             875
                2024-08-08 23:55      %s                              %s        %s   %s       4  %s       4  open
                """.formatted(values(open)));
        assertThat(bars("--until", UNTIL, "--format", "csv").out()).isEqualTo("""
                symbol,interval,t,o,h,l,c,v,vw,n,x
                GC,1m,1723161240000,61837.63,123456789012345678901234567890.5,0.00000001,61828,0,,875,
                GC,1m,1723161300000,%s,%s,%s,%s,4,%s,4,false
                """.formatted(values(open)));
    }

    private static Object[] values(String bar) {
        return Stream.of("o", "h", "l", "c", "vw")
                .map(name -> bar.replaceFirst(".*\"" + name + "\":([^,}]*).*", "$1"))
                .toArray();
    }

    @Test
    void theVenueIsPartOfTheKeyAndOfTheLine() throws Exception {
        write(RedisLayout.HASH, List.of(new RefusedBar(key("xnas, \"q\"", 0), JobBench.bar(START))));

        CommandRun run =
                bars("--until", UNTIL, "--redis.layout=hash", "--trade.venue", "xnas, \"q\"", "--format", "csv");

        assertThat(run.out().lines().skip(1))
                .singleElement()
                .asString()
                .startsWith("GC,1m,\"xnas, \"\"q\"\"\"," + START + ",");
        assertThat(bars("--until", UNTIL, "--redis.layout=hash").status()).isEqualTo(1);
    }

    @Test
    void theLiveOnesAreReadOverRestByTheNamesOfTheEnvironment() throws Exception {
        long now = System.currentTimeMillis() / JobBench.MINUTE * JobBench.MINUTE;
        redis.sync().set(JobBench.key("GC", now), JobBench.bar(now));
        redis.sync().set(JobBench.key("GC", now - 700 * JobBench.MINUTE), JobBench.bar(now - 700 * JobBench.MINUTE));

        CommandRun run = CommandRun.of(
                Map.of(
                        "UPSTASH_REDIS_REST_URL", bench.endpoint.httpsUrl(),
                        "UPSTASH_REDIS_REST_TOKEN", RestBench.TOKEN,
                        "TRADEBARS_REDIS_TLS_CA_FILE",
                                Files.writeString(folder.resolve("ca.pem"), RestBench.certificatePem())
                                        .toString()),
                List.of("bars", "GC", "--format=json", "--last=2"));

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines())
                .containsExactly(line(JobBench.bar(now - 700 * JobBench.MINUTE)), line(JobBench.bar(now)));
    }

    @Test
    void whatIsNotThereIsSaidWithWhereItWasLookedForAndWhy() {
        CommandRun nothing = bars("--until", UNTIL);
        assertThat(nothing.status()).isEqualTo(1);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err())
                .startsWith(
                        "Redis at " + redisUrl() + " has no bars of 'GC' until 2024-08-09T00:04:00Z (layout string, key"
                                + " bars:1m:GC:1723161840000)\n")
                .contains("is the symbol written as in the trades", "give --until");

        redis.sync().set("bars:1m:GC", "not a set");
        CommandRun other = bars("--redis.layout", "zset");
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err()).contains("cannot give the bars: WRONGTYPE", "redis.layout");

        redis.sync().set(JobBench.key("GC", START), "hello");
        assertThat(bars("--until", UNTIL).err()).contains("what stands in Redis is no bar: 'hello'");

        CommandRun away = CommandRun.of("bars", "GC", "--redis.url", "redis://127.0.0.1:1");
        assertThat(away.status()).isEqualTo(1);
        assertThat(away.err()).contains("Redis at redis://127.0.0.1:1 cannot be read: connection refused", "redis.url");
    }

    @Test
    void allThatIsWrongWithTheQuestionIsSaidAtOnce() {
        CommandRun run = CommandRun.of("bars", "--last", "-3", "--format", "xml", "--until", "noon", "--redis.tll=1 s");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "SYMBOL is missing",
                        "redis.url must say where the bars are",
                        "--last must be a whole number from 1 to 999999, was '-3'",
                        "--format must be table, json or csv, was 'xml'",
                        "--until must be an instant such as 2024-08-08T23:54:00Z, was 'noon'",
                        "did you mean --redis.ttl?");
    }
}
