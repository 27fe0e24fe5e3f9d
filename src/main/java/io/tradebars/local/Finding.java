package io.tradebars.local;

import java.util.Locale;

/**
 * One thing that {@code doctor} looked at.
 *
 * @param subject what was looked at, in a word or two
 * @param text how it is and, if that is not well, what to do
 */
record Finding(Level level, String subject, String text) {

    /** How well it is. */
    enum Level {
        OK("green"),
        WARNING("yellow"),
        FAILED("red"),
        SKIPPED("faint");

        private final String colour;

        Level(String colour) {
            this.colour = colour;
        }
    }

    static Finding ok(String subject, String text) {
        return new Finding(Level.OK, subject, text);
    }

    static Finding warning(String subject, String text) {
        return new Finding(Level.WARNING, subject, text);
    }

    static Finding failed(String subject, String text) {
        return new Finding(Level.FAILED, subject, text);
    }

    static Finding skipped(String subject, String text) {
        return new Finding(Level.SKIPPED, subject, text);
    }

    /** In one line: {@code ok       clock: 2 ms behind this machine's}. */
    String line() {
        String word = level.name().toLowerCase(Locale.ROOT);
        return Terminal.coloured(level.colour, word) + " ".repeat(9 - word.length()) + subject + ": "
                + text.replaceAll("\\s*[\r\n]+\\s*", " ");
    }
}
