package io.tradebars.local;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;

/** Looks at all bars of a {@link SteadyMarket} in Redis over and over, in a thread of its own. */
final class MarketReader implements AutoCloseable {

    private static final int KEYS_OF_A_LOOK = 1_000;

    final MarketSightings sightings;
    private final Duration pause;
    private final RedisClient client;
    private final Thread thread = new Thread(this::run, "market-reader");
    private volatile boolean closed;

    /** @param pause between two looks */
    MarketReader(SteadyMarket market, int redisPort, Duration pause) {
        this.sightings = new MarketSightings(market);
        this.pause = pause;
        this.client = RedisClient.create("redis://" + Ports.HOST + ":" + redisPort);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            while (!closed) {
                look(connection.sync());
                Thread.sleep(pause.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!closed) {
                sightings.wrong("the reader has failed: " + e);
            }
        }
    }

    private void look(RedisCommands<String, String> redis) {
        ScanArgs some = ScanArgs.Builder.matches("bars:*").limit(KEYS_OF_A_LOOK);
        KeyScanCursor<String> cursor = redis.scan(some);
        while (true) {
            if (!cursor.getKeys().isEmpty()) {
                redis.mget(cursor.getKeys().toArray(String[]::new))
                        .forEach(found -> found.ifHasValue(bar -> sightings.see(found.getKey(), bar)));
            }
            if (cursor.isFinished()) {
                return;
            }
            cursor = redis.scan(cursor, some);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.interrupt();
        thread.join();
        client.shutdown();
    }
}
