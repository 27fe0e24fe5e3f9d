package io.tradebars.sink;

import io.tradebars.bars.BarKey;
import io.tradebars.bars.Instrument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The bars that are not in Redis yet: the newest revision of each, in the order in which their keys came; and those that are on
 * their way there. Owned by the mailbox thread.
 *
 * <p>Several batches may be on their way at once, but never two with bars of the same instrument, so that all that is told of one
 * arrives in its order: what waits for an instrument that is on its way is held back.
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

        Instrument instrument() {
            return instrumentOf(key());
        }

        PendingBar dueBy(long millis) {
            return new PendingBar(command, Math.min(dueMillis, millis), alone);
        }

        PendingBar travelAlone() {
            return new PendingBar(command, dueMillis, true);
        }
    }

    private final int batchMaxCommands;
    private final long batchMaxBytes;

    /** Those that may go next; also some that are to be held back, until they are met. */
    private Map<BarKey, PendingBar> waiting = new LinkedHashMap<>();

    private long waitingBytes;

    /** For each instrument on its way what is held back of it. */
    private final Map<Instrument, Map<BarKey, PendingBar>> heldBack = new HashMap<>();

    private int heldBackBars;
    private long heldBackBytes;
    private final Map<BarKey, PendingBar> onTheirWay = new HashMap<>();
    private long earliestDueMillis = Long.MAX_VALUE;
    private boolean earliestDueKnown = true;

    PendingBars(int batchMaxCommands, long batchMaxBytes) {
        this.batchMaxCommands = batchMaxCommands;
        this.batchMaxBytes = batchMaxBytes;
    }

    /** None yet; their batches are as large as is set. */
    static PendingBars of(SinkSettings settings, BarLayout layout) {
        return new PendingBars(
                settings.batchMaxCommands(), Math.max(1, settings.batchMaxBytes() - layout.scriptBytes()));
    }

    private static Instrument instrumentOf(BarKey key) {
        return new Instrument(key.venue(), key.symbol());
    }

    /** Whether none waits, and none is on its way. */
    boolean isEmpty() {
        return size() == 0 && onTheirWay.isEmpty();
    }

    /** How many wait. */
    int size() {
        return waiting.size() + heldBackBars;
    }

    /** How many are on their way. */
    int sizeOnTheirWay() {
        return onTheirWay.size();
    }

    /** Whether some revision of the bar waits. */
    boolean waits(BarKey key) {
        return waiting.containsKey(key) || heldBackOf(key).containsKey(key);
    }

    /** Whether a higher revision of the bar than this is on its way. */
    boolean isOvertaken(BarKey key, long revision) {
        PendingBar ahead = onTheirWay.get(key);
        return ahead != null && ahead.command().revision() > revision;
    }

    private Map<BarKey, PendingBar> heldBackOf(BarKey key) {
        return heldBack.isEmpty() ? Map.of() : heldBack.getOrDefault(instrumentOf(key), Map.of());
    }

    /** Whether so much waits as fills this many batches, by commands or by bytes. */
    boolean fills(int batches) {
        return fills(batches, size(), waitingBytes + heldBackBytes);
    }

    private boolean fills(int batches, int bars, long bytes) {
        return bars >= (long) batches * batchMaxCommands || bytes >= batches * batchMaxBytes;
    }

    /** Whether a full batch may go. */
    boolean hasFullBatch() {
        return fills(1, waiting.size(), waitingBytes) && mayGo(batchMaxCommands, batchMaxBytes);
    }

    /** Whether any bar may go. */
    boolean hasBatch() {
        return mayGo(1, 0);
    }

    /** Whether so many of those that wait may go, by commands or by bytes. */
    private boolean mayGo(int bars, long bytes) {
        int metBars = 0;
        long metBytes = 0;
        Iterator<PendingBar> each = waiting.values().iterator();
        for (PendingBar bar = nextThatMayGo(each); bar != null; bar = nextThatMayGo(each)) {
            metBars++;
            metBytes += bar.command().sizeBytes();
            if (metBars >= bars || metBytes >= bytes) {
                return true;
            }
        }
        return false;
    }

    /** Goes on among those that wait; {@code null} at their end. What it meets and must not go is held back, so that it is met once. */
    private PendingBar nextThatMayGo(Iterator<PendingBar> each) {
        while (each.hasNext()) {
            PendingBar bar = each.next();
            if (!isHeldBack(bar)) {
                return bar;
            }
            each.remove();
            holdBack(bar);
        }
        return null;
    }

    private boolean isHeldBack(PendingBar bar) {
        return !heldBack.isEmpty() && heldBack.containsKey(bar.instrument());
    }

    /** For a bar that has been taken from those that wait. */
    private void holdBack(PendingBar bar) {
        heldBack.compute(bar.instrument(), (instrument, behind) -> behind.isEmpty() ? new LinkedHashMap<>() : behind)
                .put(bar.key(), bar);
        waitingBytes -= bar.command().sizeBytes();
        heldBackBars++;
        heldBackBytes += bar.command().sizeBytes();
        earliestDueKnown = false;
    }

    /** Lets those that wait now wait no longer than until then. */
    void hurry(long dueMillis) {
        waiting.replaceAll((key, bar) -> bar.dueBy(dueMillis));
        heldBack.values().stream()
                .filter(behind -> !behind.isEmpty())
                .forEach(behind -> behind.replaceAll((key, bar) -> bar.dueBy(dueMillis)));
        earliestDueKnown = false;
    }

    /** When the first of those that may go has waited for long enough; {@link Long#MAX_VALUE} if there is none. */
    long earliestDueMillis() {
        if (!earliestDueKnown) {
            earliestDueMillis = waiting.values().stream()
                    .mapToLong(PendingBar::dueMillis)
                    .min()
                    .orElse(Long.MAX_VALUE);
            earliestDueKnown = true;
        }
        return earliestDueMillis;
    }

    /**
     * Lets a bar wait in its key's place, or at the end if its key is new.
     *
     * @param dueMillis until when it may wait for others; a revision of it that waits already may make that sooner
     * @return whether two revisions became one: the lower of the two is dropped, of equal ones the earlier
     */
    boolean add(BarCommand command, long dueMillis) {
        Map<BarKey, PendingBar> behind = heldBackOf(command.key());
        PendingBar old = behind.get(command.key());
        boolean isHeldBack = old != null;
        if (!isHeldBack) {
            old = waiting.get(command.key());
        }
        if (old != null && old.command().revision() > command.revision()) {
            return true;
        }
        long due = old == null ? dueMillis : Math.min(dueMillis, old.dueMillis());
        PendingBar bar = new PendingBar(command, due, old != null && old.alone());
        long more = command.sizeBytes() - (old == null ? 0 : old.command().sizeBytes());
        if (isHeldBack) {
            behind.put(command.key(), bar);
            heldBackBytes += more;
        } else {
            waiting.put(command.key(), bar);
            waitingBytes += more;
            earliestDueMillis = Math.min(earliestDueMillis, due);
        }
        return old != null;
    }

    /**
     * Takes what goes into the next request: from the front, up to {@code maxCommands} and to the limits of a batch, at least
     * one; a bar that must travel alone does. They are on their way until {@link #ended}.
     *
     * @return empty if all that waits is held back
     */
    List<PendingBar> takeBatch(int maxCommands) {
        int limit = Math.min(maxCommands, batchMaxCommands);
        List<PendingBar> batch = new ArrayList<>(Math.min(limit, waiting.size()));
        long bytes = 0;
        boolean isWhole = false;
        Iterator<PendingBar> each = waiting.values().iterator();
        while (!isWhole) {
            PendingBar bar = nextThatMayGo(each);
            if (bar == null) {
                break;
            }
            bytes += bar.command().sizeBytes();
            if (!batch.isEmpty() && (bar.alone() || bytes > batchMaxBytes)) {
                break;
            }
            each.remove();
            waitingBytes -= bar.command().sizeBytes();
            batch.add(bar);
            isWhole = bar.alone() || batch.size() == limit;
        }
        for (PendingBar bar : batch) {
            onTheirWay.put(bar.key(), bar);
            heldBack.put(bar.instrument(), Map.of());
        }
        // Looked for only when asked for: not while full batches follow each other, with thousands waiting.
        earliestDueKnown = false;
        return batch;
    }

    /**
     * A batch is no longer on its way. Those of its bars that go again are put to the front, in their order; where another
     * revision of one has come in the meantime, that takes the place.
     *
     * @param batch as it was taken
     * @param again bars of it
     * @return how many were dropped for that
     */
    int ended(List<PendingBar> batch, List<PendingBar> again) {
        Map<BarKey, PendingBar> first = new LinkedHashMap<>();
        int dropped = 0;
        for (PendingBar bar : again) {
            PendingBar newer = removeWaiting(bar.key());
            // The writer accepts nothing lower than what is on its way, so the other one is not lower.
            first.put(bar.key(), newer == null ? bar : new PendingBar(newer.command(), bar.dueMillis(), bar.alone()));
            dropped += newer == null ? 0 : 1;
        }
        Set<Instrument> instruments = new HashSet<>();
        for (PendingBar bar : batch) {
            onTheirWay.remove(bar.key());
            if (instruments.add(bar.instrument())) {
                Map<BarKey, PendingBar> behind = heldBack.remove(bar.instrument());
                first.putAll(behind);
                heldBackBars -= behind.size();
                heldBackBytes -= bytesOf(behind);
            }
        }
        if (!first.isEmpty()) {
            waitingBytes += bytesOf(first);
            first.putAll(waiting);
            waiting = first;
            earliestDueKnown = false;
        }
        return dropped;
    }

    private PendingBar removeWaiting(BarKey key) {
        PendingBar bar = waiting.remove(key);
        if (bar != null) {
            waitingBytes -= bar.command().sizeBytes();
            return bar;
        }
        Map<BarKey, PendingBar> behind = heldBackOf(key);
        if (!behind.containsKey(key)) {
            return null;
        }
        bar = behind.remove(key);
        heldBackBars--;
        heldBackBytes -= bar.command().sizeBytes();
        return bar;
    }

    private static long bytesOf(Map<BarKey, PendingBar> bars) {
        return bars.values().stream()
                .mapToLong(bar -> bar.command().sizeBytes())
                .sum();
    }
}
