package io.tradebars.local;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A market that goes on while a test does its worst: minute after minute of {@link JobBench#trades}, one symbol a partition, ten minutes of
 * history a second, until it is told to stop.
 */
final class MinuteFeed implements AutoCloseable {

    private static final long FIRST = 1_723_161_240_000L;
    private static final long PAUSE_MILLIS = 100;

    private final JobBench bench;
    private final List<String> symbols;
    private final Thread thread = new Thread(this::feed, "minute-feed");
    private volatile long next = FIRST;
    private volatile boolean stopped;
    private volatile Exception failure;

    /** Starts it. */
    MinuteFeed(JobBench bench, List<String> symbols) {
        this.bench = bench;
        this.symbols = List.copyOf(symbols);
        thread.setDaemon(true);
        thread.start();
    }

    private void feed() {
        try {
            while (!stopped) {
                sendMinute();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            // Closes the last one.
            sendMinute();
        } catch (Exception e) {
            failure = e;
        }
    }

    private void sendMinute() throws Exception {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int partition = 0; partition < symbols.size(); partition++) {
            for (String trade : JobBench.trades(symbols.get(partition), next)) {
                records.add(
                        new ProducerRecord<>(JobBench.TOPIC, partition, null, trade.getBytes(StandardCharsets.UTF_8)));
            }
        }
        bench.sendAll(records);
        next += JobBench.MINUTE;
    }

    /** Ends it; all but its last minute can close then. */
    void stop() throws Exception {
        stopped = true;
        thread.join();
        if (failure != null) {
            throw failure;
        }
    }

    /** After {@link #stop()}: all bars that must be there in the end, by their keys. */
    Map<String, String> expected() {
        Map<String, String> bars = new HashMap<>();
        for (String symbol : symbols) {
            for (long minute = FIRST; minute < next - JobBench.MINUTE; minute += JobBench.MINUTE) {
                bars.put(JobBench.key(symbol, minute), JobBench.bar(minute));
            }
        }
        return bars;
    }

    /** Whether a bar of that key may ever have been written so. */
    static boolean mayBe(String key, String bar) {
        return JobBench.states(Long.parseLong(key.substring(key.lastIndexOf(':') + 1)))
                .contains(bar);
    }

    @Override
    public void close() throws Exception {
        stop();
    }
}
