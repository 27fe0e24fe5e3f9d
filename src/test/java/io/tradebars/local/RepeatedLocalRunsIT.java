package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tradebars.job.RunOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mini-cluster and job, started and stopped again and again in one JVM. */
class RepeatedLocalRunsIT {

    private static final int RUNS = 20;
    private static final long FIRST = 1_723_161_240_000L;

    @TempDir
    private Path folder;

    @Test
    void twentyRunsOneAfterTheOtherLeaveNoThreadBehind() throws Exception {
        try (RestBench redis = new RestBench();
                JobBench bench = new JobBench(folder, 1)) {
            bench.writeOverHttps(redis.endpoint.httpsUrl());
            bench.options.set(RunOptions.PARALLELISM, 1);
            // Whatever the JVM, the broker and the endpoint start once and keep is there after the first.
            run(bench, redis, 0);
            awaitNoneOf(
                    "flink-pekko", "flink-metrics", "redis-http", "lettuce", "Source", "Redis", "kafka-admin-client");
            Map<String, Long> before = threads();

            for (int i = 1; i <= RUNS; i++) {
                run(bench, redis, i);
            }

            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                assertThat(threads())
                        .allSatisfy((name, count) ->
                                assertThat(count).as(name).isLessThanOrEqualTo(before.getOrDefault(name, 0L)));
            });
        }
    }

    private static void run(JobBench bench, RestBench redis, int number) throws Exception {
        long minute = FIRST + number * JobBench.MINUTE;
        bench.sendMinute(0, "GC", minute);
        try (LocalFlink job = bench.startJob(number % 2 == 0, new SeenBars(Integer.MAX_VALUE))) {
            if (number % 2 == 0) {
                assertThat(job.await(Duration.ofSeconds(30))).isTrue();
                assertThat(JobBench.strings(redis.redisPort))
                        .containsEntry(JobBench.key("GC", minute), JobBench.bar(minute));
            } else {
                // Cancelled in mid run; the minute itself stays open until another comes.
                await().until(() ->
                        Counters.now().tlsHandshakes() == 1 && Counters.now().trades() > 0);
            }
        }
    }

    private static void awaitNoneOf(String... prefixes) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(threads().keySet())
                        .noneMatch(name -> Set.of(prefixes).stream().anyMatch(name::startsWith)));
    }

    /**
     * How many threads there are of each name, without the numbers in it, but for those of the test itself and its servers: the broker, too,
     * starts this one when it first has something for it to do.
     */
    private static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("rest-endpoint")
                        && !thread.getName().startsWith("executor-group-coordinator")
                        && !thread.getName().startsWith("awaitility"))
                .collect(Collectors.groupingBy(
                        thread -> thread.getName().replaceAll("\\d+", "#"), TreeMap::new, Collectors.counting()));
    }
}
