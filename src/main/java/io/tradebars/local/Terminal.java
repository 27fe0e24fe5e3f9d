package io.tradebars.local;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

    /**
     * Standard output. Where it goes to a file or a pipe, in UTF-8 as JSON has it, whatever the machine's own encoding is (that of Windows, or
     * of a container without a locale, has no letters for some symbols).
     */
    static PrintStream out() {
        return isThere()
                ? System.out
                : new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    }

    /** Text in a colour of picocli's ({@code green}, {@code bold} …) on a terminal, unless {@code NO_COLOR} is set (no-color.org). */
    static String coloured(String colour, String text) {
        // Not the text itself: it may hold what looks like markup.
        // AUTO asks the environment and the system, but takes any console for a terminal.
        Ansi.Text marked = (isThere() ? Ansi.AUTO : Ansi.OFF).text("@|" + colour + " .|@");
        return marked.toString().replace(".", text);
    }
}
