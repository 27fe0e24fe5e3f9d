package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tradebars.bars.BarOptions;
import io.tradebars.job.RunOptions;
import io.tradebars.sink.RedisOptions;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.kafka.clients.producer.ProducerRecord;
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

    /** Taken by the state format of the first release; its records are the first half of {@link #lines()}. */
    private static final Path FIRST_FORMAT = Path.of("src", "test", "resources", "savepoints", "first");

    private static final long START = 1_723_161_240_000L;
    private static final int MINUTES = 24;
    private static final List<String> SYMBOLS = List.of("GC", "SI", "PL");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final Map<String, Print> standing = new TreeMap<>();
    private RestBench redis;
    private JobBench bench;

    private record Print(String symbol, long price, long size, long time, int id) {
        String json(String more) {
            return "{\"symbol\":\"" + symbol + "\",\"price\":" + price + ",\"size\":" + size + ",\"timestamp\":" + time
                    + ",\"id\":" + id + more + "}";
        }
    }

    @BeforeEach
    void start() throws Exception {
        redis = new RestBench();
        bench = new JobBench(folder, SYMBOLS.size());
        bench.options.set(RedisOptions.URL, "redis://127.0.0.1:" + redis.redisPort);
        bench.options.set(BarOptions.DEDUPLICATE, true);
        bench.options.set(BarOptions.FIELDS, BarOptions.Fields.FULL);
        bench.options.set(BarOptions.INTERVALS, List.of("1m", "5m"));
        bench.options.set(ConfigOptions.key("trade.json.action").stringType().noDefaultValue(), "action");
        bench.flink.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ofMebiBytes(1));
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
        redis.close();
    }

    @Test
    void jobGoesOnFromItsSavepointAtAnotherParallelism() throws Exception {
        List<String> lines = lines();
        bench.options.set(RunOptions.PARALLELISM, 2);
        send(lines.subList(0, lines.size() / 2));
        Path savepoint;
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            long records = lines.size() / 2;
            await().atMost(PATIENCE)
                    .until(() -> Counters.now().trades() + MetricsTap.TOTALS.of("amendments") == records);
            // Until the bars flow: a savepoint needs all tasks.
            await().atMost(PATIENCE)
                    .until(() -> JobBench.strings(redis.redisPort).size() > SYMBOLS.size() * 8);
            // Throws the reason if the job has failed.
            assertThat(job.await(Duration.ofMillis(1))).isFalse();
            job.stop();
            savepoint = only(folder.resolve("stopped"));
        }
        keep(savepoint);

        restoreAndFinish(savepoint, lines, 3);
    }

    @Test
    void savepointOfTheFirstStateFormatIsRestored() throws Exception {
        List<String> lines = lines();
        send(lines.subList(0, lines.size() / 2));

        restoreAndFinish(FIRST_FORMAT.toAbsolutePath(), lines, 1);
    }

    private void restoreAndFinish(Path savepoint, List<String> lines, int parallelism) throws Exception {
        send(lines.subList(lines.size() / 2, lines.size()));
        for (String symbol : SYMBOLS) {
            // Closes the bars before it.
            send(List.of(new Print(symbol, 1, 1, START + 2 * MINUTES * JobBench.MINUTE, 1_000_000).json("")));
        }
        bench.options.set(RunOptions.PARALLELISM, parallelism);
        bench.flink.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint.toUri().toString());
        try (LocalFlink job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE))) {
            await().atMost(PATIENCE)
                    .until(() -> job.await(Duration.ofMillis(200))
                            || standard(JobBench.strings(redis.redisPort))
                                    .entrySet()
                                    .containsAll(expectedOfTheSecondHalf().entrySet()));
            assertThat(job.isEnded()).isFalse();
            // Only what came after it was read again.
            assertThat(Counters.now().trades() + MetricsTap.TOTALS.of("amendments"))
                    .isEqualTo(lines.size() - lines.size() / 2 + SYMBOLS.size());
        }
        Map<String, String> expected = expected();
        Map<String, String> stored = standard(JobBench.strings(redis.redisPort));
        assertThat(stored).containsAllEntriesOf(expectedOfTheSecondHalf());
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

    private void send(List<String> lines) throws Exception {
        for (String line : lines) {
            int partition = 0;
            while (!line.contains("\"" + SYMBOLS.get(partition) + "\"")) {
                partition++;
            }
            bench.send(new ProducerRecord<>(JobBench.TOPIC, partition, null, line.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Trades, duplicates, cancels and corrections; always the same. What stands in the end is in {@link #standing}. */
    private List<String> lines() {
        Random random = new Random(2024);
        List<String> lines = new ArrayList<>();
        List<Print> recent = new ArrayList<>();
        int id = 0;
        for (long time = START; time < START + MINUTES * JobBench.MINUTE; time += 5_000) {
            for (String symbol : SYMBOLS) {
                Print print = new Print(symbol, 1_000 + random.nextInt(100), 1 + random.nextInt(9), time, id++);
                // Now and then a cancel overtakes its trade.
                boolean overtaken = random.nextInt(12) == 0;
                if (overtaken) {
                    lines.add(print.json(",\"action\":\"cancel\""));
                } else {
                    standing.put(symbol + print.id(), print);
                    recent.add(print);
                }
                lines.add(print.json(""));
            }
            Print some = recent.remove(random.nextInt(recent.size()));
            switch (random.nextInt(3)) {
                case 0 -> lines.add(some.json(""));
                case 1 -> {
                    standing.remove(some.symbol() + some.id());
                    lines.add(some.json(",\"action\":\"cancel\""));
                }
                default -> {
                    Print corrected = new Print(
                            some.symbol(), 1_000 + random.nextInt(100), 1 + random.nextInt(9), some.time(), some.id());
                    standing.put(some.symbol() + some.id(), corrected);
                    lines.add(corrected.json(",\"action\":\"correct\""));
                }
            }
            while (recent.size() > 20) {
                recent.remove(0);
            }
        }
        return lines;
    }

    /** Of each key, the standard fields as they must be in the end. */
    private Map<String, String> expected() {
        Map<String, List<Print>> byBar = new TreeMap<>();
        for (Print print : standing.values()) {
            for (int minutes : new int[] {1, 5}) {
                long start = print.time() / (minutes * JobBench.MINUTE) * (minutes * JobBench.MINUTE);
                byBar.computeIfAbsent("bars:" + minutes + "m:" + print.symbol() + ":" + start, key -> new ArrayList<>())
                        .add(print);
            }
        }
        Map<String, String> bars = new TreeMap<>();
        byBar.forEach((key, prints) -> {
            prints.sort(Comparator.comparingLong(Print::time).thenComparingInt(Print::id));
            long volume = prints.stream().mapToLong(Print::size).sum();
            long notional = prints.stream()
                    .mapToLong(print -> print.price() * print.size())
                    .sum();
            BigDecimal vwap = BigDecimal.valueOf(notional)
                    .divide(BigDecimal.valueOf(volume), 10, RoundingMode.HALF_EVEN)
                    .stripTrailingZeros();
            bars.put(
                    key,
                    "{\"t\":" + key.substring(key.lastIndexOf(':') + 1) + ",\"o\":"
                            + prints.get(0).price() + ",\"h\":"
                            + prints.stream().mapToLong(Print::price).max().orElseThrow() + ",\"l\":"
                            + prints.stream().mapToLong(Print::price).min().orElseThrow() + ",\"c\":"
                            + prints.get(prints.size() - 1).price() + ",\"v\":" + volume + ",\"vw\":"
                            + vwap.toPlainString() + ",\"n\":" + prints.size());
        });
        return bars;
    }

    /** Those bars that Redis has even if it had lost all that was written before the savepoint. */
    private Map<String, String> expectedOfTheSecondHalf() {
        long half = START + MINUTES / 2 * JobBench.MINUTE;
        Map<String, String> bars = new TreeMap<>(expected());
        bars.keySet().removeIf(key -> Long.parseLong(key.substring(key.lastIndexOf(':') + 1)) < half);
        assertThat(bars).isNotEmpty();
        return bars;
    }

    /** The bars up to their number of trades. */
    private static Map<String, String> standard(Map<String, String> bars) {
        Map<String, String> standard = new TreeMap<>();
        bars.forEach((key, bar) -> standard.put(key, bar.replaceFirst("(\"n\":\\d+).*", "$1")));
        return standard;
    }
}
