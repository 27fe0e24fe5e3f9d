package io.tradebars.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Redis server, as a process of its own on 127.0.0.1, without persistence: stopped, it forgets everything.
 *
 * <p>Takes {@code redis-server} from the {@code PATH}, else the one packed into embedded-redis (Linux, macOS, Windows).
 * On Linux and macOS the server has a session of its own, so that Ctrl-C in the terminal reaches this JVM alone and a
 * job can still write its last bars; and it dies with this JVM however that ends. On Windows an abrupt end of the JVM
 * leaves it running.
 *
 * <p>Everything it writes goes into the given folder, which the caller deletes after {@link #close()}. Methods may be
 * called from any thread, one at a time.
 */
final class EmbeddedRedis implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);

    private static final long START_TIMEOUT_MILLIS = 10_000;
    private static final long POLL_MILLIS = 5;
    private static final long STOP_TIMEOUT_MILLIS = 2_000;

    private final Path folder;
    private final Path log;
    private final RedisExecutable executable;
    private final int port;
    private Process process;

    private EmbeddedRedis(Path folder, int port, RedisExecutable executable) {
        this.folder = folder;
        this.log = folder.resolve("redis.log");
        this.port = port;
        this.executable = executable;
    }

    /**
     * Starts a server, and returns once it accepts connections.
     *
     * @param folder for its log and, where needed, its program; made if it isn't there
     * @param port its port, or 0 for a free one
     * @throws IOException if the port is taken, or there is no server that runs on this machine; the message says what to do
     */
    static EmbeddedRedis start(Path folder, int port) throws IOException {
        Path absolute = Files.createDirectories(folder).toAbsolutePath();
        return start(absolute, port, RedisExecutable.find(absolute));
    }

    static EmbeddedRedis start(Path folder, int port, RedisExecutable executable) throws IOException {
        EmbeddedRedis redis = new EmbeddedRedis(folder, Ports.orFree(port), executable);
        redis.start();
        return redis;
    }

    /** {@code redis://127.0.0.1:port}, the same over restarts. */
    String url() {
        return "redis://" + Ports.HOST + ":" + port;
    }

    /** The port, the same over restarts. */
    int port() {
        return port;
    }

    /** Process id of the running server. */
    long pid() {
        return process.pid();
    }

    /**
     * Starts the stopped server again on the same port, empty. Does nothing when it runs.
     *
     * @throws IOException if it does not start, also because something else took the port meanwhile
     */
    void start() throws IOException {
        if (process == null || !process.isAlive()) {
            launch();
        }
    }

    /** Kills the server, paused or not; all its data is gone. Does nothing when it is stopped. */
    void stop() {
        Process stopped = process;
        process = null;
        if (stopped == null) {
            return;
        }
        List<ProcessHandle> children = stopped.descendants().toList();
        // A line tells the guard (see RedisExecutable) that this end is meant; there is nothing on disk to save.
        try (OutputStream guard = stopped.getOutputStream()) {
            guard.write('\n');
        } catch (IOException e) {
            LOG.debug("Redis had ended before it was stopped", e);
        }
        stopped.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        try {
            if (!stopped.waitFor(STOP_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn(
                        "Redis (process {}) is still there {} ms after it was killed",
                        stopped.pid(),
                        STOP_TIMEOUT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Freezes the server: connections stay open and nothing answers, as with a host that hangs.
     *
     * @throws IllegalStateException if it isn't running, or on Windows, which has no such signal
     */
    void pause() {
        signal("STOP");
    }

    /** Lets a paused server go on; see {@link #pause()}. */
    void resume() {
        signal("CONT");
    }

    /** Stops the server; twice is harmless. */
    @Override
    public void close() {
        stop();
    }

    private void signal(String name) {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("Redis isn't running");
        }
        if (RedisExecutable.isWindows()) {
            throw new IllegalStateException("Windows can't pause a process; use stop()");
        }
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " ended with status " + status);
            }
        } catch (IOException e) {
            throw new IllegalStateException("could not signal Redis: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling Redis", e);
        }
    }

    private void launch() throws IOException {
        List<String> command = executable.command(List.of(
                "--port",
                Integer.toString(port),
                "--bind",
                Ports.HOST,
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString()));
        // Its output goes to a file rather than a pipe, which would need a thread here to empty it.
        Files.deleteIfExists(log);
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            // The program's own options, secrets among them, are not for it.
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("TRADEBARS_") || name.startsWith("UPSTASH_"));
            process = builder.start();
        } catch (IOException e) {
            throw executable.notRunnable(e.getMessage(), e);
        }
        boolean ready = false;
        try {
            awaitReady();
            ready = true;
        } finally {
            if (!ready) {
                stop();
            }
        }
    }

    private void awaitReady() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_TIMEOUT_MILLIS);
        try {
            while (true) {
                boolean ended = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
                String said = Files.exists(log) ? Files.readString(log, StandardCharsets.ISO_8859_1) : "";
                if (said.contains("Ready to accept connections") && !ended) {
                    return;
                }
                if (said.contains("Address already in use")) {
                    throw new IOException(
                            "port " + port + ", where Redis should listen, is taken: stop what listens there, or"
                                    + " choose another (local.redis.port; 0: a free one)");
                }
                if (ended) {
                    throw executable.notRunnable(
                            "it ended with status " + process.exitValue() + ": " + said.strip(), null);
                }
                if (System.nanoTime() - deadline > 0) {
                    throw executable.notRunnable(
                            "it wasn't ready in " + START_TIMEOUT_MILLIS + " ms: " + said.strip(), null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Redis started", e);
        }
    }
}
