package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Trades of three symbols, with duplicates, cancels, corrections, and cancels that overtake their trade: always the same, so that a
 * savepoint taken in their middle can be kept. Each symbol has a partition of its own. The bars that must come of them are worked out
 * from what stands in the end.
 */
final class AmendedTrades {

    static final List<String> SYMBOLS = List.of("GC", "SI", "PL");
    static final long START = 1_723_161_240_000L;
    static final int MINUTES = 24;

    static final List<String> INTERVALS = List.of("1m", "5m");

    /** The options of a job that reads them: all that can be in its state is in it. */
    static final Map<String, String> OPTIONS = Map.of(
            "trade.deduplicate", "true",
            "trade.json.action", "action",
            "bar.fields", "full",
            "bar.intervals", String.join(",", INTERVALS));

    private final Map<String, Print> standing = new TreeMap<>();
    private final List<String> lines;

    AmendedTrades() {
        lines = lines();
    }

    private record Print(String symbol, long price, long size, long time, int id) {
        String json(String more) {
            return "{\"symbol\":\"" + symbol + "\",\"price\":" + price + ",\"size\":" + size + ",\"timestamp\":" + time
                    + ",\"id\":" + id + more + "}";
        }
    }

    /** How many records come before the place where jobs are stopped. */
    int firstHalf() {
        return lines.size() / 2;
    }

    /** How many come after it. */
    int secondHalf() {
        return lines.size() - firstHalf() + SYMBOLS.size();
    }

    void sendFirstHalf(JobBench bench) throws Exception {
        send(bench, lines.subList(0, firstHalf()));
    }

    /** Sends the rest, and for each symbol a trade much later that closes the bars before it. */
    void sendSecondHalf(JobBench bench) throws Exception {
        send(bench, lines.subList(firstHalf(), lines.size()));
        for (String symbol : SYMBOLS) {
            send(bench, List.of(new Print(symbol, 1, 1, START + 2 * MINUTES * JobBench.MINUTE, 1_000_000).json("")));
        }
    }

    private static void send(JobBench bench, List<String> lines) throws Exception {
        for (String line : lines) {
            int partition = 0;
            while (!line.contains("\"" + SYMBOLS.get(partition) + "\"")) {
                partition++;
            }
            bench.send(new ProducerRecord<>(JobBench.TOPIC, partition, null, line.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** What stands in the end is in {@link #standing}. */
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
    Map<String, String> expected() {
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
    Map<String, String> expectedOfTheSecondHalf() {
        long half = START + MINUTES / 2 * JobBench.MINUTE;
        Map<String, String> bars = new TreeMap<>(expected());
        bars.keySet().removeIf(key -> Long.parseLong(key.substring(key.lastIndexOf(':') + 1)) < half);
        assertThat(bars).isNotEmpty();
        return bars;
    }

    /** Those bars up to their number of trades: the fields that {@link #expected} has. */
    static Map<String, String> standard(Map<String, String> bars) {
        Map<String, String> standard = new TreeMap<>();
        bars.forEach((key, bar) -> standard.put(key, bar.replaceFirst("(\"n\":\\d+).*", "$1")));
        return standard;
    }
}
