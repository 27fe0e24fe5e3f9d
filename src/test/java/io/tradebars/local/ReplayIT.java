package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code replay} as a user starts it, on trades made here, against bars made the plain way. */
class ReplayIT {

    private static final long START = 1_723_161_240_000L;

    @TempDir
    private Path folder;

    private record Print(String symbol, BigDecimal price, BigDecimal size, long time, int id) {
        String json() {
            return "{\"symbol\":\"" + symbol + "\",\"price\":\"" + price.toPlainString() + "\",\"size\":"
                    + size.toPlainString() + ",\"timestamp\":" + time + ",\"id\":" + id + "}";
        }
    }

    /** Trades in event-time order; many share their time stamp. */
    private static List<Print> prints(int count, int symbols, int minutes, long seed) {
        Random random = new Random(seed);
        long[] times =
                random.longs(count, START, START + minutes * 60_000L).sorted().toArray();
        List<Print> prints = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Each minute has a trade of each symbol, so that the number of bars is known.
            long time = i < minutes * symbols ? START + i / symbols * 60_000L : times[i] / 50 * 50;
            prints.add(new Print(
                    "S" + i % symbols,
                    BigDecimal.valueOf(600_000 + random.nextInt(40_000), 1 + random.nextInt(3)),
                    BigDecimal.valueOf(random.nextInt(10_000), random.nextInt(8)),
                    time,
                    i));
        }
        prints.sort(Comparator.comparingLong(Print::time).thenComparingInt(Print::id));
        return prints;
    }

    /** The export's lines, made the plain way. */
    private static List<String> reference(List<Print> prints) {
        Map<String, Map<Long, List<Print>>> bars = new TreeMap<>();
        for (Print print : prints) {
            bars.computeIfAbsent(print.symbol(), symbol -> new TreeMap<>())
                    .computeIfAbsent(print.time() / 60_000 * 60_000, minute -> new ArrayList<>())
                    .add(print);
        }
        List<String> lines = new ArrayList<>();
        bars.forEach((symbol, minutes) -> minutes.forEach((minute, members) -> {
            members.sort(Comparator.comparingLong(Print::time).thenComparingInt(Print::id));
            List<BigDecimal> prices = members.stream().map(Print::price).toList();
            BigDecimal volume = members.stream().map(Print::size).reduce(BigDecimal.ZERO, BigDecimal::add);
            BigDecimal notional = members.stream()
                    .map(print -> print.price().multiply(print.size()))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            lines.add("{\"symbol\":\"" + symbol + "\",\"interval\":\"1m\",\"t\":" + minute + ",\"o\":"
                    + plain(prices.get(0)) + ",\"h\":" + plain(Collections.max(prices)) + ",\"l\":"
                    + plain(Collections.min(prices)) + ",\"c\":" + plain(prices.get(prices.size() - 1)) + ",\"v\":"
                    + plain(volume) + ",\"vw\":"
                    + (volume.signum() == 0 ? "null" : plain(notional.divide(volume, 10, RoundingMode.HALF_EVEN)))
                    + ",\"n\":" + members.size() + "}");
        }));
        return lines;
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private Path write(List<String> lines) throws Exception {
        return Files.write(folder.resolve("trades.ndjson"), lines);
    }

    private Path temporary() throws Exception {
        return Files.createDirectories(folder.resolve("tmp"));
    }

    @ParameterizedTest
    @CsvSource({"1, string", "2, hash", "4, zset", "2, stream"})
    void shuffledTradesOverSeveralPartitionsGiveTheirExactBarsAtAnyParallelismInAnyLayout(
            int parallelism, String layout) throws Exception {
        List<Print> prints = prints(20_000, 7, 30, 42);
        Map<Print, Long> arrival = new HashMap<>();
        Random random = new Random(parallelism);
        prints.forEach(print -> arrival.put(print, print.time() + random.nextInt(5_000)));
        List<Print> shuffled = new ArrayList<>(prints);
        shuffled.sort(Comparator.comparing(arrival::get));
        Path file = write(shuffled.stream().map(Print::json).toList());
        Path export = folder.resolve("bars.ndjson");
        try (LocalProgram program = LocalProgram.start(
                temporary(),
                Map.of(),
                "replay",
                file.toString(),
                "--export",
                export.toString(),
                "--redis.layout",
                layout,
                "--parallelism",
                Integer.toString(parallelism))) {
            assertThat(program.awaitExit()).as(program.output()).isZero();
            assertThat(program.lines()).contains("Cached 210 bars in Redis (TTL: 2 hours)");
            assertThat(program.lines()).anySatisfy(line -> assertThat(line)
                    .startsWith("20,000 trades, 210 bars, 0 rejected, 0 late; ")
                    .contains(", 0 retries; "));
        }
        assertThat(Files.readAllLines(export)).isEqualTo(reference(prints));
        assertThat(LocalProgram.leftIn(temporary())).isEmpty();
    }

    @Test
    void halfAMillionTradesOfOneSymbolAre490BarsByOneHandshake() throws Exception {
        List<Print> prints = prints(500_000, 1, 490, 7);
        Path file = write(prints.stream().map(Print::json).toList());
        Path export = folder.resolve("bars.ndjson");
        try (LocalProgram program = LocalProgram.start(
                temporary(),
                Map.of(),
                "replay",
                file.toString(),
                "--keep",
                "--export",
                export.toString(),
                "--parallelism",
                "1")) {
            String redisUrl = program.awaitLine("REDIS_URL=");
            assertThat(program.lines()).contains("Cached 490 bars in Redis (TTL: 2 hours)");
            String figures = program.lines().stream()
                    .filter(line -> line.startsWith("500,000 trades, 490 bars, 0 rejected, 0 late; "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(program.output()));
            assertThat(figures).contains(" 1 TLS handshake, 0 retries; ");
            assertThat(Integer.parseInt(figures.replaceAll(".*; (\\d+) requests?,.*", "$1")))
                    .isBetween(1, 10);
            try (RedisClient client = RedisClient.create(redisUrl);
                    StatefulRedisConnection<String, String> redis = client.connect()) {
                assertThat(redis.sync().dbsize()).isEqualTo(490);
                for (String key : redis.sync().keys("*")) {
                    assertThat(key).startsWith("bars:1m:S0:");
                    assertThat(redis.sync().ttl(key)).isBetween(7_000L, 7_200L);
                }
            }
            program.interrupt();
            program.awaitExit();
        }
        assertThat(Files.readAllLines(export)).isEqualTo(reference(prints));
        assertThat(LocalProgram.leftIn(temporary())).isEmpty();
    }

    @Test
    void historyThatIsReadBeforeAllTasksAreUpIsWhole() throws Exception {
        List<Print> prints = prints(2, 1, 1, 11);
        Path file = write(prints.stream().map(Print::json).toList());
        Path export = folder.resolve("bars.ndjson");
        try (LocalProgram program = LocalProgram.start(
                temporary(), Map.of(), "replay", file.toString(), "--speed=100000", "--export", export.toString())) {
            assertThat(program.awaitExit()).as(program.output()).isZero();
        }
        assertThat(Files.readAllLines(export)).isEqualTo(reference(prints));
    }

    @Test
    void historyAtAMultipleOfItsPaceGivesTheSameBars() throws Exception {
        // Half an hour in three seconds.
        List<Print> prints = prints(600, 2, 30, 11);
        Path export = folder.resolve("bars.ndjson");
        Path file = write(prints.stream().map(Print::json).toList());
        try (LocalProgram program = LocalProgram.start(
                temporary(), Map.of(), "replay", file.toString(), "--speed=600", "--export", export.toString())) {
            assertThat(program.awaitExit()).as(program.output()).isZero();
            assertThat(program.lines())
                    .anyMatch(line -> line.startsWith("CHART=http://127.0.0.1:"))
                    .contains("Cached 60 bars in Redis (TTL: 2 hours)");
            double seconds = Double.parseDouble(program.lines().stream()
                    .filter(line -> line.startsWith("600 trades, 60 bars, 0 rejected, 0 late; "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(program.output()))
                    .replaceAll(".*; ([\\d.]+) s", "$1"));
            long historyMillis = prints.get(prints.size() - 1).time() - START;
            assertThat(seconds * 1_000).isGreaterThan(historyMillis / 600.0);
        }
        assertThat(Files.readAllLines(export)).isEqualTo(reference(prints));
    }

    @Test
    void badLinesAreCountedAndTheBarsOfTheOthersAreExact() throws Exception {
        List<Print> prints = prints(2_000, 2, 5, 3);
        List<String> lines = new ArrayList<>();
        for (Print print : prints) {
            lines.add(print.json());
            if (print.id() % 100 == 0) {
                lines.add("{\"symbol\":\"S0\",\"price\":\"NaN\",\"size\":1,\"timestamp\":" + print.time() + "}");
                lines.add("junk \u0000\u0001");
                lines.add("[".repeat(5_000));
                lines.add("{\"symbol\":\"S0\",\"price\":1e400,\"size\":1,\"timestamp\":" + print.time() + "}");
                lines.add("{\"symbol\":\"S0\",\"price\":1,\"size\":1,\"timestamp\":" + print.time() / 1000 + "}");
            }
        }
        lines.add("{\"note\":\"" + "x".repeat(1_000_000) + "\"}");
        Path export = folder.resolve("bars.ndjson");
        try (LocalProgram program = LocalProgram.start(
                temporary(), Map.of(), "replay", write(lines).toString(), "--export", export.toString())) {
            assertThat(program.awaitExit()).as(program.output()).isZero();
            assertThat(program.lines())
                    .anySatisfy(line -> assertThat(line).startsWith("2,000 trades, 10 bars, 101 rejected, 0 late; "));
        }
        assertThat(Files.readAllLines(export)).isEqualTo(reference(prints));
    }
}
