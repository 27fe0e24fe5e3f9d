package io.tradebars.local;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How far something is that takes its time: share, rate and time left. On a terminal one line that is written over; elsewhere a plain
 * line every {@link #BETWEEN_LINES}, so that logs stay short, and none for what ends before. For one thread.
 */
final class Progress {

    static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanos;
    private String phase = "";
    private long begin;
    private long nextAt;
    private int shown;

    /**
     * @param terminal whether {@code out} is one
     * @param nanos the time, in nanoseconds, as {@link System#nanoTime}
     */
    Progress(PrintStream out, boolean terminal, LongSupplier nanos) {
        this.out = out;
        this.terminal = terminal;
        this.nanos = nanos;
    }

    /** On standard error. */
    static Progress on(PrintStream err) {
        return new Progress(err, Terminal.isThere(), System::nanoTime);
    }

    /**
     * Shows where a phase is, if it is time to.
     *
     * @param name of the phase, such as {@code sending}; another one begins another measurement
     * @param share of it that is done, from 0 to 1; not a number if that isn't known
     * @param done how many are done
     * @param unit of what, such as {@code line}
     * @param more goes at the end, may be empty
     */
    void show(String name, double share, long done, String unit, String more) {
        long now = nanos.getAsLong();
        if (!name.equals(phase)) {
            phase = name;
            begin = now;
            nextAt = now + (terminal ? Duration.ZERO : BETWEEN_LINES).toNanos();
        }
        if (now < nextAt) {
            return;
        }
        nextAt = now + (terminal ? BETWEEN_LOOKS : BETWEEN_LINES).toNanos();
        String line = line(share, done, unit, (now - begin) / 1e9) + more;
        if (terminal) {
            writeOver(line);
        } else {
            out.println(line);
        }
    }

    private String line(double share, long done, String unit, double seconds) {
        StringBuilder line = new StringBuilder(phase).append(": ");
        if (!Double.isNaN(share)) {
            line.append((int) (Math.min(share, 1) * 100)).append(" %, ");
        }
        line.append(Figures.count(done, unit));
        if (seconds >= 1) {
            line.append(", ")
                    .append(Figures.count(Math.round(done / seconds), unit))
                    .append("/s");
            if (share > 0 && share < 1) {
                line.append(", ")
                        .append(Clocks.length(Math.round(seconds * (1 - share) / share) * 1_000))
                        .append(" left");
            }
        }
        return line.toString();
    }

    /** Takes the line off the terminal. */
    void clear() {
        if (terminal) {
            writeOver("");
            out.print('\r');
            out.flush();
        }
    }

    /** By spaces: not every console takes an escape for it (that of Windows does not unless asked to). */
    private void writeOver(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        out.flush();
        shown = line.length();
    }
}
