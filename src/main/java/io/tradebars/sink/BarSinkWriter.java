package io.tradebars.sink;

import io.tradebars.bars.Bar;
import io.tradebars.bars.BarKey;
import io.tradebars.deadletter.DeadLetters;
import io.tradebars.redis.CommandOutcome;
import io.tradebars.redis.RetrySchedule;
import io.tradebars.sink.BarPipeline.Reply;
import io.tradebars.sink.PendingBars.PendingBar;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes bars to Redis, batch by batch, and answers for them at each checkpoint.
 *
 * <p>The newest revision of each bar waits; as many requests as there are pipelines may be on their way, but never two with bars
 * of one instrument, so no two revisions of a bar are. A batch goes out when it is full ({@code redis.batch.max-commands}, {@code .max-bytes}), when one of its bars has waited for {@code
 * redis.batch.linger} (a bar of history, which ended a minute ago or more: for a second), when the watermark that closed one of them has come, or in {@link #flush}, which returns when nothing waits and nothing is on its way. When {@value
 * #BUFFER_BATCHES} batches wait, {@link #write} blocks.
 *
 * <p>A reply decides for each bar alone: written; refused, and set aside as a dead letter; or to be sent again, in which case
 * everything waits as {@link Outage} says, and then one request at a time is on its way. An outage longer than {@code redis.outage.max} fails the job; nothing is dropped.
 * A request that was rejected as a whole is sent once more bar by bar, so that only the guilty one is set aside.
 *
 * <p>Threads: all state belongs to the mailbox thread. A reply and a timer come on other threads and only put one mail into
 * the mailbox; a mail that throws fails the job. There is no state across checkpoints.
 */
final class BarSinkWriter implements SinkWriter<Bar> {

    /** How many full batches may wait before {@link #write} blocks. */
    static final int BUFFER_BATCHES = 16;

    /** How long ago a bar has ended that counts as history, in milliseconds. */
    static final long HISTORY_AGE_MILLIS = 60_000;

    /** How long a bar of history waits for others at the most, in milliseconds; longer if the linger is. */
    static final long HISTORY_LINGER_MILLIS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(BarSinkWriter.class);

    private final SinkSettings settings;
    private final BarLayout layout;
    /** Those that carry nothing now; the one that was last in use comes first, so that under a light load there is but one. */
    private final Deque<BarPipeline> idle;

    private final Runnable closing;
    private final DeadLetters deadLetters;
    private final MailboxExecutor mailbox;
    private final ProcessingTimeService timers;
    private final Alarm alarm;
    private final SinkMetrics metrics;
    private final PendingBars pending;
    private final Outage outage;
    private final long lingerMillis;
    private int requests;
    private boolean draining;
    private boolean freshBarClosed;
    private long timerAtMillis = Long.MAX_VALUE;
    private Exception failure;
    private volatile boolean closed;

    /** Calls back on some thread when so much time has passed, also while the task ends. */
    interface Alarm {
        void ringAfter(long millis, Runnable call);
    }

    /**
     * Does no I/O.
     *
     * @param layout makes the commands
     * @param pipelines carry the batches, one each at a time
     * @param closing ends the connections of the pipelines, in under a second; called once
     * @param deadLetters takes refused bars; closed with the writer
     */
    BarSinkWriter(
            SinkSettings settings,
            BarLayout layout,
            Collection<? extends BarPipeline> pipelines,
            Runnable closing,
            RetrySchedule schedule,
            DeadLetters deadLetters,
            MailboxExecutor mailbox,
            ProcessingTimeService timers,
            Alarm alarm,
            SinkMetrics metrics) {
        this.settings = settings;
        this.layout = layout;
        this.idle = new ArrayDeque<>(pipelines);
        this.closing = closing;
        this.deadLetters = deadLetters;
        this.mailbox = mailbox;
        this.timers = timers;
        this.alarm = alarm;
        this.metrics = metrics;
        this.pending = PendingBars.of(settings, layout);
        this.outage = new Outage(schedule, settings.outageMax(), settings.address(), LOG);
        this.lingerMillis = settings.batchLinger().toMillis();
    }

    @Override
    public void write(Bar bar, Context context) throws IOException, InterruptedException {
        throwFailure();
        if (!layout.keeps(bar)) {
            return;
        }
        while (pending.fills(BUFFER_BATCHES) && !pending.waits(bar.key())) {
            advanceAndYield();
        }
        if (pending.isOvertaken(bar.key(), bar.revision())) {
            metrics.coalesced(1);
            return;
        }
        long now = timers.getCurrentProcessingTime();
        boolean isHistory = isHistory(bar.key(), now);
        if (pending.add(layout.toCommand(bar), now + lingerMillis(isHistory))) {
            metrics.coalesced(1);
        }
        freshBarClosed |= bar.closed() && !isHistory;
        metrics.waiting(pending.size());
        advance();
    }

    /** The bars that it closed have all come, so nothing is gained by waiting for others. */
    @Override
    public void writeWatermark(Watermark watermark) throws IOException {
        throwFailure();
        if (freshBarClosed) {
            freshBarClosed = false;
            pending.hurry(timers.getCurrentProcessingTime());
            advance();
        }
    }

    /**
     * Returns when every bar written so far is in Redis or set aside, and what was set aside is kept.
     *
     * @throws IOException if an outage lasted too long, or something that was set aside could not be kept
     */
    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
        throwFailure();
        draining = true;
        try {
            while (!pending.isEmpty()) {
                advanceAndYield();
            }
        } finally {
            draining = false;
        }
        deadLetters.flush();
    }

    /** Ends what runs without waiting for it; bars that wait are left to the replay. Twice is harmless. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            closing.run();
        } finally {
            deadLetters.close();
        }
    }

    /**
     * Waits for the next mail. Invariant: a request or a timer is outstanding, either of which ends in a mail; otherwise this
     * would wait for ever.
     */
    private void advanceAndYield() throws IOException, InterruptedException {
        advance();
        if (requests == 0 && timerAtMillis == Long.MAX_VALUE) {
            throw new IllegalStateException("nothing is on its way and no timer is set, with " + pending.size()
                    + " bars waiting: a mistake in this class");
        }
        if (requests == 0) {
            // When a job stops with a savepoint, the task's own timers are quiet before its last checkpoint comes; a
            // retry in that flush would never be due (Flink 2.2.1 StreamOperatorWrapper).
            long millis = timerAtMillis;
            alarm.ringAfter(Math.max(0, millis - timers.getCurrentProcessingTime()), () -> post(() -> wake(millis)));
        }
        mailbox.yield();
        throwFailure();
    }

    /** Sends what may be sent now, or sets a timer for when something may be. */
    private void advance() {
        if (closed || failure != null) {
            return;
        }
        long now = timers.getCurrentProcessingTime();
        long nextMillis = nextRequestMillis(now);
        while (nextMillis <= now) {
            send(now);
            nextMillis = nextRequestMillis(now);
        }
        if (nextMillis < Long.MAX_VALUE) {
            wakeAt(nextMillis);
        }
        if (outage.isOn()) {
            // Also while a request hangs.
            wakeAt(outage.deadlineMillis());
        }
    }

    /** Nobody waits at the screen for a bar that ended long ago: a replay of history makes fuller, and so fewer, requests. */
    private long lingerMillis(boolean isHistory) {
        return isHistory ? Math.max(lingerMillis, HISTORY_LINGER_MILLIS) : lingerMillis;
    }

    private static boolean isHistory(BarKey key, long now) {
        return key.startMillis() + key.interval().millis() < now - HISTORY_AGE_MILLIS;
    }

    /** When a request may go out; {@link Long#MAX_VALUE} if something else must happen before. */
    private long nextRequestMillis(long now) {
        if (outage.isOn()) {
            return requests == 0 && pending.hasBatch() ? outage.retryAtMillis() : Long.MAX_VALUE;
        }
        if (idle.isEmpty()) {
            return Long.MAX_VALUE;
        }
        boolean isDue = draining ? pending.hasBatch() : pending.hasFullBatch();
        return isDue ? now : pending.earliestDueMillis();
    }

    private void send(long now) {
        List<PendingBar> batch = pending.takeBatch(outage.holds() ? 1 : Integer.MAX_VALUE);
        if (batch.isEmpty()) {
            return;
        }
        List<BarCommand> commands = new ArrayList<>(batch.size());
        for (PendingBar bar : batch) {
            commands.add(bar.command());
        }
        metrics.waiting(pending.size());
        metrics.requestSent(batch.size());
        boolean isRetry = outage.isOn();
        if (isRetry) {
            metrics.retried();
        }
        requests++;
        BarPipeline pipeline = idle.pop();
        pipeline.send(commands)
                .whenComplete((replies, broken) -> post(() -> {
                    requests--;
                    idle.push(pipeline);
                    complete(batch, isRetry, replies, broken, now);
                }));
    }

    private void complete(
            List<PendingBar> batch, boolean isRetry, List<Reply> replies, Throwable broken, long sentMillis)
            throws IOException {
        if (closed || failure != null) {
            return;
        }
        long now = timers.getCurrentProcessingTime();
        metrics.requestEnded(now - sentMillis);
        if (broken != null || replies.size() != batch.size()) {
            throw fail(new IOException(
                    "a batch of " + batch.size() + " bars came back without a reply for each: a mistake in the sink",
                    broken));
        }
        List<PendingBar> again = new ArrayList<>();
        CommandOutcome trouble = null;
        for (int i = 0; i < batch.size(); i++) {
            PendingBar bar = batch.get(i);
            CommandOutcome outcome = replies.get(i).outcome();
            if (outcome instanceof CommandOutcome.Done) {
                metrics.accepted(bar.command(), replies.get(i).written(), now);
            } else if (outcome instanceof CommandOutcome.Refused refused) {
                setAside(bar.command(), refused.message(), now);
            } else if (outcome instanceof CommandOutcome.BatchRejected rejected) {
                if (batch.size() == 1) {
                    setAside(bar.command(), rejected.message(), now);
                } else {
                    again.add(bar.travelAlone());
                }
            } else {
                trouble = worse(trouble, outcome);
                again.add(bar);
            }
        }
        metrics.coalesced(pending.ended(batch, again));
        metrics.waiting(pending.size());
        if (trouble != null) {
            retryLater(trouble, isRetry, now);
        } else if (isRetry) {
            outage.ended(now, pending.size());
        }
        advance();
    }

    /** Of two reasons to try again, the one that asks for the longer wait; else the first. */
    private static CommandOutcome worse(CommandOutcome first, CommandOutcome second) {
        return first == null || retryAfter(second).compareTo(retryAfter(first)) > 0 ? second : first;
    }

    private static Duration retryAfter(CommandOutcome outcome) {
        return outcome instanceof CommandOutcome.Transient passing && passing.retryAfter() != null
                ? passing.retryAfter()
                : Duration.ZERO;
    }

    private void retryLater(CommandOutcome trouble, boolean isRetry, long now) throws IOException {
        if (outage.isOn() && !isRetry) {
            // Sent before the outage was known: what ails it is the same.
            outage.waitFor(retryAfter(trouble), now);
            return;
        }
        if (trouble instanceof CommandOutcome.Transient passing) {
            outage.failed(passing.word(), null, passing.retryAfter(), now, pending.size());
        } else if (trouble instanceof CommandOutcome.Unauthorized unauthorized) {
            // In a run this is a token being rotated, so it is waited for like any other outage.
            metrics.unauthorized();
            boolean isNews = !outage.isOn();
            outage.failed("unauthorized", unauthorized.message(), null, now, pending.size());
            if (isNews) {
                LOG.warn("{}", settings.notPermitted(unauthorized.message()));
            }
        } else {
            throw fail(new IOException("no rule for the outcome " + trouble));
        }
        giveUpIfTooLong(now);
    }

    private void giveUpIfTooLong(long now) throws IOException {
        if (outage.isOn() && now >= outage.deadlineMillis()) {
            throw fail(new IOException(outage.reasonToGiveUp(pending.size() + pending.sizeOnTheirWay())));
        }
    }

    private void setAside(BarCommand command, String message, long now) throws IOException {
        metrics.refused();
        try {
            deadLetters.send(RefusedBar.toDeadLetter(command, message, now));
        } catch (IOException e) {
            throw fail(e);
        }
    }

    private void wakeAt(long millis) {
        if (millis < timerAtMillis) {
            timerAtMillis = millis;
            // Its exception would not leave a yield (Flink 2.2.1 StreamTask.invokeProcessingTimeCallback); a mail's
            // does.
            timers.registerTimer(millis, time -> post(() -> wake(millis)));
        }
    }

    private void wake(long millis) throws IOException {
        if (closed || failure != null) {
            return;
        }
        if (millis == timerAtMillis) {
            timerAtMillis = Long.MAX_VALUE;
        }
        giveUpIfTooLong(timers.getCurrentProcessingTime());
        advance();
    }

    /** Hands over to the mailbox thread; called on any thread. */
    private void post(Mail mail) {
        if (closed) {
            return;
        }
        try {
            mailbox.execute(
                    () -> {
                        try {
                            mail.run();
                        } catch (IOException | RuntimeException e) {
                            throw fail(e);
                        }
                    },
                    "Redis sink");
        } catch (RejectedExecutionException e) {
            // The mailbox takes no more mails when the task ends; nobody waits for this one then.
            LOG.debug("The task has ended", e);
        }
    }

    /** Remembers the first failure, so that a flush cannot succeed over it. */
    private <E extends Exception> E fail(E cause) {
        if (failure == null) {
            failure = cause;
        }
        return cause;
    }

    private void throwFailure() throws IOException {
        if (failure != null) {
            throw new IOException("The Redis sink has failed: " + failure.getMessage(), failure);
        }
    }

    /** What a mail does. */
    private interface Mail {
        void run() throws IOException;
    }
}
