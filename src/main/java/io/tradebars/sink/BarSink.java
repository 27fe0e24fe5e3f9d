package io.tradebars.sink;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.tradebars.bars.Bar;
import io.tradebars.deadletter.BoundedLog;
import io.tradebars.deadletter.DeadLetterTopic;
import io.tradebars.deadletter.DeadLetters;
import io.tradebars.deadletter.LoggedDeadLetters;
import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RedisSettings;
import io.tradebars.redis.RetrySchedule;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bars into Redis: a serializable description, from which each subtask makes a writer with a client of its own.
 *
 * <p>What a reader of Redis sees: when a checkpoint completes, every bar that came before it is there or, if Redis refused
 * it, on the dead-letter topic. After a failure bars are written again; with {@code redis.guard}, an older revision never
 * replaces a newer one, so that in the end each bar is there as if nothing had happened. Put the revisions of a bar through
 * one subtask, in order: chain the sink to the keyed operator at the same parallelism, or key the stream by {@link
 * io.tradebars.bars.BarKey}.
 */
public final class BarSink implements Sink<Bar> {

    private static final long serialVersionUID = 1L;

    /** How many requests of a writer may be on their way at once, so that neither it nor Redis waits for the link. */
    static final int MAX_REQUESTS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(BarSink.class);

    private final SinkSettings settings;
    /** {@code null} for none, since an {@code Optional} is not serializable. */
    private final DeadLetterTopic deadLetterTopic;

    private final ConnectorFactory connectors;

    /** Makes the client of a writer. */
    interface ConnectorFactory extends Serializable {
        RedisConnector create(RedisSettings settings);
    }

    /**
     * @param settings where and how
     * @param deadLetterTopic where bars go that Redis refuses; if empty, they are counted and logged at a bounded rate
     */
    public BarSink(SinkSettings settings, Optional<DeadLetterTopic> deadLetterTopic) {
        this(settings, deadLetterTopic, RedisConnector::create);
    }

    BarSink(SinkSettings settings, Optional<DeadLetterTopic> deadLetterTopic, ConnectorFactory connectors) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.deadLetterTopic = deadLetterTopic.orElse(null);
        this.connectors = connectors;
    }

    /**
     * Opens the client and waits until Redis has answered a PING, and lets bars be written; retried as often as a request is.
     *
     * <p>A wrong token, address or certificate, or a token that may only read, ends a job that has just been started, whatever its restart strategy: somebody is
     * there to mend it. Later the strategy decides, since tokens are rotated and certificates renewed while jobs run.
     *
     * @throws IOException if Redis refuses the token or cannot be reached; the message says what to do
     */
    @Override
    public SinkWriter<Bar> createWriter(WriterInitContext context) throws IOException {
        boolean isNew = context.getTaskInfo().getAttemptNumber() == 0
                && context.getRestoredCheckpointId().isEmpty();
        try {
            return createWriter(
                    context.getMailboxExecutor(),
                    context.getProcessingTimeService(),
                    context.metricGroup(),
                    deadLetterTopic == null ? new LoggedDeadLetters(new BoundedLog(LOG)) : deadLetterTopic.open());
        } catch (WrongRedisException e) {
            throw isNew ? e : new IOException(e.getMessage(), e.getCause());
        }
    }

    BarSinkWriter createWriter(
            MailboxExecutor mailbox,
            ProcessingTimeService timers,
            SinkWriterMetricGroup metricGroup,
            DeadLetters deadLetters)
            throws IOException {
        RetrySchedule schedule = settings.retrySchedule(new SplittableRandom());
        RedisConnector connector = connectors.create(settings.redis());
        try {
            SinkMetrics metrics = new SinkMetrics(metricGroup, connector);
            BarLayout layout = BarLayout.of(settings.layout());
            var connection = new FirstContact(
                            connector, settings, schedule, delay -> Thread.sleep(delay.toMillis()), metrics::retried)
                    .openToWrite(layout);
            return new BarSinkWriter(
                    settings,
                    layout,
                    pipelines(connector, connection, layout),
                    () -> close(connector),
                    schedule,
                    deadLetters,
                    mailbox,
                    timers,
                    (millis, call) -> connection
                            .getResources()
                            .timer()
                            .newTimeout(timeout -> call.run(), millis, TimeUnit.MILLISECONDS),
                    metrics);
        } catch (InterruptedException e) {
            close(connector);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while Redis at " + settings.address() + " was waited for");
        } catch (IOException | RuntimeException | Error e) {
            // The operator has no writer yet that it could close.
            close(connector);
            throw e;
        }
    }

    /**
     * One for each request that may be on its way. Over HTTP each has a connection of its own, since a connection has one request under
     * way at a time; all of them share one client, and over HTTP/2 one socket. Lettuce's socket takes any number of requests.
     */
    private List<LettucePipeline> pipelines(
            RedisConnector connector, StatefulRedisConnection<byte[], byte[]> first, BarLayout layout) {
        boolean isHttp = settings.redis().isHttp();
        int count = isHttp ? Math.min(MAX_REQUESTS, settings.redis().maxConnections()) : MAX_REQUESTS;
        List<LettucePipeline> pipelines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var connection = first;
            if (isHttp && i > 0) {
                connection = connector.connect(ByteArrayCodec.INSTANCE);
                connection.setAutoFlushCommands(false);
            }
            pipelines.add(new LettucePipeline(connection, layout));
        }
        return pipelines;
    }

    private static void close(RedisConnector connector) {
        LOG.info("Closing Redis connection pool...");
        connector.close();
        LOG.info("Redis connection pool closed");
    }
}
