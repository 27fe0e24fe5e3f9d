package io.tradebars.benchmark;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import io.tradebars.job.JobSettings;
import io.tradebars.sink.BarSink;
import io.tradebars.sink.RedisOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/** This job with its own sink, into a Redis that is empty before; the bars are read out of it again after the run. */
final class WholeJob implements Engine {

    private static final int KEYS_A_READ = 1_000;

    @Override
    public void run(Task task) throws Exception {
        JobSettings settings = JobReadSide.settings(options(task));
        try (RedisClient client = RedisClient.create(task.redis().url());
                var connection = client.connect()) {
            connection.sync().flushall();
            JobReadSide.run(
                    LocalJobs.environment(task), task, settings, new BarSink(settings.sink(), Optional.empty()));
            readBack(connection.sync());
        }
    }

    /** What the job is told. */
    static Configuration options(Task task) {
        Configuration options = JobReadSide.options(task);
        options.set(RedisOptions.URL, task.redis().restUrl());
        options.set(RedisOptions.TOKEN, task.redis().token());
        options.set(RedisOptions.TLS_CA_FILE, task.redis().caFile());
        return options;
    }

    private static void readBack(RedisCommands<String, String> redis) throws IOException {
        CollectedBars.Collector collector = CollectedBars.newCollector();
        ScanArgs batch = ScanArgs.Builder.limit(KEYS_A_READ);
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished()) {
            KeyScanCursor<String> keys = redis.scan(cursor, batch);
            cursor = keys;
            if (!keys.getKeys().isEmpty()) {
                for (KeyValue<String, String> bar : redis.mget(keys.getKeys().toArray(String[]::new))) {
                    collect(bar.getKey().split(":")[2], fields(bar.getValue()), collector);
                }
            }
        }
    }

    private static Map<String, BigDecimal> fields(String bar) throws IOException {
        Map<String, BigDecimal> fields = new HashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(bar)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.put(name, parser.getDecimalValue());
            }
        }
        return fields;
    }

    private static void collect(String symbol, Map<String, BigDecimal> bar, CollectedBars.Collector collector) {
        // Its ten decimals are far more than are needed to tell the notional, which has five.
        BigDecimal notional =
                bar.get("vw").multiply(bar.get("v")).setScale(FixedTrade.NOTIONAL_SCALE, RoundingMode.HALF_EVEN);
        collector.add(
                Load.symbolNumber(symbol),
                bar.get("t").longValueExact(),
                CollectedBars.fixed(bar.get("o"), FixedTrade.PRICE_SCALE),
                CollectedBars.fixed(bar.get("h"), FixedTrade.PRICE_SCALE),
                CollectedBars.fixed(bar.get("l"), FixedTrade.PRICE_SCALE),
                CollectedBars.fixed(bar.get("c"), FixedTrade.PRICE_SCALE),
                CollectedBars.fixed(bar.get("v"), FixedTrade.SIZE_SCALE),
                CollectedBars.fixed(notional, FixedTrade.NOTIONAL_SCALE),
                bar.get("n").longValueExact());
    }
}
