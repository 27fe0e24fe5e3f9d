package io.tradebars.local;

import io.tradebars.local.SentTrades.Sent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends all of a {@link SteadyMarket} at an even pace, or as fast as the broker takes it where that is slower. */
final class MarketFeed implements AutoCloseable {

    private final JobBench bench;
    private final SteadyMarket market;
    private final long nanosOfAMinute;
    private final FutureTask<Void> work = new FutureTask<>((Callable<Void>) this::feed);
    private final Thread thread = new Thread(work, "market-feed");
    private volatile long trades;
    private volatile int minute;

    /** @param lengthNanos how long all of it should take */
    MarketFeed(JobBench bench, SteadyMarket market, long lengthNanos) {
        this.bench = bench;
        this.market = market;
        this.nanosOfAMinute = lengthNanos / market.minutes();
        thread.setDaemon(true);
        thread.start();
    }

    private Void feed() throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        for (; minute < market.minutes(); minute++) {
            TimeUnit.NANOSECONDS.sleep(begin + minute * nanosOfAMinute - System.nanoTime());
            send(market.coming(minute));
        }
        send(market.end());
        return null;
    }

    private void send(List<Sent> coming) throws InterruptedException, ExecutionException {
        bench.sendAll(coming.stream()
                .map(trade -> new ProducerRecord<byte[], byte[]>(
                        JobBench.TOPIC, trade.partition(), null, trade.json().getBytes(StandardCharsets.US_ASCII)))
                .toList());
        trades += coming.size();
    }

    /** Trades sent so far. */
    long trades() {
        return trades;
    }

    /** Minutes of the market sent so far. */
    int minutes() {
        return minute;
    }

    /** Whether all of it is sent. */
    boolean isDone() {
        return work.isDone();
    }

    /** Waits until all of it is sent. */
    void await() throws InterruptedException, ExecutionException {
        work.get();
    }

    /** Ends it where it is. */
    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
