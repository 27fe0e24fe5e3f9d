package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @Test
    void answersOnLoopback() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
            assertThat(redis.url()).isEqualTo("redis://127.0.0.1:" + redis.port());
            assertThat(ask(redis.port(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void stoppedItRefusesConnectionsAndStartedAgainItIsEmptyOnTheSamePort() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
            int port = redis.port();
            assertThat(ask(port, "SET key value")).isEqualTo("+OK");

            redis.stop();
            assertThatThrownBy(() -> ask(port, "PING")).isInstanceOf(IOException.class);

            redis.start();
            assertThat(redis.port()).isEqualTo(port);
            assertThat(ask(port, "GET key")).isEqualTo("$-1");
        }
    }

    @Test
    void pausedItHangsAndResumedItGoesOn() throws Exception {
        assumeFalse(RedisExecutable.isWindows(), "Windows can't pause a process");
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
            redis.pause();
            assertThatThrownBy(() -> ask(redis.port(), "PING", 200)).isInstanceOf(SocketTimeoutException.class);

            redis.resume();
            assertThat(ask(redis.port(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void closesEvenWhenPausedAndLeavesNoProcess() throws Exception {
        assumeFalse(RedisExecutable.isWindows(), "Windows can't pause a process");
        List<ProcessHandle> before = ProcessHandle.current().descendants().toList();
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
            redis.pause();
        }
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        ProcessHandle.current().descendants().toList())
                .isSubsetOf(before));
    }

    @Test
    void writesNothingOutsideItsFolderNorADump() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
            ask(redis.port(), "SET key value");
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.equals("redis.log") || name.startsWith("redis-server"));
        }
    }

    @Test
    void thePackedServerRunsWhereNoneIsInstalled() throws Exception {
        RedisExecutable packed = RedisExecutable.packed(folder);
        assertThat(packed.program()).hasParentRaw(folder);
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0, packed)) {
            assertThat(ask(redis.port(), "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void aServerThatDoesNotRunIsNamedWithWhatToDo() {
        RedisExecutable missing = new RedisExecutable(folder.resolve("no-redis"), List.of());
        assertThatThrownBy(() -> EmbeddedRedis.start(folder, 0, missing))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Redis (" + missing.program() + ") didn't start: ")
                .hasMessageEndingWith(
                        "; install Redis so that redis-server is on the PATH, or set --redis.url to a Redis of yours");
    }

    @Test
    void twoServersRunSideBySide() throws Exception {
        try (EmbeddedRedis one = EmbeddedRedis.start(folder.resolve("one"), 0);
                EmbeddedRedis other = EmbeddedRedis.start(folder.resolve("other"), 0)) {
            ask(one.port(), "SET key value");
            assertThat(ask(other.port(), "GET key")).isEqualTo("$-1");
        }
    }

    @Test
    void aTakenPortIsNamedWithTheOptionThatSetsIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Ports.HOST))) {
            assertThatThrownBy(() -> EmbeddedRedis.start(folder, taken.getLocalPort()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("local.redis.port");
        }
    }

    @Test
    void diesWithAKilledJvm() throws Exception {
        assumeFalse(RedisExecutable.isWindows(), "on Windows nobody watches the JVM");
        Process jvm = startJvm();
        try {
            int port = readPort(jvm);
            assertThat(ask(port, "PING")).isEqualTo("+PONG");

            jvm.destroyForcibly();

            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThatThrownBy(() -> ask(port, "PING"))
                    .isInstanceOf(IOException.class));
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void aSignalToTheProcessGroupOfTheJvmDoesNotReachIt() throws Exception {
        assumeFalse(RedisExecutable.isWindows(), "Windows has no process groups");
        try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
            assertThat(processGroup(redis.pid()))
                    .isEqualTo(redis.pid())
                    .isNotEqualTo(processGroup(ProcessHandle.current().pid()));
            assertThat(ask(redis.port(), "PING")).isEqualTo("+PONG");
        }
    }

    private static long processGroup(long pid) throws Exception {
        Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", Long.toString(pid)).start();
        String group = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        ps.waitFor();
        return Long.parseLong(group);
    }

    private Process startJvm() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JvmWithRedis.class.getName(),
                        folder.toString())
                .redirectError(new File(folder.toFile(), "jvm.err"))
                .start();
    }

    private static int readPort(Process jvm) throws IOException {
        try (var lines = jvm.inputReader(StandardCharsets.US_ASCII)) {
            return Integer.parseInt(lines.readLine());
        }
    }

    /** A JVM that starts Redis, says on which port, and waits to be killed. */
    static final class JvmWithRedis {
        private JvmWithRedis() {}

        public static void main(String[] arguments) throws Exception {
            EmbeddedRedis redis = EmbeddedRedis.start(Path.of(arguments[0]), 0);
            System.out.println(redis.port());
            System.out.flush();
            TimeUnit.MINUTES.sleep(1);
        }
    }

    private static String ask(int port, String command) throws IOException {
        return ask(port, command, (int) PATIENCE.toMillis());
    }

    /** First line of the reply to an inline command. */
    private static String ask(int port, String command, int timeoutMillis) throws IOException {
        try (Socket socket = new Socket(Ports.HOST, port)) {
            socket.setSoTimeout(timeoutMillis);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            StringBuilder line = new StringBuilder();
            int c = socket.getInputStream().read();
            while (c != '\r') {
                if (c < 0) {
                    throw new IOException("connection closed");
                }
                line.append((char) c);
                c = socket.getInputStream().read();
            }
            return line.toString();
        }
    }
}
