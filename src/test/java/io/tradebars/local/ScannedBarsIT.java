package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import io.tradebars.local.SeenBars.Series;
import io.tradebars.sink.BarRewriter;
import io.tradebars.sink.RedisOptions;
import io.tradebars.sink.RefusedBar;
import io.tradebars.sink.SinkSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the chart finds the bars of a Redis that somebody else writes to, in each layout. */
class ScannedBarsIT {

    private static final long START = 1_723_161_240_000L;

    private static RestBench bench;
    private static RedisClient client;
    private static StatefulRedisConnection<String, String> redis;

    @BeforeAll
    static void start() throws Exception {
        bench = new RestBench();
        client = RedisClient.create("redis://127.0.0.1:" + bench.redisPort);
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

    private static SinkSettings settings(String layout, String key) {
        Configuration options = new Configuration();
        options.set(RedisOptions.URL, "redis://127.0.0.1:" + bench.redisPort);
        options.setString(RedisOptions.LAYOUT.key(), layout);
        if (key != null) {
            options.set(RedisOptions.KEY, key);
        }
        List<String> problems = new ArrayList<>();
        SinkSettings settings = SinkSettings.from(options, problems::add);
        assertThat(problems).isEmpty();
        return settings;
    }

    private static void write(SinkSettings settings, String venue, long start, String json) throws Exception {
        try (BarRewriter writer = BarRewriter.open(settings)) {
            BarKey key = new BarKey(Interval.ONE_MINUTE, venue, "GC", start);
            assertThat(writer.write(List.of(new RefusedBar(key, json))).written())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"string,", "hash,", "zset,", "stream,", "zset, z:{symbol}:{day}", "stream, {day}-{symbol}"})
    void barsOfHistoryAreFoundAcrossGapsAndWhatIsWrittenAfterwardsToo(String layout, String key) throws Exception {
        SinkSettings settings = settings(layout, key);
        List<Long> starts = new ArrayList<>();
        // A night and a weekend without trades: fewer bars than minutes.
        for (int minute : List.of(0, 1, 4, 400, 401, 3_000, 3_007)) {
            starts.add(START + minute * JobBench.MINUTE);
        }
        for (long start : starts) {
            write(settings, null, start, JobBench.bar(start));
        }
        ScannedBars bars = new ScannedBars(settings.layout().key(), ZoneOffset.UTC, Clock.systemUTC());
        try (ChartRedis chart = new ChartRedis(settings.redis(), settings.layout())) {
            bars.look(chart);
            assertThat(bars.series()).containsExactly(new Series(Interval.ONE_MINUTE, null, "GC"));
            Series series = bars.series().get(0);

            BarDirectory.Found all = bars.last(chart, series, 1_000);
            assertThat(all.bars().keySet()).containsExactlyElementsOf(starts);
            assertThat(bars.last(chart, series, 3).bars().keySet()).containsExactlyElementsOf(starts.subList(4, 7));

            bars.found(series.at(starts.get(6)));
            long next = starts.get(6) + 2 * JobBench.MINUTE;
            write(settings, null, next, JobBench.bar(next));
            String corrected = JobBench.bar(starts.get(6)).replace("\"n\":4", "\"n\":5");
            write(settings, null, starts.get(6), corrected);
            BarDirectory.Found recent = bars.recent(chart, series, 8);
            assertThat(recent.bars()).containsAllEntriesOf(Map.of(next, JobBench.bar(next), starts.get(6), corrected));
            assertThat(recent.asked()).containsAll(recent.bars().keySet());
        }
    }

    @Test
    void barsOfWhichManyComeAtOnceAreAllTold() throws Exception {
        SinkSettings settings = settings("zset", null);
        write(settings, null, START, JobBench.bar(START));
        ScannedBars bars = new ScannedBars(settings.layout().key(), ZoneOffset.UTC, Clock.systemUTC());
        Series series = new Series(Interval.ONE_MINUTE, null, "GC");
        try (ChartRedis chart = new ChartRedis(settings.redis(), settings.layout());
                BarFeed feed =
                        new BarFeed(chart, bars, Duration.ofMillis(100), Duration.ofMinutes(5), Clock.systemUTC())) {
            feed.listen(() -> {});
            feed.start();
            feed.watch(series);
            await().until(() -> feed.since(series, 0) != null);
            long known = feed.since(series, 0).version();

            List<String> more = new ArrayList<>();
            for (int i = 1; i <= 50; i++) {
                more.add(JobBench.bar(START + i * JobBench.MINUTE));
            }
            Object[] scoresAndBars = more.stream()
                    .flatMap(bar -> Stream.of(Double.valueOf(bar.replaceFirst(".*\"t\":(\\d+).*", "$1")), bar))
                    .toArray();
            redis.sync().zadd("bars:1m:GC", scoresAndBars);

            await().until(() -> feed.since(series, known) != null);
            assertThat(feed.since(series, known).changes().bars()).containsExactlyElementsOf(more);
        }
    }
}
