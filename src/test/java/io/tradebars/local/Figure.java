package io.tradebars.local;

import java.util.Locale;

/** What a soak run measures, and by how much the end may be above the beginning for it to be flat: a share and an amount on top. */
enum Figure {
    /** Of a JVM: what its objects take after a full collection, in bytes. */
    HEAP("heap after GC", Unit.MEGABYTES, 0.05, 2 << 20),
    /** Of a JVM, in bytes. */
    METASPACE("metaspace", Unit.MEGABYTES, 0.03, 1 << 20),
    /** Of a JVM: what of it is in memory, in bytes. */
    RESIDENT("RSS", Unit.MEGABYTES, 0.10, 16 << 20),
    /** Of a JVM, its own ones, too. */
    THREADS("threads", Unit.COUNT, 0.05, 4),
    /** Of a JVM: files, sockets and whatever else it has open. */
    OPEN_FILES("open files", Unit.COUNT, 0.05, 8),
    /** Of a JVM, of those the sockets. */
    SOCKETS("sockets", Unit.COUNT, 0.05, 4),
    /** Of the job: of the last checkpoint, in bytes. */
    CHECKPOINT("checkpoint", Unit.MEGABYTES, 0.20, 64 << 10),
    /** Of Redis. */
    KEYS("keys", Unit.COUNT, 0.20, 1_000),
    /** Of Redis: all that its clients have. */
    CONNECTIONS("connections", Unit.COUNT, 0, 2),
    /** Of Redis: what its data takes, in bytes. */
    DATA("data", Unit.MEGABYTES, 0.20, 1 << 20);

    private enum Unit {
        MEGABYTES,
        COUNT
    }

    final String title;
    private final Unit unit;
    private final double share;
    private final long amount;

    Figure(String title, Unit unit, double share, long amount) {
        this.title = title;
        this.unit = unit;
        this.share = share;
        this.amount = amount;
    }

    /** The highest value that is not above this one by more than what is allowed. */
    double allowedAbove(double value) {
        return value * (1 + share) + amount;
    }

    /** A value as people read it. */
    String text(double value) {
        return unit == Unit.COUNT
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%,.2f MB", value / (1 << 20));
    }
}
