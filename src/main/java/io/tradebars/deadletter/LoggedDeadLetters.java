package io.tradebars.deadletter;

import java.util.Objects;

/**
 * Used where the dead-letter topic is off ({@code dead-letter.topic} is {@code none}): nothing is kept but a line in the
 * log, at a bounded rate, that names source and reason.
 */
public final class LoggedDeadLetters implements DeadLetters {

    private final BoundedLog log;

    /** Writes to a log that bounds itself. */
    public LoggedDeadLetters(BoundedLog log) {
        this.log = Objects.requireNonNull(log, "log");
    }

    @Override
    public void send(DeadLetter letter) {
        log.warn(letter.reason() + " (dropped, from " + letter.source() + "; dead-letter.topic is none)");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
