package io.tradebars.local;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All trades that were sent, in the order of each partition, and what a reader may see of them: the plain way, from their definition. No
 * two trades of a symbol have the same time. Safe for use by several threads.
 */
final class SentTrades {

    private final Map<String, List<Sent>> byKey = new ConcurrentHashMap<>();

    /** A trade in a partition; {@code price} in cents, {@code time} in milliseconds. */
    record Sent(int partition, String symbol, long price, long size, long time) {
        String key() {
            return JobBench.key(symbol, time / JobBench.MINUTE * JobBench.MINUTE);
        }

        String json() {
            return "{\"symbol\":\"" + symbol + "\",\"price\":" + BigDecimal.valueOf(price, 2) + ",\"size\":" + size
                    + ",\"timestamp\":" + time + "}";
        }
    }

    /** Before it is sent. */
    void add(Sent trade) {
        byKey.compute(trade.key(), (key, before) -> {
            List<Sent> all = before == null ? new ArrayList<>() : new ArrayList<>(before);
            all.add(trade);
            return List.copyOf(all);
        });
    }

    Set<String> keys() {
        return byKey.keySet();
    }

    List<Sent> of(String key) {
        return byKey.getOrDefault(key, List.of());
    }

    /** The closed bar of some trades. */
    static String bar(Collection<Sent> trades) {
        List<Sent> all = new ArrayList<>(trades);
        all.sort(Comparator.comparingLong(Sent::time));
        long volume = all.stream().mapToLong(Sent::size).sum();
        long notional = all.stream().mapToLong(one -> one.price() * one.size()).sum();
        BigDecimal vwap =
                BigDecimal.valueOf(notional, 2).divide(BigDecimal.valueOf(volume), 10, RoundingMode.HALF_EVEN);
        return "{\"t\":" + all.get(0).time() / JobBench.MINUTE * JobBench.MINUTE
                + ",\"o\":" + plain(all.get(0).price())
                + ",\"h\":" + plain(all.stream().mapToLong(Sent::price).max().orElseThrow())
                + ",\"l\":" + plain(all.stream().mapToLong(Sent::price).min().orElseThrow())
                + ",\"c\":" + plain(all.get(all.size() - 1).price())
                + ",\"v\":" + volume
                + ",\"vw\":" + vwap.stripTrailingZeros().toPlainString()
                + ",\"n\":" + all.size() + "}";
    }

    private static String plain(long cents) {
        return BigDecimal.valueOf(cents, 2).stripTrailingZeros().toPlainString();
    }

    /** Of a bar, how it may be when it is whole: with all trades but for any of those that were set aside. */
    Set<String> wholes(String key, Set<Sent> setAside) {
        Set<String> bars = new HashSet<>();
        without(of(key), setAside).stream().filter(left -> !left.isEmpty()).forEach(left -> bars.add(bar(left)));
        return bars;
    }

    /** Of a bar, all that may be seen, open or closed: of each partition its first trades, but for any of those that were set aside. */
    Set<String> states(String key, Set<Sent> setAside) {
        Map<Integer, List<Sent>> partitions = new TreeMap<>();
        of(key).forEach(one -> partitions
                .computeIfAbsent(one.partition(), any -> new ArrayList<>())
                .add(one));
        List<List<Sent>> prefixes = List.of(List.of());
        for (List<Sent> partition : partitions.values()) {
            List<List<Sent>> longer = new ArrayList<>();
            for (List<Sent> before : prefixes) {
                for (int length = 0; length <= partition.size(); length++) {
                    List<Sent> both = new ArrayList<>(before);
                    both.addAll(partition.subList(0, length));
                    longer.add(both);
                }
            }
            prefixes = longer;
        }
        Set<String> states = new HashSet<>();
        for (List<Sent> prefix : prefixes) {
            for (List<Sent> left : without(prefix, setAside)) {
                if (!left.isEmpty()) {
                    String closed = bar(left);
                    states.add(closed);
                    states.add(closed.replace("}", ",\"x\":false}"));
                }
            }
        }
        return states;
    }

    /** These trades less each subset of those set aside. */
    private static List<List<Sent>> without(List<Sent> trades, Set<Sent> setAside) {
        List<List<Sent>> all = new ArrayList<>(List.of(trades));
        for (Sent trade : trades) {
            if (setAside.contains(trade)) {
                for (List<Sent> some : List.copyOf(all)) {
                    List<Sent> fewer = new ArrayList<>(some);
                    fewer.remove(trade);
                    all.add(fewer);
                }
            }
        }
        return all;
    }
}
