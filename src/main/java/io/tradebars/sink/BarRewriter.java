package io.tradebars.sink;

import io.tradebars.bars.BarKey;
import io.tradebars.redis.CommandOutcome;
import io.tradebars.redis.RedisConnector;
import io.tradebars.redis.RetrySchedule;
import io.tradebars.sink.BarPipeline.Reply;
import io.tradebars.sink.PendingBars.PendingBar;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes bars outside of a job, such as those that Redis refused. It waits for each batch, and tries one that meets a passing fault
 * as often as the sink would before it held its bars. Used by one thread.
 */
public final class BarRewriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BarRewriter.class);

    private final SinkSettings settings;
    private final RedisConnector connector;
    private final RetrySchedule schedule;
    private final BarLayout layout;
    private final BarPipeline pipeline;

    /**
     * What became of some bars.
     *
     * @param written bars that stand in Redis now, each counted once
     * @param stale bars of which Redis has a newer state
     * @param refused bars that Redis refused again, and why
     */
    public record Result(int written, int stale, Map<BarKey, String> refused) {}

    private BarRewriter(
            SinkSettings settings,
            RedisConnector connector,
            RetrySchedule schedule,
            BarLayout layout,
            BarPipeline pipeline) {
        this.settings = settings;
        this.connector = connector;
        this.schedule = schedule;
        this.layout = layout;
        this.pipeline = pipeline;
    }

    /**
     * Connects, and asks whether bars may be written; what is written then is guarded, whatever the settings say.
     *
     * @throws IOException if Redis refuses or cannot be reached; the message says what to do
     * @throws IllegalArgumentException if a file of the settings cannot be read; the message says which
     */
    public static BarRewriter open(SinkSettings settings) throws IOException, InterruptedException {
        return open(settings, BarLayout.of(settings.layout().guarded()), true);
    }

    /**
     * As {@link #open}, but what is written is guarded only if the settings say so: by the very commands of the sink. It doesn't ask first
     * whether they may be written, which is for {@link #write} to find.
     */
    public static BarRewriter openLikeSink(SinkSettings settings) throws IOException, InterruptedException {
        return open(settings, BarLayout.of(settings.layout()), false);
    }

    private static BarRewriter open(SinkSettings settings, BarLayout layout, boolean asksFirst)
            throws IOException, InterruptedException {
        RetrySchedule schedule = settings.retrySchedule(new SplittableRandom());
        RedisConnector connector = RedisConnector.create(settings.redis());
        try {
            FirstContact contact = new FirstContact(connector, settings, schedule, BarRewriter::pause, () -> {});
            var connection = asksFirst ? contact.openToWrite(layout) : contact.open();
            return new BarRewriter(settings, connector, schedule, layout, new LettucePipeline(connection, layout));
        } catch (IOException | InterruptedException | RuntimeException e) {
            connector.close();
            throw e;
        }
    }

    /**
     * Writes bars; of several states of one bar, the newest.
     *
     * @throws IOException if Redis cannot be reached, or lets nothing be written; some of the bars may be written then, and all may be
     *     written again
     */
    public Result write(Collection<RefusedBar> bars) throws IOException, InterruptedException {
        PendingBars pending = PendingBars.of(settings, layout);
        for (RefusedBar bar : bars) {
            pending.add(layout.toCommand(bar.key(), bar.json()), 0);
        }
        int written = 0;
        int stale = 0;
        Map<BarKey, String> refused = new HashMap<>();
        int attempt = 1;
        while (!pending.isEmpty()) {
            List<PendingBar> batch = pending.takeBatch(Integer.MAX_VALUE);
            List<Reply> replies = send(batch);
            List<PendingBar> again = new ArrayList<>();
            CommandOutcome trouble = null;
            for (int i = 0; i < batch.size(); i++) {
                PendingBar bar = batch.get(i);
                CommandOutcome outcome = replies.get(i).outcome();
                if (outcome instanceof CommandOutcome.Done) {
                    written += replies.get(i).written() ? 1 : 0;
                    stale += replies.get(i).written() ? 0 : 1;
                } else if (outcome instanceof CommandOutcome.Refused no) {
                    refused.put(bar.key(), RefusedBar.reason(bar.command(), no.message()));
                } else if (outcome instanceof CommandOutcome.BatchRejected no && batch.size() == 1) {
                    refused.put(bar.key(), RefusedBar.reason(bar.command(), no.message()));
                } else if (outcome instanceof CommandOutcome.BatchRejected) {
                    again.add(bar.travelAlone());
                } else {
                    trouble = outcome;
                    again.add(bar);
                }
            }
            pending.ended(batch, again);
            if (trouble == null) {
                attempt = 1;
            } else {
                pause(delayAfter(attempt++, trouble));
            }
        }
        return new Result(written, stale, refused);
    }

    private List<Reply> send(List<PendingBar> batch) throws IOException, InterruptedException {
        try {
            return pipeline.send(batch.stream().map(PendingBar::command).toList())
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("bars could not be sent to Redis at " + settings.address(), e.getCause());
        }
    }

    private Duration delayAfter(int attempt, CommandOutcome trouble) throws IOException {
        if (trouble instanceof CommandOutcome.Unauthorized unauthorized) {
            throw new IOException(settings.notPermitted(unauthorized.message()));
        }
        String word = trouble instanceof CommandOutcome.Transient passing ? passing.word() : trouble.toString();
        if (attempt >= schedule.attempts()) {
            throw new IOException("Redis at " + settings.address() + " cannot be written to: " + word + " in " + attempt
                    + " attempts; what was written stays, run it again for the rest");
        }
        Duration delay = schedule.delayAfter(
                attempt, trouble instanceof CommandOutcome.Transient passing ? passing.retryAfter() : null);
        LOG.warn(
                "Redis {} (attempt {}/{}), retrying in {}...",
                word,
                attempt,
                schedule.attempts(),
                Durations.seconds(delay));
        return delay;
    }

    private static void pause(Duration delay) throws InterruptedException {
        Thread.sleep(delay.toMillis());
    }

    @Override
    public void close() {
        connector.close();
    }
}
