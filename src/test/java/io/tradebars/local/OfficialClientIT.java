package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Upstash's own JavaScript client against the endpoint, unchanged. Skipped without node and npm, or when npm cannot install
 * the client.
 */
class OfficialClientIT {

    private static final String CLIENT = "@upstash/redis@1.39.0";
    private static final Path MODULES = Path.of("target", "npm").toAbsolutePath();
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private static RestBench bench;

    @TempDir
    private static Path folder;

    private record Ended(int status, String output) {}

    @BeforeAll
    static void start() throws Exception {
        Ended node = run(Map.of(), "node", "--version");
        assumeTrue(node.status() == 0, "node is not there: " + node.output());
        Files.createDirectories(MODULES);
        Ended npm = run(
                Map.of(),
                WINDOWS ? "npm.cmd" : "npm",
                "install",
                "--prefix",
                MODULES.toString(),
                "--no-audit",
                "--no-fund",
                "--silent",
                CLIENT);
        assumeTrue(npm.status() == 0, "npm cannot install " + CLIENT + ": " + npm.output());
        bench = new RestBench();
    }

    @AfterAll
    static void stop() throws Exception {
        if (bench != null) {
            bench.close();
        }
    }

    @Test
    void theOfficialClientFindsWhatItExpects() throws Exception {
        Ended ended = script(Map.of(), bench.endpoint.httpUrl(), "all");

        assertThat(ended).isEqualTo(new Ended(0, "done"));
    }

    @Test
    void theOfficialClientConnectsOverTls() throws Exception {
        Path certificate = Files.writeString(folder.resolve("localhost.pem"), RestBench.certificatePem());

        Ended ended = script(Map.of("NODE_EXTRA_CA_CERTS", certificate.toString()), bench.endpoint.httpsUrl(), "tls");

        assertThat(ended).isEqualTo(new Ended(0, "done"));
        assertThat(bench.endpoint.tlsConnections()).isPositive();
    }

    private static Ended script(Map<String, String> environment, String url, String what) throws Exception {
        Path script = folder.resolve("official-client.cjs");
        try (InputStream source = OfficialClientIT.class.getResourceAsStream("official-client.cjs")) {
            Files.write(script, source.readAllBytes());
        }
        return run(environment, "node", script.toString(), MODULES.toString(), url, RestBench.TOKEN, what);
    }

    /** Status -1 if there is no such program, or it does not end within two minutes. */
    private static Ended run(Map<String, String> environment, String... command) throws Exception {
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
}
