package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Upstash's own JavaScript client against the endpoint, unchanged. Skipped without node and npm, or when npm cannot install
 * the client.
 */
class OfficialClientIT {

    private static RestBench bench;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        Tool.assumeOfficialClient(folder);
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
        Tool.Ended ended = script(Map.of(), bench.endpoint.httpUrl(), "all");

        assertThat(ended).isEqualTo(new Tool.Ended(0, "done"));
    }

    @Test
    void theOfficialClientConnectsOverTls() throws Exception {
        Path certificate = Files.writeString(folder.resolve("localhost.pem"), RestBench.certificatePem());

        Tool.Ended ended =
                script(Map.of("NODE_EXTRA_CA_CERTS", certificate.toString()), bench.endpoint.httpsUrl(), "tls");

        assertThat(ended).isEqualTo(new Tool.Ended(0, "done"));
        assertThat(bench.endpoint.tlsConnections()).isPositive();
    }

    private static Tool.Ended script(Map<String, String> environment, String url, String what) throws Exception {
        Path script = folder.resolve("official-client.cjs");
        try (InputStream source = OfficialClientIT.class.getResourceAsStream("official-client.cjs")) {
            Files.write(script, source.readAllBytes());
        }
        return Tool.run(
                folder,
                environment,
                "node",
                script.toString(),
                Tool.NODE_MODULES.toString(),
                url,
                RestBench.TOKEN,
                what);
    }
}
