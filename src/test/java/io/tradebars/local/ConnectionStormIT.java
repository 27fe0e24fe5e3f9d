package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tradebars.ingest.MessageReader;
import io.tradebars.job.RunOptions;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.Certificates;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The crash that this project grew out of: 490 bars, and a client made anew for each of them. The same bars, the same server and
 * the same slow door, first for such a writer, then for the job.
 */
class ConnectionStormIT {

    private static final long START = 1_723_161_240_000L;
    private static final List<Long> MINUTES =
            LongStream.range(0, 490).mapToObj(i -> START + i * JobBench.MINUTE).toList();
    private static final Duration PACE = Duration.ofMillis(40);
    private static final int AT_ONCE = 64;

    private final HandshakeCertificates trust = new HandshakeCertificates.Builder()
            .addTrustedCertificate(Certificates.decodeCertificatePem(RestBench.certificatePem()))
            .build();

    @TempDir
    private Path folder;

    private RestBench redis;

    @BeforeEach
    void start() throws IOException {
        redis = new RestBench();
    }

    @AfterEach
    void stop() throws IOException {
        redis.close();
    }

    @Test
    void aClientForEachWriteMakesAHandshakeForEachBar() throws IOException {
        for (long minute : MINUTES) {
            writeWithAClientOfItsOwn(redis.endpoint.httpsUrl(), minute);
        }

        assertThat(redis.endpoint.tlsConnections()).isEqualTo(490);
        assertThat(JobBench.strings(redis.redisPort)).isEqualTo(bars());
    }

    @Test
    void manyClientsAtOnceLoseBarsToConnectTimeoutsAtASlowDoor() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "other kernels refuse at once instead");
        List<Throwable> failures = new ArrayList<>();
        ExecutorService writers = Executors.newFixedThreadPool(AT_ONCE);
        try (SlowDoor door = new SlowDoor(redis.endpoint.httpsUrl(), PACE)) {
            List<Callable<Void>> writes = new ArrayList<>();
            for (long minute : MINUTES) {
                writes.add(() -> {
                    writeWithAClientOfItsOwn("https://127.0.0.1:" + door.port(), minute);
                    return null;
                });
            }
            for (Future<Void> write : writers.invokeAll(writes)) {
                try {
                    write.get();
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                }
            }
        } finally {
            writers.shutdownNow();
            assertThat(writers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(failures)
                .as("bars that are not in Redis")
                .hasSize(490 - JobBench.strings(redis.redisPort).size())
                .anySatisfy(failure -> assertThat(failure)
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageMatching("(?i).*connect.* timed out.*|.*failed to connect.*"));
    }

    @Test
    void theJobWritesAllBarsThroughTheSameDoorOverOneConnection() throws Exception {
        Path file = folder.resolve("trades.ndjson");
        Files.write(
                file,
                MINUTES.stream()
                        .flatMap(minute -> JobBench.trades("GC", minute).stream())
                        .toList());
        try (SlowDoor door = new SlowDoor(redis.endpoint.httpsUrl(), PACE);
                JobBench bench = new JobBench(folder, 1)) {
            bench.writeOverHttps("https://localhost:" + door.port());
            bench.options.set(RunOptions.PARALLELISM, 1);
            long lines = ReplayLoader.load(
                    List.of(file.toString()),
                    new MessageReader(bench.settings().messages(), Clock.systemUTC()),
                    bench.kafka.bootstrapServers(),
                    JobBench.TOPIC,
                    sent -> {});
            assertThat(lines).isEqualTo(4 * 490);

            SeenBars seen = new SeenBars(Integer.MAX_VALUE);
            try (LocalFlink job = bench.startJob(true, seen)) {
                assertThat(job.await(Duration.ofSeconds(50)))
                        .as("the job has ended")
                        .isTrue();
            }

            assertThat(seen.all()).hasSize(490);
            assertThat(door.accepted()).isEqualTo(1);
        }
        assertThat(JobBench.strings(redis.redisPort)).isEqualTo(bars());
        assertThat(redis.endpoint.tlsConnections()).isEqualTo(1);
        assertThat(Counters.now().tlsHandshakes()).isEqualTo(1);
        assertThat(Counters.now().retries()).isZero();
    }

    private static Map<String, String> bars() {
        Map<String, String> bars = new HashMap<>();
        MINUTES.forEach(minute -> bars.put(JobBench.key("GC", minute), JobBench.bar(minute)));
        return bars;
    }

    /** As the crashed program did it: a client, and with it a pool and a connection, for one write. */
    private void writeWithAClientOfItsOwn(String url, long minute) throws IOException {
        OkHttpClient client = new OkHttpClient.Builder()
                .connectionPool(new ConnectionPool())
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .connectTimeout(500, TimeUnit.MILLISECONDS)
                .build();
        Request request = new Request.Builder()
                .url(url + "/set/" + JobBench.key("GC", minute))
                .header("Authorization", "Bearer " + RestBench.TOKEN)
                .post(RequestBody.create(JobBench.bar(minute), MediaType.get("application/json")))
                .build();
        try (Response response = client.newCall(request).execute()) {
            assertThat(response.code()).isEqualTo(200);
        } finally {
            client.connectionPool().evictAll();
        }
    }
}
