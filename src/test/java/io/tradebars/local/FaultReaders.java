package io.tradebars.local;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;

/** Readers who look at all bars all the time, straight in Redis, and the one who may empty it between two looks. */
final class FaultReaders implements AutoCloseable {

    private static final int READERS = 2;
    private static final long PAUSE_MILLIS = 20;
    /** Longer than it takes to read all bars and to end the server. */
    private static final String WRITES_PAUSED_MILLIS = "30000";

    private final ReadWriteLock looking = new ReentrantReadWriteLock(true);
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final List<Sightings> sightings =
            IntStream.range(0, READERS).mapToObj(i -> new Sightings()).toList();
    private final List<Thread> threads;
    private volatile boolean closed;
    private volatile RuntimeException failure;

    FaultReaders(int redisPort) {
        client = RedisClient.create("redis://" + Ports.HOST + ":" + redisPort);
        connection = client.connect();
        threads = sightings.stream()
                .map(one -> new Thread(() -> read(one), "fault-reader"))
                .toList();
        threads.forEach(thread -> {
            thread.setDaemon(true);
            thread.start();
        });
    }

    private void read(Sightings mine) {
        try (StatefulRedisConnection<String, String> own = client.connect()) {
            while (!closed) {
                looking.readLock().lock();
                try {
                    mine.look(bars(own.sync()));
                } finally {
                    looking.readLock().unlock();
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, String> bars(RedisCommands<String, String> redis) {
        Map<String, String> bars = new HashMap<>();
        List<String> keys = redis.keys("bars:*");
        if (!keys.isEmpty()) {
            redis.mget(keys.toArray(String[]::new))
                    .forEach(found -> found.ifHasValue(bar -> bars.put(found.getKey(), bar)));
        }
        return bars;
    }

    /** All bars now. */
    Map<String, String> bars() {
        return bars(connection.sync());
    }

    /** Restarts Redis, which then is empty; returns exactly what it held, since writes wait from before that is read. */
    Map<String, String> empty(RestBench redis) throws Exception {
        looking.writeLock().lock();
        try {
            connection
                    .sync()
                    .dispatch(
                            CommandType.CLIENT,
                            new StatusOutput<>(StringCodec.UTF8),
                            new CommandArgs<>(StringCodec.UTF8)
                                    .add("PAUSE")
                                    .add(WRITES_PAUSED_MILLIS)
                                    .add("WRITE"));
            Map<String, String> held = bars();
            redis.stopRedis();
            redis.startRedis();
            sightings.forEach(Sightings::emptied);
            return held;
        } finally {
            looking.writeLock().unlock();
        }
    }

    /** How much memory Redis may use; 0: any. */
    void limitMemory(long bytes) {
        connection.sync().configSet("maxmemory", Long.toString(bytes));
    }

    /** What each of them saw. */
    List<Sightings> sightings() {
        if (failure != null) {
            throw failure;
        }
        return sightings;
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        }
        connection.close();
        client.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
