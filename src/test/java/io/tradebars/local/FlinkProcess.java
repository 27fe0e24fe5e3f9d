package io.tradebars.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM of a Flink cluster: it can be killed, frozen and woken as an operating system does it. Its log goes to a file. */
final class FlinkProcess {

    private final Process process;
    private final Path log;
    private boolean frozen;

    FlinkProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Then it answers nothing, not even {@link #jcmd}. */
    boolean isFrozen() {
        return frozen;
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL, or what comes nearest to it; when this returns the process is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM: it ends by itself, but on Windows, where this is {@link #kill}; when this returns the process is gone. */
    void end() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** SIGSTOP: it holds its sockets and does nothing, until it is woken. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
        frozen = true;
    }

    /** SIGCONT. */
    void wake() throws IOException, InterruptedException {
        signal("CONT");
        frozen = false;
    }

    private void signal(String name) throws IOException, InterruptedException {
        run("kill", "-" + name, Long.toString(pid()));
    }

    /** What the JVM answers to a command of the JDK's {@code jcmd}, or to several, a line each. */
    String jcmd(String command) throws IOException, InterruptedException {
        return run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid()), command);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " failed: " + answer);
        }
        return answer;
    }

    /** All that it has written. */
    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            return "(its log cannot be read: " + e.getMessage() + ")";
        }
    }
}
