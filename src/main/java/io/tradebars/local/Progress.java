package io.tradebars.local;

import java.io.PrintStream;

/** One line on a terminal that is written over; nothing where there is no terminal, so that files and pipes stay clean. */
final class Progress {

    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintStream terminal;

    /** @param terminal {@code null} if there is none */
    Progress(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** On standard error if this JVM talks to a terminal. */
    static Progress onTerminal(PrintStream err) {
        return new Progress(System.console() == null ? null : err);
    }

    void show(String line) {
        if (terminal != null) {
            terminal.print(ERASE_LINE + line);
            terminal.flush();
        }
    }

    void clear() {
        if (terminal != null) {
            terminal.print(ERASE_LINE);
            terminal.flush();
        }
    }
}
