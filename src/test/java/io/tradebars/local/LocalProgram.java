package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The packaged local program as a process: what a user starts, without Maven. */
final class LocalProgram implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NAME = "local";
    private static final Path JAR = Path.of("target", "local", "tradebars.jar").toAbsolutePath();

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private LocalProgram(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "local-program-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it with its files in a folder for temporary files of its own. */
    static LocalProgram start(Path temporary, Map<String, String> environment, String... arguments) throws IOException {
        return start(ClassArchives.of(List.of(NAME), JAR, LocalProgram::replay), temporary, environment, arguments);
    }

    private static LocalProgram start(
            ClassArchives classes, Path temporary, Map<String, String> environment, String... arguments)
            throws IOException {
        assertThat(JAR).as("the packaged program").exists();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // What runs for seconds gains nothing from the slow compiler.
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(classes.options(NAME));
        command.addAll(List.of("-Djava.io.tmpdir=" + temporary, "-jar", JAR.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("TRADEBARS_") || name.startsWith("UPSTASH_"));
        builder.environment().putAll(environment);
        return new LocalProgram(builder.start());
    }

    /** One trade to one bar: most of what the program ever does. */
    private static void replay(ClassArchives made, Path folder) throws Exception {
        Path trades = Files.writeString(
                folder.resolve("trades.ndjson"),
                "{\"symbol\":\"GC\",\"price\":2455.5,\"size\":1,\"timestamp\":1723161240000}\n");
        try (LocalProgram program = start(made, folder, Map.of(), "replay", trades.toString())) {
            assertThat(program.awaitExit()).as(program.output()).isZero();
        }
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("(its output broke off: " + e.getMessage() + ")");
        }
    }

    /** What it has printed so far. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** Waits until it has printed a line that begins so, and returns the rest of that line. */
    String awaitLine(String beginning) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !process.isAlive() || lines.stream().anyMatch(line -> line.startsWith(beginning)));
        return lines.stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line begins with '" + beginning + "' in:\n" + output()))
                .substring(beginning.length());
    }

    /** Asks it to end, as Ctrl-C does. */
    void interrupt() {
        // By its handle: the process itself would close the pipe that its last lines come by.
        process.toHandle().destroy();
    }

    /** Waits for its end. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("it ends; so far:\n%s", output())
                .isTrue();
        reader.join(PATIENCE.toMillis());
        return process.exitValue();
    }

    long pid() {
        return process.pid();
    }

    String output() {
        return String.join("\n", lines);
    }

    /** What is left in its folder for temporary files, apart from what the JVM itself keeps there. */
    static List<String> leftIn(Path temporary) throws IOException {
        try (Stream<Path> entries = Files.list(temporary)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.startsWith("hsperfdata"))
                    .toList();
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
