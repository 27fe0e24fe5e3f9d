package io.tradebars.bars;

/**
 * A bar that may still change, as it stands in state. Mutable; changed on the task thread of its operator only.
 */
final class BarState {

    /** Revision that means that nothing was written yet. */
    static final long NOTHING_WRITTEN = 0;

    private final BarContent content;
    private boolean closed;
    private long writtenRevision;

    BarState(BarContent content, boolean closed, long writtenRevision) {
        this.content = content;
        this.closed = closed;
        this.writtenRevision = writtenRevision;
    }

    BarState copy() {
        return new BarState(content.copy(), closed, writtenRevision);
    }

    BarContent content() {
        return content;
    }

    /** Whether it has been sent on as closed; it stays closed, a late trade corrects it. */
    boolean isClosed() {
        return closed;
    }

    /** Revision last sent on, or {@link #NOTHING_WRITTEN}. */
    long writtenRevision() {
        return writtenRevision;
    }

    void close() {
        closed = true;
    }

    /** The bar as it stands now, or {@code null} if just that has been sent on before. */
    Bar toBarIfChanged(BarKey key) {
        Bar bar = content.toBar(key, closed);
        if (bar.revision() == writtenRevision) {
            return null;
        }
        writtenRevision = bar.revision();
        return bar;
    }
}
