package io.tradebars.bars;

import io.tradebars.bars.BarDetails.Cause;
import java.io.IOException;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A bar that may still change, as it stands in state. Mutable; changed on the task thread of its operator only.
 */
final class BarState {

    private final BarSlot slot;

    private PackableContent content;
    private BarContent settled;
    private boolean closed;
    private long writtenRevision;
    private long closedWrites;
    private long writtenGap;

    /**
     * @param slot which of its instrument's bars it is
     * @param content all its trades, added up
     * @param settled those of them that can no longer be amended, added up; {@code null} while there are none
     * @param closed whether it has been sent on as closed
     * @param writtenRevision revision last sent on, 0 if nothing was
     * @param closedWrites how often it was sent on closed
     * @param writtenGap the gap last sent on, 0 if none was
     */
    BarState(
            BarSlot slot,
            PackableContent content,
            BarContent settled,
            boolean closed,
            long writtenRevision,
            long closedWrites,
            long writtenGap) {
        this.slot = slot;
        this.content = content;
        this.settled = settled;
        this.closed = closed;
        this.writtenRevision = writtenRevision;
        this.closedWrites = closedWrites;
        this.writtenGap = writtenGap;
    }

    /** A bar of which nothing was sent on yet. */
    static BarState of(BarSlot slot, PackableContent content) {
        return new BarState(slot, content, null, false, 0, 0, 0);
    }

    BarState copy() {
        return new BarState(
                slot,
                content.copy(),
                settled == null ? null : settled.copy(),
                closed,
                writtenRevision,
                closedWrites,
                writtenGap);
    }

    BarSlot slot() {
        return slot;
    }

    /** All its trades, added up; changed by this only. */
    BarContent content() {
        return content.content();
    }

    /** {@link BarContent#lastEventMillis()} of its content. */
    long lastEventMillis() {
        return content.lastEventMillis();
    }

    /** Adds trades. */
    void merge(PackableContent more) {
        content.merge(more.content());
    }

    /** See {@link BarContent#addDuplicates}. */
    void addDuplicates(long duplicates) {
        content.addDuplicates(duplicates);
    }

    /** See {@link PackableContent#pack}. */
    void pack(BarContentPacker by) throws IOException {
        content.pack(by);
    }

    /** See {@link PackableContent#write}. */
    void writeContent(DataOutputView out) throws IOException {
        content.write(out);
    }

    /** Those of its trades that can no longer be amended, added up; {@code null} while there are none. */
    BarContent settled() {
        return settled;
    }

    /** Some of its trades can no longer be amended. */
    void settle(BarContent some) {
        if (settled == null) {
            settled = BarContent.empty();
        }
        settled.merge(some);
    }

    /** Since a trade was amended, its content is what is settled and that. */
    void replaceUnsettled(BarContent amended) {
        BarContent all = settled == null ? BarContent.empty() : settled.copy();
        all.merge(amended);
        content = PackableContent.of(all);
    }

    /** Whether it has been sent on as closed; it stays closed, a late trade corrects it. */
    boolean isClosed() {
        return closed;
    }

    long writtenRevision() {
        return writtenRevision;
    }

    long closedWrites() {
        return closedWrites;
    }

    long writtenGap() {
        return writtenGap;
    }

    void close() {
        closed = true;
    }

    /** Whether nothing of it was sent on yet. */
    boolean isUntold() {
        return writtenRevision == 0;
    }

    /** Whether there is something to be sent on that was not sent on before. */
    boolean isNews() {
        BarContent now = content();
        boolean neverWas = isUntold() && now.trades() == 0 && now.events() > 0;
        return now.makesABar() && !neverWas && revision(now) != writtenRevision;
    }

    private long revision(BarContent now) {
        return 2 * now.events() + (closed ? 1 : 0);
    }

    /** The bar as it stands now, which counts as sent on. */
    Bar send(BarKey key) {
        return send(key, content(), null);
    }

    /**
     * The bar as it stands now with its details, which counts as sent on.
     *
     * @param gap {@link BarDetails#gap()}
     * @param cause why it is sent on again, if it is
     */
    Bar send(BarKey key, Long gap, Cause cause) {
        long writes = closed ? closedWrites + 1 : 0;
        writtenGap = gap == null ? 0 : gap;
        BarContent now = content();
        Completeness completeness = now.completeness();
        if (completeness == null) {
            return send(key, now, null);
        }
        return send(
                key,
                now,
                new BarDetails(
                        completeness.takerBought(),
                        completeness.firstId(),
                        completeness.lastId(),
                        gap,
                        completeness.duplicates(),
                        writes,
                        writes > 1 ? cause : null,
                        completeness.beginMillis() > key.startMillis()));
    }

    private Bar send(BarKey key, BarContent now, BarDetails details) {
        writtenRevision = revision(now);
        closedWrites += closed && now.events() > 0 ? 1 : 0;
        return now.toBar(key, closed, details);
    }
}
