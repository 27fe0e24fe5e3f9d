package io.tradebars.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * A command of the local program, run in this JVM.
 *
 * @param status exit status
 * @param out what it printed on standard output
 * @param err what it printed on standard error
 */
record CommandRun(int status, String out, String err) {

    static CommandRun of(Map<String, String> environment, List<String> arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = new LocalMain(environment, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
                .run(arguments);
        return new CommandRun(status, out.toString(UTF_8), err.toString(UTF_8));
    }

    static CommandRun of(String... arguments) {
        return of(Map.of(), List.of(arguments));
    }
}
