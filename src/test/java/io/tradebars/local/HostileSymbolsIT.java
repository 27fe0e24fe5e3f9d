package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import io.tradebars.redis.RedisConnector;
import io.tradebars.sink.BarRewriter;
import io.tradebars.sink.RedisLayout;
import io.tradebars.sink.RefusedBar;
import io.tradebars.sink.SinkSettings;
import io.tradebars.sink.StoredBars;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Symbols that mean something to Redis, to Lua, to JSON or to a pattern mean nothing more than themselves, over both transports. */
class HostileSymbolsIT {

    private static final long START = 1_723_161_240_000L;

    private static final List<String> SYMBOLS = List.of(
            "A",
            "*",
            "?",
            "[A-Z]",
            "{A}",
            "{symbol}",
            "{t}",
            "A:1723161240000",
            "a:b",
            "a",
            "b",
            "\"",
            "\\",
            "'] redis.call('FLUSHALL') --",
            "A\r\nFLUSHALL\r\n",
            "\u0000",
            "\u0001\u001f\u007f",
            " ",
            "%3A",
            "../A",
            "\uD83D\uDE80",
            "e\u0301",
            "\u00e9",
            "<img src=x onerror=alert(1)>",
            "x".repeat(10_240));

    @TempDir
    private static Path folder;

    private static RestBench redis;
    private static Path authority;

    @BeforeAll
    static void start() throws Exception {
        redis = new RestBench();
        authority = Files.writeString(folder.resolve("ca.pem"), RestBench.certificatePem());
    }

    @AfterAll
    static void stop() throws Exception {
        redis.close();
    }

    @ParameterizedTest
    @EnumSource(RedisLayout.class)
    void eachSymbolHasItsOwnBarInEachLayoutOverSocketAndRest(RedisLayout layout) throws Exception {
        for (SinkSettings settings : List.of(overSocket(layout), overRest(layout))) {
            try (RedisConnector connector = RedisConnector.create(settings.redis());
                    StatefulRedisConnection<String, String> connection = connector.connect(StringCodec.UTF8);
                    BarRewriter writer = BarRewriter.open(settings)) {
                connection.sync().flushall();
                List<RefusedBar> bars = bars();

                BarRewriter.Result result = writer.write(bars);

                assertThat(result.refused()).isEmpty();
                assertThat(result.written()).isEqualTo(SYMBOLS.size());
                assertThat(connection.sync().dbsize()).isEqualTo(SYMBOLS.size());
                Map<BarKey, String> found = new HashMap<>();
                new StoredBars(settings.layout(), connection)
                        .read(bars.stream().map(RefusedBar::key).toList(), found::put);
                assertThat(found).hasSize(SYMBOLS.size());
                bars.forEach(bar -> assertThat(found.get(bar.key()))
                        .as("%.40s", bar.key().symbol())
                        .isEqualTo(bar.json()));
            }
        }
    }

    private static List<RefusedBar> bars() {
        List<RefusedBar> bars = new ArrayList<>();
        for (String symbol : SYMBOLS) {
            int price = bars.size() + 1;
            bars.add(new RefusedBar(
                    new BarKey(Interval.ONE_MINUTE, null, symbol, START),
                    "{\"t\":" + START + ",\"o\":" + price + ",\"h\":" + price + ",\"l\":" + price + ",\"c\":" + price
                            + ",\"v\":1,\"vw\":" + price + ",\"n\":1}"));
        }
        return bars;
    }

    private static SinkSettings overSocket(RedisLayout layout) {
        return settings(Map.of("redis.url", "redis://127.0.0.1:" + redis.redisPort, "redis.layout", layout.toString()));
    }

    private static SinkSettings overRest(RedisLayout layout) {
        return settings(Map.of(
                "redis.url",
                redis.endpoint.httpsUrl(),
                "redis.token",
                RestBench.TOKEN,
                "redis.tls.ca-file",
                authority.toString(),
                "redis.layout",
                layout.toString()));
    }

    private static SinkSettings settings(Map<String, String> options) {
        List<String> problems = new ArrayList<>();
        SinkSettings settings = SinkSettings.from(Configuration.fromMap(options), problems::add);
        assertThat(problems).isEmpty();
        return settings;
    }
}
