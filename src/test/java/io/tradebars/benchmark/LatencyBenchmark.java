package io.tradebars.benchmark;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.tradebars.ingest.TradeFormat;
import io.tradebars.job.JobSettings;
import io.tradebars.local.BenchmarkServices;
import io.tradebars.local.BenchmarkServices.RedisAccess;
import io.tradebars.sink.BarSink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long it takes from the trade that ends a minute, once it is in Kafka, until the minute's bars can be read in Redis: the whole job
 * with its default options, over HTTPS, behind a link with a round trip. Every symbol has one trade in each minute, so all bars close
 * at once. And how long from the watermark that ends it, which is when the first bar comes to the sink. Redis is asked how many keys it has, over and over: that tells when which share of the bars was there.
 * Before, it makes bars of the past, so that this JVM is as warm as one that has done so for hours.
 */
final class LatencyBenchmark {

    private static final int PARALLELISM = 2;

    /** In which its compilers do most of what they have to. */
    private static final int WARM_UP_BARS = 500_000;

    private static final int DISCARDED = 4;
    private static final int MEASURED = 3;
    private static final long MINUTE_MILLIS = 60_000;

    /** How long ago the first minute is: none of them may be so far ahead of the clock that its trades are rejected. */
    private static final int MINUTES_BACK = 2;

    /** As old as {@code bar.out-of-orderness} lets a trade be, which is how far a minute's last trade must be behind. */
    private static final long OUT_OF_ORDERNESS_MILLIS = 5_000;

    /** For the trades of a minute to be added up, before it ends. */
    private static final Duration BEFORE_THE_END = Duration.ofSeconds(3);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final BenchmarkServices services;

    /** When which share of a minute's bars was there, in milliseconds; the last one after the first bar of it came to the sink. */
    private record Visible(double half, double ninetyNine, double all, double ninetyNineAfterWatermark) {}

    LatencyBenchmark(BenchmarkServices services) {
        this.services = services;
    }

    void run() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%n%-48s %10s %10s %10s %20s %10s%n",
                "from the minute's end to Redis, milliseconds",
                "half",
                "99 %",
                "all",
                "99 % from watermark",
                "requests");
        for (int symbols : new int[] {1_000, 100_000}) {
            for (int millis : new int[] {5, 30}) {
                run(symbols, Duration.ofMillis(millis));
            }
        }
    }

    private void run(int symbols, Duration roundTrip) throws Exception {
        String topic = "latency-" + symbols + "-" + roundTrip.toMillis();
        services.createTopic(topic, Load.PARTITIONS);
        RedisAccess redis = services.redis(roundTrip);
        Path folder = Files.createDirectory(services.folder().resolve(topic));
        try (RedisClient client = RedisClient.create(redis.url());
                StatefulRedisConnection<String, String> reader = client.connect();
                KafkaProducer<byte[], byte[]> producer = producer()) {
            reader.sync().flushall();
            JobClient job = start(topic, redis, folder);
            try {
                List<Visible> measured = new ArrayList<>();
                long firstMinute = (System.currentTimeMillis() / MINUTE_MILLIS - MINUTES_BACK) * MINUTE_MILLIS;
                long requests = 0;
                warmUp(topic, symbols, firstMinute, producer, reader);
                for (int round = 0; round < DISCARDED + MEASURED; round++) {
                    long before = services.requests();
                    Visible visible = minute(topic, symbols, firstMinute + round * MINUTE_MILLIS, producer, reader);
                    requests = services.requests() - before;
                    if (round >= DISCARDED) {
                        measured.add(visible);
                    }
                }
                print(symbols, roundTrip, measured, requests);
            } finally {
                job.cancel().get();
            }
        }
    }

    private JobClient start(String topic, RedisAccess redis, Path folder) throws Exception {
        Load load = new Load(topic, 1, 1, 1);
        Engine.Task task = new Engine.Task(
                services.bootstrapServers(), load, TradeFormat.JSON, PARALLELISM, folder.toString(), redis);
        Configuration options = WholeJob.options(task);
        JobSettings settings = JobReadSide.settings(options);
        StreamExecutionEnvironment env = LocalJobs.environment(task);
        return JobReadSide.start(env, settings, new WatchedSink<>(new BarSink(settings.sink(), Optional.empty())));
    }

    /** Lets every symbol trade in each of many minutes before that one, and waits for the bars of those that have ended. */
    private static void warmUp(
            String topic,
            int symbols,
            long firstMinute,
            KafkaProducer<byte[], byte[]> producer,
            StatefulRedisConnection<String, String> reader) {
        int minutes = WARM_UP_BARS / symbols;
        for (int minute = -minutes; minute < 0; minute++) {
            trade(topic, symbols, firstMinute + minute * MINUTE_MILLIS, producer);
        }
        producer.flush();
        watch((minutes - 1) * symbols, 0, System.nanoTime(), reader);
    }

    /** Lets every symbol trade once. */
    private static void trade(String topic, int symbols, long minute, KafkaProducer<byte[], byte[]> producer) {
        for (int symbol = 0; symbol < symbols; symbol++) {
            send(producer, topic, symbol % Load.PARTITIONS, "S" + symbol, minute + symbol % MINUTE_MILLIS);
        }
    }

    /** Lets every symbol trade in a minute, ends it, and watches its bars come. */
    private static Visible minute(
            String topic,
            int symbols,
            long minute,
            KafkaProducer<byte[], byte[]> producer,
            StatefulRedisConnection<String, String> reader)
            throws InterruptedException, ExecutionException {
        trade(topic, symbols, minute, producer);
        producer.flush();
        TimeUnit.NANOSECONDS.sleep(BEFORE_THE_END.toNanos());
        long before = reader.sync().dbsize();
        WatchedSink.reset();
        List<Future<?>> ends = new ArrayList<>();
        for (int partition = 0; partition < Load.PARTITIONS; partition++) {
            // Of an instrument that is there already, so that no bar but those of the symbols comes anew.
            ends.add(send(
                    producer, topic, partition, "S" + partition, minute + MINUTE_MILLIS + OUT_OF_ORDERNESS_MILLIS));
        }
        for (Future<?> end : ends) {
            end.get();
        }
        return watch(symbols, before, System.nanoTime(), reader);
    }

    /** Watches so many bars come, besides the keys that were there before. */
    private static Visible watch(
            int bars, long before, long startNanos, StatefulRedisConnection<String, String> reader) {
        double half = 0;
        long ninetyNineNanos = 0;
        while (System.nanoTime() - startNanos < LONGEST.toNanos()) {
            long visible = reader.sync().dbsize() - before;
            long nanos = System.nanoTime();
            if (half == 0 && 2 * visible >= bars) {
                half = (nanos - startNanos) / 1e6;
            }
            if (ninetyNineNanos == 0 && 100 * visible >= 99L * bars) {
                ninetyNineNanos = nanos;
            }
            if (visible >= bars) {
                return new Visible(
                        half,
                        (ninetyNineNanos - startNanos) / 1e6,
                        (nanos - startNanos) / 1e6,
                        (ninetyNineNanos - WatchedSink.firstNanos()) / 1e6);
            }
        }
        throw new IllegalStateException(
                "after " + LONGEST + " Redis has " + (reader.sync().dbsize() - before) + " of " + bars + " bars");
    }

    private static Future<?> send(
            KafkaProducer<byte[], byte[]> producer, String topic, int partition, String symbol, long timeMillis) {
        String trade =
                "{\"symbol\":\"" + symbol + "\",\"price\":61837.63,\"size\":0.25,\"timestamp\":" + timeMillis + "}";
        return producer.send(new ProducerRecord<>(topic, partition, null, trade.getBytes(StandardCharsets.US_ASCII)));
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, services.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static void print(int symbols, Duration roundTrip, List<Visible> measured, long requests) {
        System.out.printf(
                Locale.ROOT,
                "%-48s %10.0f %10.0f %10.0f %20.0f %10d%n",
                String.format(Locale.ROOT, "%,d symbols, round trip %d ms", symbols, roundTrip.toMillis()),
                median(measured.stream().map(Visible::half).toList()),
                median(measured.stream().map(Visible::ninetyNine).toList()),
                median(measured.stream().map(Visible::all).toList()),
                median(measured.stream().map(Visible::ninetyNineAfterWatermark).toList()),
                requests);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
