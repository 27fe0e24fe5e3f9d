package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tradebars.bars.BarOptions;
import io.tradebars.job.RunOptions;
import io.tradebars.sink.RedisOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real job, stopped with a savepoint in the middle of its trades and started from there, with all that can be in its state:
 * open and closed bars, ids seen, trades that may be amended, cancels that wait for their trade.
 *
 * <p>With {@code -Dtradebars.test.write-savepoint=FOLDER} the savepoint of the first test is kept there, for the second.
 */
class SavepointIT {

    /** Taken by the state format of the first release; its records are the first half of {@link AmendedTrades}. */
    private static final Path FIRST_FORMAT = Path.of("src", "test", "resources", "savepoints", "first");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final AmendedTrades trades = new AmendedTrades();
    private RestBench redis;
    private JobBench bench;

    @BeforeEach
    void start() throws Exception {
        redis = new RestBench();
        bench = new JobBench(folder, AmendedTrades.SYMBOLS.size());
        bench.options.set(RedisOptions.URL, "redis://127.0.0.1:" + redis.redisPort);
        bench.options.addAll(Configuration.fromMap(AmendedTrades.OPTIONS));
        // On a command line its elements are separated by commas, here not.
        bench.options.set(BarOptions.INTERVALS, AmendedTrades.INTERVALS);
        bench.flink.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
        redis.close();
    }

    @Test
    void jobGoesOnFromItsSavepointAtAnotherParallelism() throws Exception {
        Path savepoint = runAndStop();
        keep(savepoint);

        restoreAndFinish(savepoint, 3);
    }

    @Test
    void jobMovesOverToRocksDbAtAnotherParallelism() throws Exception {
        Path savepoint = runAndStop();

        useRocksDb();
        restoreAndFinish(savepoint, 3);
    }

    @Test
    void jobMovesBackFromRocksDbAtAnotherParallelism() throws Exception {
        useRocksDb();
        Path savepoint = runAndStop();

        bench.flink.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        restoreAndFinish(savepoint, 1);
    }

    @Test
    void cancelledJobGoesOnFromTheIncrementalCheckpointThatItLeavesOnRocksDb() throws Exception {
        useRocksDb();
        bench.flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
        bench.options.set(RunOptions.PARALLELISM, 2);
        trades.sendFirstHalf(bench);
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            awaitHalf(job);
            // The second from here began after all was read.
            int now = newestCheckpoint();
            await().atMost(PATIENCE).until(() -> newestCheckpoint() >= now + 2);
        }

        restoreAndFinish(checkpoints().get(newestCheckpoint()), 3);
    }

    private void useRocksDb() {
        bench.flink.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
        bench.flink.setString("state.backend.rocksdb.localdir", rocksDbFolder().toString());
    }

    private Path rocksDbFolder() {
        return folder.resolve("rocksdb");
    }

    /** Whether state lies there while a job runs, as it must if it was asked for, and only then. */
    private void assertThatRocksDbIsUsedIfAskedFor() throws IOException {
        boolean used = false;
        if (Files.exists(rocksDbFolder())) {
            try (Stream<Path> files = Files.walk(rocksDbFolder())) {
                used = files.anyMatch(file -> file.endsWith("CURRENT"));
            }
        }
        assertThat(used).isEqualTo("rocksdb".equals(bench.flink.get(StateBackendOptions.STATE_BACKEND)));
    }

    /** Of the job that ran last, the complete checkpoints by their numbers. */
    private TreeMap<Integer, Path> checkpoints() throws IOException {
        TreeMap<Integer, Path> checkpoints = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder.resolve("checkpoints"), 2)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("chk-") && Files.exists(file.resolve("_metadata"))) {
                    checkpoints.put(Integer.parseInt(name.substring("chk-".length())), file);
                }
            }
        } catch (UncheckedIOException | NoSuchFileException e) {
            // Flink is taking an old one away.
            return new TreeMap<>();
        }
        return checkpoints;
    }

    /** Its number, or 0 if there is none. */
    private int newestCheckpoint() throws IOException {
        TreeMap<Integer, Path> checkpoints = checkpoints();
        return checkpoints.isEmpty() ? 0 : checkpoints.lastKey();
    }

    /** Runs the job over the first half and stops it; returns the savepoint. */
    private Path runAndStop() throws Exception {
        bench.options.set(RunOptions.PARALLELISM, 2);
        trades.sendFirstHalf(bench);
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            awaitHalf(job);
            job.stop();
            return only(folder.resolve("stopped"));
        }
    }

    private void awaitHalf(LocalFlink job) throws Exception {
        await().atMost(PATIENCE)
                .until(() -> Counters.now().trades() + MetricsTap.TOTALS.of("amendments") == trades.firstHalf());
        // Until the bars flow: a savepoint needs all tasks.
        await().atMost(PATIENCE)
                .until(() -> JobBench.strings(redis.redisPort).size() > AmendedTrades.SYMBOLS.size() * 8);
        // Throws the reason if the job has failed.
        assertThat(job.await(Duration.ofMillis(1))).isFalse();
        assertThatRocksDbIsUsedIfAskedFor();
    }

    @Test
    void savepointOfTheFirstStateFormatIsRestored() throws Exception {
        trades.sendFirstHalf(bench);

        restoreAndFinish(FIRST_FORMAT.toAbsolutePath(), 1);
    }

    private void restoreAndFinish(Path savepoint, int parallelism) throws Exception {
        trades.sendSecondHalf(bench);
        bench.options.set(RunOptions.PARALLELISM, parallelism);
        bench.flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            await().atMost(PATIENCE)
                    .until(() -> job.await(Duration.ofMillis(200))
                            || AmendedTrades.standard(JobBench.strings(redis.redisPort))
                                    .entrySet()
                                    .containsAll(
                                            trades.expectedOfTheSecondHalf().entrySet()));
            assertThat(job.isEnded()).isFalse();
            assertThatRocksDbIsUsedIfAskedFor();
            // Only what came after it was read again.
            assertThat(Counters.now().trades() + MetricsTap.TOTALS.of("amendments"))
                    .isEqualTo(trades.secondHalf());
        }
        Map<String, String> expected = trades.expected();
        Map<String, String> stored = AmendedTrades.standard(JobBench.strings(redis.redisPort));
        assertThat(stored).containsAllEntriesOf(trades.expectedOfTheSecondHalf());
        assertThat(stored).allSatisfy((key, bar) -> assertThat(bar).isEqualTo(expected.get(key)));
        assertThat(bench.deadLetters()).isEmpty();
    }

    private void keep(Path savepoint) throws IOException {
        String target = System.getProperty("tradebars.test.write-savepoint");
        if (target != null) {
            Files.createDirectories(Path.of(target));
            try (Stream<Path> files = Files.list(savepoint)) {
                for (Path file : files.toList()) {
                    Files.copy(file, Path.of(target).resolve(file.getFileName()));
                }
            }
        }
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().get(0);
        }
    }
}
