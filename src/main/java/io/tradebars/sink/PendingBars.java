package io.tradebars.sink;

import io.tradebars.bars.BarKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bars that wait to be sent: the newest revision of each, in the order in which their keys came. Owned by the mailbox
 * thread.
 */
final class PendingBars {

    /**
     * A bar that waits.
     *
     * @param command the newest revision
     * @param dueMillis when it has waited for others for long enough, by the clock of the writer
     * @param alone whether it must travel in a request of its own, because the one with others was rejected as a whole
     */
    record PendingBar(BarCommand command, long dueMillis, boolean alone) {

        BarKey key() {
            return command.key();
        }

        PendingBar travelAlone() {
            return new PendingBar(command, dueMillis, true);
        }
    }

    private final int batchMaxCommands;
    private final long batchMaxBytes;
    private Map<BarKey, PendingBar> waiting = new LinkedHashMap<>();
    private long waitingBytes;
    private long earliestDueMillis = Long.MAX_VALUE;

    PendingBars(int batchMaxCommands, long batchMaxBytes) {
        this.batchMaxCommands = batchMaxCommands;
        this.batchMaxBytes = batchMaxBytes;
    }

    /** None yet; their batches are as large as is set. */
    static PendingBars of(SinkSettings settings, BarLayout layout) {
        return new PendingBars(
                settings.batchMaxCommands(), Math.max(1, settings.batchMaxBytes() - layout.scriptBytes()));
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    boolean contains(BarKey key) {
        return waiting.containsKey(key);
    }

    /** Whether so much waits as fills this many batches, by commands or by bytes. */
    boolean fills(int batches) {
        return waiting.size() >= (long) batches * batchMaxCommands || waitingBytes >= batches * batchMaxBytes;
    }

    /** When the first of them has waited for long enough; {@link Long#MAX_VALUE} if none waits. */
    long earliestDueMillis() {
        return earliestDueMillis;
    }

    /**
     * Lets a bar wait in its key's place, or at the end if its key is new.
     *
     * @param dueMillis until when it may wait for others; a revision of it that waits already may make that sooner
     * @return whether two revisions became one: the lower of the two is dropped, of equal ones the earlier
     */
    boolean add(BarCommand command, long dueMillis) {
        PendingBar old = waiting.get(command.key());
        if (old != null && old.command().revision() > command.revision()) {
            return true;
        }
        long due = old == null ? dueMillis : Math.min(dueMillis, old.dueMillis());
        earliestDueMillis = Math.min(earliestDueMillis, due);
        waiting.put(command.key(), new PendingBar(command, due, old != null && old.alone()));
        waitingBytes += command.sizeBytes() - (old == null ? 0 : old.command().sizeBytes());
        return old != null;
    }

    /**
     * Puts bars that were taken back to the front, in their order. Where another revision has come in the meantime,
     * that one takes the place.
     *
     * @return how many were dropped for that
     */
    int putBack(List<PendingBar> taken) {
        if (taken.isEmpty()) {
            // As after nearly every request: then those that wait needn't be moved behind anything.
            return 0;
        }
        Map<BarKey, PendingBar> all = new LinkedHashMap<>();
        int dropped = 0;
        for (PendingBar bar : taken) {
            PendingBar newer = waiting.remove(bar.key());
            if (newer == null) {
                all.put(bar.key(), bar);
                waitingBytes += bar.command().sizeBytes();
            } else {
                // The writer accepts nothing lower than what is on its way, so this one is not lower.
                all.put(bar.key(), new PendingBar(newer.command(), bar.dueMillis(), bar.alone()));
                dropped++;
            }
            earliestDueMillis = Math.min(earliestDueMillis, bar.dueMillis());
        }
        all.putAll(waiting);
        waiting = all;
        return dropped;
    }

    /**
     * Takes what goes into the next request: from the front, up to {@code maxCommands} and to the limits of a batch, at least
     * one; a bar that must travel alone does.
     */
    List<PendingBar> takeBatch(int maxCommands) {
        int limit = Math.min(maxCommands, batchMaxCommands);
        List<PendingBar> batch = new ArrayList<>(Math.min(limit, waiting.size()));
        long bytes = 0;
        for (PendingBar bar : waiting.values()) {
            bytes += bar.command().sizeBytes();
            boolean first = batch.isEmpty();
            if (!first && (bar.alone() || bytes > batchMaxBytes)) {
                break;
            }
            batch.add(bar);
            if (bar.alone() || batch.size() == limit) {
                break;
            }
        }
        for (PendingBar bar : batch) {
            waiting.remove(bar.key());
            waitingBytes -= bar.command().sizeBytes();
        }
        earliestDueMillis =
                waiting.values().stream().mapToLong(PendingBar::dueMillis).min().orElse(Long.MAX_VALUE);
        return batch;
    }
}
