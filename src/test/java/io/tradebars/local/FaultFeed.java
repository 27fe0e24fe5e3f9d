package io.tradebars.local;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.local.SentRecords.Content;
import io.tradebars.local.SentRecords.TextHeader;
import io.tradebars.local.SentTrades.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The market of a {@link FaultRun}, faster than the clock: trades out of order, some of a minute long gone, some records that are no trades; many have
 * headers. Each symbol trades in two partitions. It waits for the broker with each step, so that it stands still while that is away.
 */
final class FaultFeed implements AutoCloseable {

    static final int PARTITIONS = 3;

    private static final long FIRST = 1_723_161_240_000L;
    private static final long PACE_MILLIS = 100;
    private static final int STEPS_OF_A_MINUTE = 4;
    private static final long STEP_MILLIS = JobBench.MINUTE / STEPS_OF_A_MINUTE;
    private static final long LONG_AGO_MILLIS = 20 * JobBench.MINUTE;
    private static final long DAY_MILLIS = 86_400_000;
    private static final List<String> SYMBOLS = List.of("GC", "SI", "PL");
    private static final String LAST_SYMBOL = "LAST";

    final SentTrades sent = new SentTrades();
    final SentRecords records = new SentRecords();

    private final JobBench bench;
    private final Random random;
    private final Thread thread = new Thread(this::feed, "fault-feed");
    private volatile boolean stopped;
    private volatile int idlePartition = -1;
    private volatile long now = FIRST;
    private volatile Exception failure;
    private long serial;
    private long trades;

    /** To be sent. */
    private record Outgoing(int partition, SentRecords.Sent record) {}

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
                List<Outgoing> outgoing = new ArrayList<>();
                long time;
                synchronized (this) {
                    time = now;
                    now += STEP_MILLIS;
                }
                for (int i = 0; i < SYMBOLS.size(); i++) {
                    // Never two of a symbol at the same time: the serial number is in the milliseconds.
                    long at = time + random.nextInt(14) * 1_000 + serial++ % 1_000;
                    add(outgoing, i + random.nextInt(2), SYMBOLS.get(i), at);
                    if (random.nextInt(50) == 0) {
                        add(outgoing, i, SYMBOLS.get(i), at - LONG_AGO_MILLIS - 7);
                    }
                }
                if (random.nextInt(10) == 0) {
                    reject(outgoing);
                }
                send(outgoing);
                TimeUnit.MILLISECONDS.sleep(PACE_MILLIS);
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    private void add(List<Outgoing> outgoing, int mayBe, String symbol, long time) {
        int partition = mayBe % PARTITIONS;
        if (partition != idlePartition) {
            Sent trade = new Sent(partition, symbol, 1 + random.nextInt(100_000), 1 + random.nextInt(99), time);
            if (sent.of(trade.key()).stream().noneMatch(other -> other.time() == time)) {
                sent.add(trade);
                trades++;
                outgoing.add(outgoing(partition, null, trade.json(), false, "is too late"));
            }
        }
    }

    private void reject(List<Outgoing> outgoing) {
        Map.Entry<String, String> wrong =
                switch (random.nextInt(3)) {
                    case 0 ->
                        Map.entry(
                                "{\"symbol\":\"GC\",\"price\":\"N/A\",\"size\":1,\"timestamp\":" + now + "}",
                                "price is not a number");
                    case 1 -> Map.entry("\u0000\u00ff\u00fe no JSON, and no UTF-8", "not JSON");
                    default ->
                        Map.entry(
                                JobBench.trade("GC", 1, System.currentTimeMillis() + DAY_MILLIS), "ahead of the clock");
                };
        outgoing.add(outgoing(random.nextInt(PARTITIONS), "key-" + serial++, wrong.getKey(), true, wrong.getValue()));
    }

    private Outgoing outgoing(int partition, String key, String value, boolean mustBeKept, String reason) {
        Content content = new Content(key, value, headers());
        return new Outgoing(partition, new SentRecords.Sent(content, mustBeKept, reason, System.currentTimeMillis()));
    }

    /** None, or some whose order and repetition must not change; one is named as those are that a dead letter gets. */
    private List<TextHeader> headers() {
        return random.nextBoolean()
                ? List.of()
                : List.of(
                        new TextHeader("trace", "\u0000\u00ff" + serial),
                        new TextHeader("none", null),
                        new TextHeader(DeadLetter.REASON_HEADER, "of an earlier life"),
                        new TextHeader("trace", ""));
    }

    private void send(List<Outgoing> outgoing) throws InterruptedException, ExecutionException {
        List<RecordMetadata> places = bench.sendAll(outgoing.stream()
                .map(one -> one.record().content().toRecord(JobBench.TOPIC, one.partition()))
                .toList());
        for (int i = 0; i < places.size(); i++) {
            RecordMetadata place = places.get(i);
            records.add(
                    SentRecords.position(place.topic(), place.partition(), place.offset()),
                    outgoing.get(i).record());
        }
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
        List<Outgoing> outgoing = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            add(outgoing, partition, LAST_SYMBOL + partition, last);
        }
        send(outgoing);
    }
}
