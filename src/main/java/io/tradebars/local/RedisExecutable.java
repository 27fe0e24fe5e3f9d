package io.tradebars.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/**
 * The Redis server program of this machine, and how it is run.
 *
 * @param program path of the program
 * @param prefix words that come before it: the shell that guards it, in a session of its own; empty on Windows
 */
record RedisExecutable(Path program, List<String> prefix) {

    /**
     * Becomes the server, and leaves behind a child that waits for the pipe from the JVM: a line means that the JVM is
     * about to stop the server itself, the end of the pipe that the JVM is gone. ({@code $$} is, in the child too, the
     * process that becomes the server. A background job's standard input is /dev/null, hence descriptor 3.)
     */
    private static final String GUARD =
            "exec 3<&0; (read -r line <&3 || kill -KILL $$ 2>/dev/null) & exec \"$@\" 3<&- </dev/null";

    RedisExecutable {
        prefix = List.copyOf(prefix);
    }

    /**
     * The {@code redis-server} of the {@code PATH}, else the packed one.
     *
     * @param folder where the packed one is unpacked
     */
    static RedisExecutable find(Path folder) throws IOException {
        Optional<Path> installed = onPath("redis-server");
        return installed.isPresent() ? new RedisExecutable(installed.get(), guard()) : packed(folder);
    }

    /** The packed one, unpacked into a folder. */
    static RedisExecutable packed(Path folder) throws IOException {
        return new RedisExecutable(unpack(folder), guard());
    }

    /** The whole command line. */
    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(program.toString());
        command.addAll(arguments);
        return command;
    }

    /** What to say when it doesn't run. */
    IOException notRunnable(String reason, Throwable cause) {
        return new IOException(
                "Redis (" + program + ") didn't start: " + reason
                        + "; install Redis so that redis-server is on the PATH, or set --redis.url to a Redis of yours",
                cause);
    }

    static boolean isWindows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    private static Path unpack(Path folder) throws IOException {
        try {
            return ExecutableProvider.newJarResourceProvider(folder.toFile())
                    .get()
                    .toPath();
        } catch (IOException e) {
            throw new IOException(
                    "no redis-server on the PATH, and the packed one can't be unpacked into '" + folder + "': "
                            + e.getMessage() + " (make room there, or choose another folder with -Djava.io.tmpdir)",
                    e);
        } catch (RuntimeException e) {
            throw new IOException(
                    "no redis-server on the PATH, and the packed one can't be had for this system ("
                            + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + "; "
                            + e.getMessage()
                            + "): install Redis, or set --redis.url to a Redis of yours",
                    e);
        }
    }

    private static List<String> guard() {
        if (isWindows()) {
            return List.of();
        }
        List<String> prefix = new ArrayList<>();
        if (onPath("setsid").isPresent()) {
            prefix.add("setsid");
        } else if (onPath("perl").isPresent()) {
            // macOS has no setsid program.
            prefix.addAll(List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV"));
        }
        prefix.addAll(List.of("sh", "-c", GUARD, "sh"));
        return prefix;
    }

    private static Optional<Path> onPath(String name) {
        String path = System.getenv("PATH");
        if (path == null) {
            return Optional.empty();
        }
        String file = isWindows() ? name + ".exe" : name;
        for (String folder : path.split(Pattern.quote(File.pathSeparator))) {
            if (!folder.isEmpty()) {
                Path candidate = Path.of(folder, file);
                if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                    return Optional.of(candidate.toAbsolutePath());
                }
            }
        }
        return Optional.empty();
    }
}
