package io.tradebars.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.tradebars.bars.BarOptions;
import io.tradebars.deadletter.DeadLetter;
import io.tradebars.job.RunOptions;
import io.tradebars.sink.RedisOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real job cannot use comes out of the dead-letter topic as it went in, and nothing else does. */
class DeadLettersIT {

    private static final int PARTITIONS = 4;
    private static final List<String> SYMBOLS = List.of("GC", "SI", "PL", "PA");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Long past, so that no trade is ahead of the clock, and some minutes more than the allowed lateness of 5. */
    private static final long FIRST = Instant.parse("2024-08-08T23:54:00Z").toEpochMilli();

    private static final long LAST = FIRST + 12 * JobBench.MINUTE;

    @TempDir
    private Path folder;

    private final Map<String, Bad> bad = new HashMap<>();

    /** A record sent, and a word of the reason for which it must come back. */
    private record Bad(ProducerRecord<byte[], byte[]> record, String reason) {}

    @Test
    void whatCannotBeUsedIsSetAsideByteForByteAndTheBarsOfTheOthersAreExact() throws Exception {
        Instant begin = Instant.now();
        try (RestBench redis = new RestBench();
                JobBench bench = new JobBench(folder, PARTITIONS);
                LocalFlink job = start(bench, "redis://127.0.0.1:" + redis.redisPort)) {
            sendGood(bench, FIRST);
            sendBad(bench);
            for (long minute = FIRST + JobBench.MINUTE; minute <= LAST; minute += JobBench.MINUTE) {
                sendGood(bench, minute);
            }
            // Partition 0's watermark is past this one now, so the next of the first minute comes too late.
            awaitBars(redis, LAST - JobBench.MINUTE);
            sendLate(bench);

            await().atMost(PATIENCE).until(() -> bench.deadLetters().size() >= bad.size());
            job.stop();

            List<ConsumerRecord<byte[], byte[]>> letters = bench.deadLetters();
            assertThat(letters).hasSize(bad.size());
            assertThat(letters)
                    .extracting(letter -> header(letter, DeadLetter.SOURCE_HEADER))
                    .containsExactlyInAnyOrderElementsOf(bad.keySet());
            assertThat(letters)
                    .allSatisfy(
                            letter -> assertIsWhatWasSent(letter, bad.get(header(letter, DeadLetter.SOURCE_HEADER))))
                    .allSatisfy(letter -> assertThat(Instant.parse(header(letter, DeadLetter.AT_HEADER)))
                            .isBetween(begin.minusMillis(1), Instant.now()));
            assertThat(JobBench.strings(redis.redisPort)).containsAllEntriesOf(bars(LAST - JobBench.MINUTE));
            assertThat(Counters.now().late()).isEqualTo(1);
            assertThat(Counters.now().rejected()).isEqualTo(bad.size() - 1);
        }
    }

    @Test
    void aBarThatRedisRefusesIsSetAsideAndTheOthersAreWritten() throws Exception {
        Instant begin = Instant.now();
        String taken = JobBench.key("GC", FIRST);
        try (RestBench redis = new RestBench();
                JobBench bench = new JobBench(folder, PARTITIONS)) {
            try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + redis.redisPort);
                    var connection = client.connect()) {
                connection.sync().hset(taken, "not", "a bar");
            }
            for (long minute = FIRST; minute <= LAST; minute += JobBench.MINUTE) {
                sendGood(bench, minute);
            }
            try (LocalFlink job = start(bench, "redis://127.0.0.1:" + redis.redisPort)) {
                awaitBars(redis, LAST - JobBench.MINUTE, taken);
                await().atMost(PATIENCE).until(() -> !bench.deadLetters().isEmpty());
                job.stop();
            }

            assertThat(bench.deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.key()).asString(UTF_8).isEqualTo(taken);
                assertThat(letter.value()).asString(UTF_8).isEqualTo(JobBench.bar(FIRST));
                assertThat(header(letter, DeadLetter.REASON_HEADER)).contains("GC", "rejected by Redis", "WRONGTYPE");
                assertThat(header(letter, DeadLetter.SOURCE_HEADER)).isEqualTo("redis:" + taken);
                assertThat(Instant.parse(header(letter, DeadLetter.AT_HEADER)))
                        .isBetween(begin.minusMillis(1), Instant.now());
            });
            assertThat(Counters.now().refused()).isEqualTo(1);
        }
    }

    private static LocalFlink start(JobBench bench, String redisUrl) throws Exception {
        bench.options.set(RedisOptions.URL, redisUrl);
        bench.options.set(RunOptions.PARALLELISM, 2);
        bench.options.set(BarOptions.IDLE_TIMEOUT, Duration.ofMinutes(5));
        bench.flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
        return bench.startJob(false, new SeenBars(Integer.MAX_VALUE));
    }

    private void sendBad(JobBench bench) throws Exception {
        long time = FIRST + 30_000;
        byte[] binary = new byte[4_000];
        new Random(1).nextBytes(binary);
        sendBad(bench, binary, "not JSON");
        sendBad(bench, new byte[0], "empty");
        sendBad(bench, (byte[]) null, "tombstone");
        sendBad(bench, "{}", "symbol is missing");
        sendBad(bench, "{\"symbol\":\"GC\",\"size\":1,\"timestamp\":" + time + "}", "price is missing");
        sendBad(bench, "[1,2,3]", "not a JSON object");
        sendBad(bench, record("{\"symbol\":7", "1", "1", time), "symbol is not a text");
        sendBad(bench, record("{\"symbol\":\"GC\"", "true", "1", time), "price is neither");
        sendBad(bench, record("{\"symbol\":\"GC\"", "1", "{}", time), "size is neither");
        sendBad(bench, record("{\"symbol\":\"GC\"", "\"N/A\"", "1", time), "price is not a number");
        sendBad(bench, record("{\"symbol\":\"GC\"", "\"NaN\"", "1", time), "price is not a number");
        sendBad(bench, record("{\"symbol\":\"GC\"", "NaN", "1", time), "not JSON");
        sendBad(bench, record("{\"symbol\":\"GC\"", "1", "\"-Infinity\"", time), "size is not a number");
        sendBad(bench, record("{\"symbol\":\"GC\"", "1", "-1", time), "size is negative");
        sendBad(bench, record("{\"symbol\":\"GC\"", "1e400", "1", time), "price is out of range");
        sendBad(bench, record("{\"symbol\":\"GC\"", "9".repeat(900), "1", time), "price is out of range");
        sendBad(bench, record("{\"symbol\":\"GC\"", "1", "1e999999999999", time), "size is out of range");
        sendBad(bench, "[".repeat(100_000), "not a JSON object");
        sendBad(bench, "{\"symbol\":" + "[".repeat(100_000), "");
        sendBad(bench, "{\"symbol\":\"GC\",\"note\":\"" + "x".repeat(1 << 20) + "\"}", "missing");
        sendBad(bench, record("{\"symbol\":\"GC\"", "1", "1", time / 1_000), "trade.time.unit");
        sendBad(bench, record("{\"symbol\":\"GC\"", "1", "1", time * 1_000), "trade.time.unit");
        sendBad(bench, record("{\"symbol\":\"GC\"", "1", "1", time * 1_000_000), "trade.time.unit");
        long tomorrow = Instant.now().plus(Duration.ofDays(1)).toEpochMilli();
        sendBad(bench, record("{\"symbol\":\"GC\"", "1", "1", tomorrow), "ahead of the clock");
    }

    private static String record(String opening, String price, String size, long time) {
        return opening + ",\"price\":" + price + ",\"size\":" + size + ",\"timestamp\":" + time + "}";
    }

    private void sendLate(JobBench bench) throws Exception {
        send(bench, 0, JobBench.trade("GC", 1, FIRST + 1_000).getBytes(UTF_8), "too late");
    }

    private void sendBad(JobBench bench, String value, String reason) throws Exception {
        sendBad(bench, value.getBytes(UTF_8), reason);
    }

    private void sendBad(JobBench bench, byte[] value, String reason) throws Exception {
        send(bench, bad.size() % PARTITIONS, value, reason);
    }

    /** With a key that is no text, and headers whose order and repetition must not change. */
    private void send(JobBench bench, int partition, byte[] value, String reason) throws Exception {
        int number = bad.size();
        List<Header> headers = List.of(
                new RecordHeader("trace", new byte[] {(byte) number, 0, -1}),
                new RecordHeader("none", null),
                new RecordHeader("trace", "again".getBytes(UTF_8)),
                new RecordHeader(DeadLetter.REASON_HEADER, "of an earlier life".getBytes(UTF_8)));
        byte[] key = number % 3 == 0 ? null : new byte[] {-1, 0, (byte) number};
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                JobBench.TOPIC, partition, key, value, number % 2 == 0 ? headers : List.<Header>of());
        RecordMetadata sent = bench.send(record);
        bad.put(sent.topic() + "-" + sent.partition() + "@" + sent.offset(), new Bad(record, reason));
    }

    /** Four trades of the minute in each partition, with keys and headers as the bad ones have them. */
    private static void sendGood(JobBench bench, long minute) throws Exception {
        for (int i = 0; i < PARTITIONS; i++) {
            for (String trade : JobBench.trades(SYMBOLS.get(i), minute)) {
                bench.send(new ProducerRecord<>(
                        JobBench.TOPIC,
                        i,
                        SYMBOLS.get(i).getBytes(UTF_8),
                        trade.getBytes(UTF_8),
                        List.of(new RecordHeader("trace", new byte[] {1}))));
            }
        }
    }

    private static void assertIsWhatWasSent(ConsumerRecord<byte[], byte[]> letter, Bad sent) {
        assertThat(letter.key()).isEqualTo(sent.record().key());
        assertThat(letter.value()).isEqualTo(sent.record().value());
        Header[] original = sent.record().headers().toArray();
        Header[] headers = letter.headers().toArray();
        assertThat(Arrays.copyOf(headers, original.length)).isEqualTo(original);
        assertThat(Arrays.stream(headers).skip(original.length).map(Header::key))
                .containsExactly(DeadLetter.REASON_HEADER, DeadLetter.SOURCE_HEADER, DeadLetter.AT_HEADER);
        assertThat(header(letter, DeadLetter.REASON_HEADER)).contains(sent.reason());
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }

    /** The bars of all symbols up to that minute, but for the keys left out. */
    private static Map<String, String> bars(long last, String... leftOut) {
        Map<String, String> bars = new HashMap<>();
        for (long minute = FIRST; minute <= last; minute += JobBench.MINUTE) {
            for (String symbol : SYMBOLS) {
                bars.put(JobBench.key(symbol, minute), JobBench.bar(minute));
            }
        }
        bars.keySet().removeAll(List.of(leftOut));
        return bars;
    }

    private static void awaitBars(RestBench redis, long last, String... leftOut) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(JobBench.strings(redis.redisPort))
                .containsExactlyInAnyOrderEntriesOf(bars(last, leftOut)));
    }
}
