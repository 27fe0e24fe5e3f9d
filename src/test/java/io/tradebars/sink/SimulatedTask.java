package io.tradebars.sink;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * A task's mailbox, timers and whatever else happens in time, on a clock that jumps to the next event. Nothing sleeps; a
 * yield for which nothing is outstanding fails instead of waiting for ever.
 */
final class SimulatedTask implements MailboxExecutor, ProcessingTimeService {

    private record Event(long atMillis, long number, Runnable action) {}

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atMillis).thenComparingLong(Event::number));
    private final Queue<ThrowingRunnable<? extends Exception>> mails = new ArrayDeque<>();
    private final long startMillis = TestBars.START.toEpochMilli() + 60_000;
    private long nowMillis = startMillis;
    private long eventNumber;
    private int yields;
    private boolean ended;
    private boolean quiesced;

    /** Milliseconds since the simulation began. */
    long elapsed() {
        return nowMillis - startMillis;
    }

    int yields() {
        return yields;
    }

    /** Lets something happen so many milliseconds from now. */
    void after(long millis, Runnable action) {
        events.add(new Event(nowMillis + millis, eventNumber++, action));
    }

    /** The task takes no more mails. */
    void end() {
        ended = true;
    }

    /** No timer fires any more, as when a task ends and has its last checkpoint before it. */
    void quiesceTimers() {
        quiesced = true;
    }

    /** Does what a task does that gets no input: handles mails and lets time pass, up to an instant. */
    void runUntil(long elapsedMillis) throws Exception {
        while (true) {
            if (!mails.isEmpty()) {
                mails.poll().run();
            } else if (!events.isEmpty() && events.peek().atMillis() <= startMillis + elapsedMillis) {
                next();
            } else {
                nowMillis = Math.max(nowMillis, startMillis + elapsedMillis);
                return;
            }
        }
    }

    private void next() {
        Event event = events.poll();
        nowMillis = Math.max(nowMillis, event.atMillis());
        event.action().run();
    }

    @Override
    public void execute(
            MailOptions options, ThrowingRunnable<? extends Exception> command, String format, Object... arguments) {
        if (ended) {
            throw new RejectedExecutionException("mailbox is quiesced");
        }
        mails.add(command);
    }

    @Override
    public void yield() {
        yields++;
        while (mails.isEmpty()) {
            if (events.isEmpty()) {
                throw new AssertionError("this yield would wait for ever");
            }
            next();
        }
        runMail();
    }

    @Override
    public boolean tryYield() {
        if (mails.isEmpty()) {
            return false;
        }
        runMail();
        return true;
    }

    private void runMail() {
        try {
            mails.poll().run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // As Flink 2.2.1 MailboxExecutorImpl does.
            throw new FlinkRuntimeException(e);
        }
    }

    @Override
    public boolean shouldInterrupt() {
        return false;
    }

    @Override
    public long getCurrentProcessingTime() {
        return nowMillis;
    }

    @Override
    public ScheduledFuture<?> registerTimer(long timestamp, ProcessingTimeCallback target) {
        events.add(new Event(timestamp, eventNumber++, () -> {
            if (quiesced) {
                return;
            }
            try {
                target.onProcessingTime(timestamp);
            } catch (Exception e) {
                throw new AssertionError("a timer's exception is lost in Flink", e);
            }
        }));
        return new NeverCancelled();
    }

    /** What nobody uses. */
    private static final class NeverCancelled extends FutureTask<Void> implements ScheduledFuture<Void> {
        NeverCancelled() {
            super(() -> CompletableFuture.<Void>completedFuture(null).join());
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }
}
