package io.tradebars.local;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.tradebars.job.JobSettings;
import io.tradebars.redis.RedisConnector;
import io.tradebars.sink.StoredBars;

/** The chart page beside a replay that is slow enough to be watched. */
final class ReplayChart implements AutoCloseable {

    private final RedisConnector connector;
    private final StatefulRedisConnection<String, String> redis;
    private final ChartServer server;

    /** @param port its port, or 0 for a free one */
    ReplayChart(JobSettings settings, SeenBars seen, int port) throws Exception {
        connector = RedisConnector.create(settings.sink().redis());
        try {
            redis = connector.connect(StringCodec.UTF8);
            server = new ChartServer(seen, new StoredBars(settings.sink().layout(), redis), port);
            server.start();
        } catch (Exception e) {
            connector.close();
            throw e;
        }
    }

    String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
        connector.close();
    }
}
