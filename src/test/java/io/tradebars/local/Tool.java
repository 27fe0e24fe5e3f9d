package io.tradebars.local;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of other people that tests run where they are installed: node, npm, redis-cli, promtool. */
public final class Tool {

    /** Where npm puts what tests need. */
    static final Path NODE_MODULES = Path.of("target", "npm").toAbsolutePath();

    private static final String OFFICIAL_CLIENT = "@upstash/redis@1.39.0";
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private Tool() {}

    /**
     * How a program ended.
     *
     * @param status its exit status; -1 if there is no such program, or it did not end within two minutes
     * @param output what it printed
     */
    public record Ended(int status, String output) {}

    /** Runs it to its end; its output goes through a file of that folder. */
    public static Ended run(Path folder, Map<String, String> environment, String... command) throws Exception {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("UPSTASH_DISABLE_TELEMETRY", "1");
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return new Ended(-1, e.getMessage());
        }
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        if (!ended) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Ended(
                ended ? process.exitValue() : -1,
                Files.readString(output, StandardCharsets.UTF_8).strip());
    }

    /** Skips the test where a program is not installed. */
    public static void assumeInstalled(Path folder, String program) throws Exception {
        Ended version = run(folder, Map.of(), program, "--version");
        assumeTrue(version.status() == 0, program + " is not there: " + version.output());
    }

    /** Installs Upstash's own client for Node.js; skips the test where that cannot be done. */
    static void assumeOfficialClient(Path folder) throws Exception {
        assumeInstalled(folder, "node");
        Files.createDirectories(NODE_MODULES);
        Ended npm;
        // Another JVM with tests may be at it, too.
        try (FileChannel file = FileChannel.open(NODE_MODULES.resolve("lock"), CREATE, WRITE);
                FileLock lock = file.lock()) {
            npm = run(
                    folder,
                    Map.of(),
                    WINDOWS ? "npm.cmd" : "npm",
                    "install",
                    "--prefix",
                    NODE_MODULES.toString(),
                    "--no-audit",
                    "--no-fund",
                    "--silent",
                    OFFICIAL_CLIENT);
        }
        assumeTrue(npm.status() == 0, "npm cannot install " + OFFICIAL_CLIENT + ": " + npm.output());
    }
}
