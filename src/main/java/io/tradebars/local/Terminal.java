package io.tradebars.local;

import java.io.Console;
import picocli.CommandLine.Help.Ansi;

/** What the program may do to the screen of a person: nothing where its output goes to a file or a pipe. */
final class Terminal {

    private Terminal() {}

    /** Whether this JVM talks to a terminal. */
    static boolean isThere() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there is a console without a terminal, too, and a method that tells.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** Text in a colour of picocli's ({@code green}, {@code bold} …) on a terminal, unless {@code NO_COLOR} is set (no-color.org). */
    static String coloured(String colour, String text) {
        // Not the text itself: it may hold what looks like markup.
        Ansi.Text marked = Ansi.AUTO.text("@|" + colour + " .|@");
        return marked.toString().replace(".", text);
    }
}
