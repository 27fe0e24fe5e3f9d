package io.tradebars.local;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server as a process of its own, on loopback, in memory only: {@code redis-server} from the path if there is one, else
 * the one that the embedded-redis library carries. It can be stopped and started again, empty, on the same port. For one thread.
 *
 * <p>A terminal sends Ctrl-C to all of its processes, and a Redis that stops first would take the last bars with it; so where there
 * is {@code setsid} (Linux), the server gets a session of its own. Elsewhere the job still ends cleanly, but its last bars may be
 * written to a Redis that is gone.
 */
final class EmbeddedRedis implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(10);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    private final List<String> command;
    private final Path folder;
    private final int port;
    private Process process;

    private EmbeddedRedis(List<String> command, Path folder, int port) {
        this.command = command;
        this.folder = folder;
        this.port = port;
    }

    /**
     * Starts a server.
     *
     * @param folder where it works, and where a carried binary is unpacked; made if absent
     * @param port its port, or 0 for a free one
     * @throws IOException if it cannot be started
     */
    static EmbeddedRedis start(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        int chosen = Ports.orFree(port);
        List<String> command = new ArrayList<>();
        onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.add(binary(folder).toString());
        command.addAll(
                List.of("--port", Integer.toString(chosen), "--bind", Ports.HOST, "--save", "", "--appendonly", "no"));
        EmbeddedRedis redis = new EmbeddedRedis(command, folder, chosen);
        redis.start();
        return redis;
    }

    String url() {
        return "redis://" + Ports.HOST + ":" + port;
    }

    /** Starts it again, empty. */
    void start() throws IOException {
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new IOException("the embedded Redis server cannot start at port " + port + ": " + lastLogLine());
            }
            pause();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Ports.HOST, port), 200);
            socket.setSoTimeout(500);
            socket.getOutputStream().write("PING\r\n".getBytes());
            return process.isAlive() && socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Redis was starting", e);
        }
    }

    private String lastLogLine() throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("redis.log"));
        return lines.isEmpty() ? "it says nothing" : lines.get(lines.size() - 1);
    }

    /** Stops it; what it held is gone. Twice is harmless. */
    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    private static Path binary(Path folder) throws IOException {
        Optional<Path> installed = onPath("redis-server");
        if (installed.isPresent()) {
            return installed.get();
        }
        File carried =
                ExecutableProvider.newJarResourceProvider(folder.toFile()).get();
        return carried.toPath();
    }

    private static Optional<Path> onPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String entry : path.split(File.pathSeparator)) {
            Path candidate = Path.of(entry.isEmpty() ? "." : entry).resolve(program);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return Optional.of(candidate.toAbsolutePath());
            }
        }
        return Optional.empty();
    }
}
