package io.tradebars.local;

import io.tradebars.local.SentTrades.Sent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The market of a {@link FaultRun}, faster than the clock: trades out of order, some of a minute long gone, some records that are no trades. Each
 * symbol trades in two partitions. It waits for the broker with each step, so that it stands still while that is away.
 */
final class FaultFeed implements AutoCloseable {

    static final int PARTITIONS = 3;

    private static final long FIRST = 1_723_161_240_000L;
    private static final long PACE_MILLIS = 100;
    private static final int STEPS_OF_A_MINUTE = 4;
    private static final long STEP_MILLIS = JobBench.MINUTE / STEPS_OF_A_MINUTE;
    private static final long LONG_AGO_MILLIS = 20 * JobBench.MINUTE;
    private static final List<String> SYMBOLS = List.of("GC", "SI", "PL");
    private static final String LAST_SYMBOL = "LAST";

    final SentTrades sent = new SentTrades();
    final List<String> rejects = new CopyOnWriteArrayList<>();

    private final JobBench bench;
    private final Random random;
    private final Thread thread = new Thread(this::feed, "fault-feed");
    private volatile boolean stopped;
    private volatile int idlePartition = -1;
    private volatile long now = FIRST;
    private volatile Exception failure;
    private long serial;
    private long trades;

    FaultFeed(JobBench bench, long seed) {
        this.bench = bench;
        this.random = new Random(seed);
        thread.setDaemon(true);
        thread.start();
    }

    /** Event time goes on that much further. */
    void stepAhead(long minutes) {
        synchronized (this) {
            now += minutes * JobBench.MINUTE;
        }
    }

    /** Nothing more comes of this partition, of any if it is negative. */
    void idle(int partition) {
        idlePartition = partition;
    }

    long trades() {
        return trades;
    }

    private void feed() {
        try {
            while (!stopped) {
                List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
                long time;
                synchronized (this) {
                    time = now;
                    now += STEP_MILLIS;
                }
                for (int i = 0; i < SYMBOLS.size(); i++) {
                    // Never two of a symbol at the same time: the serial number is in the milliseconds.
                    long at = time + random.nextInt(14) * 1_000 + serial++ % 1_000;
                    add(records, i + random.nextInt(2), SYMBOLS.get(i), at);
                    if (random.nextInt(50) == 0) {
                        add(records, i, SYMBOLS.get(i), at - LONG_AGO_MILLIS - 7);
                    }
                }
                if (random.nextInt(10) == 0) {
                    reject(records);
                }
                bench.sendAll(records);
                TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    private void add(List<ProducerRecord<byte[], byte[]>> records, int mayBe, String symbol, long time) {
        int partition = mayBe % PARTITIONS;
        if (partition != idlePartition) {
            Sent trade = new Sent(partition, symbol, 1 + random.nextInt(100_000), 1 + random.nextInt(99), time);
            if (sent.of(trade.key()).stream().noneMatch(other -> other.time() == time)) {
                sent.add(trade);
                trades++;
                records.add(record(partition, null, trade.json()));
            }
        }
    }

    private void reject(List<ProducerRecord<byte[], byte[]>> records) {
        String key = "key-" + serial++;
        String value =
                switch (random.nextInt(3)) {
                    case 0 -> "{\"symbol\":\"GC\",\"price\":\"N/A\",\"size\":1,\"timestamp\":" + now + "}";
                    case 1 -> "\u0000\u00ff\u00fe no JSON, and no UTF-8";
                    // A day ahead of the clock.
                    default -> JobBench.trade("GC", 1, System.currentTimeMillis() + 86_400_000L);
                };
        rejects.add(key + "|" + value);
        records.add(record(random.nextInt(PARTITIONS), key, value));
    }

    /** Each byte a letter of its own, so that all bytes can be compared as text. */
    private static ProducerRecord<byte[], byte[]> record(int partition, String key, String value) {
        return new ProducerRecord<>(
                JobBench.TOPIC,
                partition,
                key == null ? null : key.getBytes(StandardCharsets.ISO_8859_1),
                value.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A record of a topic as the text by which it is known here: its key, if it has one, and its value. */
    static String text(ConsumerRecord<byte[], byte[]> record) {
        String value = new String(record.value(), StandardCharsets.ISO_8859_1);
        return record.key() == null ? value : new String(record.key(), StandardCharsets.ISO_8859_1) + "|" + value;
    }

    /** Ends it, with a trade in each partition an hour later at the last second of a minute, by which all bars close. */
    @Override
    public void close() throws Exception {
        stopped = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
        idlePartition = -1;
        long last = now / JobBench.MINUTE * JobBench.MINUTE + 61 * JobBench.MINUTE - 1;
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            add(records, partition, LAST_SYMBOL + partition, last);
        }
        bench.sendAll(records);
    }
}
