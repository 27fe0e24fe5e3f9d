package io.tradebars.bars;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import io.tradebars.trade.TradeRecord;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.util.InstantiationUtil;

/** Trades for tests, and the plain way to make their bars. */
final class Trades {

    /** 2024-08-09T10:00:00Z. */
    static final long TEN = Instant.parse("2024-08-09T10:00:00Z").toEpochMilli();

    private Trades() {}

    static BarSettings settings(Interval... intervals) {
        return settings(Duration.ZERO, intervals);
    }

    static BarSettings settings(Duration updateInterval, Interval... intervals) {
        return settings(updateInterval, false, false, false, intervals);
    }

    static BarSettings settings(boolean deduplicate, boolean amendable, boolean full, Interval... intervals) {
        return settings(Duration.ZERO, deduplicate, amendable, full, intervals);
    }

    private static BarSettings settings(
            Duration updateInterval, boolean deduplicate, boolean amendable, boolean full, Interval... intervals) {
        return new BarSettings(
                intervals.length == 0 ? List.of(Interval.ONE_MINUTE) : List.of(intervals),
                ZoneOffset.UTC,
                Duration.ofSeconds(5),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                Duration.ZERO,
                updateInterval,
                deduplicate,
                amendable,
                full,
                Duration.ofMinutes(5));
    }

    /** What comes out of the network when that was put in. */
    static BarInput received(BarInput sent) throws IOException {
        TypeSerializer<BarInput> serializer = BarInputSerializer.TYPE.createSerializer(null);
        return InstantiationUtil.deserializeFromByteArray(
                serializer, InstantiationUtil.serializeToByteArray(serializer, sent));
    }

    /** A trade at a time of the day of {@link #TEN}, such as {@code 10:00:59.999}. */
    static TradeRecord trade(String symbol, String time, String price, String size, long id) {
        long nanos =
                Math.multiplyExact(Instant.parse("2024-08-09T" + time + "Z").toEpochMilli(), 1_000_000L);
        Trade trade = new Trade(
                null,
                symbol,
                new BigDecimal(price),
                new BigDecimal(size),
                1,
                new TradeOrder(nanos, null, Long.toString(id), 0, id, 0),
                Long.toString(id));
        return TradeRecord.of(trade, source(id));
    }

    static SourceRecord source(long offset) {
        byte[] value = ("record " + offset).getBytes(StandardCharsets.UTF_8);
        return new SourceRecord("trades", 0, offset, null, value, List.of());
    }

    /** Random trades of three symbols over a quarter of an hour, many of them at the same instant, in event-time order. */
    static List<TradeRecord> random(long seed, int count) {
        Random random = new Random(seed);
        List<TradeRecord> trades = new ArrayList<>();
        long time = TEN;
        for (int i = 0; i < count; i++) {
            time += random.nextInt(3) == 0 ? random.nextInt(1 + 2 * 900_000 * 3 / (2 * count)) : 0;
            BigDecimal price = BigDecimal.valueOf(random.nextInt(2_000) - 500, random.nextInt(4));
            BigDecimal size = BigDecimal.valueOf(random.nextInt(50), random.nextInt(8));
            Trade trade = new Trade(
                    random.nextBoolean() ? null : "X",
                    "S" + random.nextInt(3),
                    price,
                    size,
                    1 + random.nextInt(2),
                    new TradeOrder(time * 1_000_000, null, Integer.toString(i), 0, i, 0),
                    Integer.toString(i));
            trades.add(TradeRecord.of(trade, source(i)));
        }
        return trades;
    }

    /** The same trades, each moved among those at most {@code maxMillis} away from it. */
    static List<TradeRecord> shuffledWithin(List<TradeRecord> trades, long maxMillis, Random random) {
        Map<TradeRecord, Double> arrival = new IdentityHashMap<>();
        for (TradeRecord trade : trades) {
            arrival.put(trade, trade.trade().eventTimeMillis() + random.nextDouble() * maxMillis);
        }
        List<TradeRecord> shuffled = new ArrayList<>(trades);
        shuffled.sort(Comparator.comparing(arrival::get));
        return shuffled;
    }

    /** The bars of the trades, made the plain way: sorted, then read from first to last. */
    static List<Bar> reference(List<TradeRecord> trades, Interval... intervals) {
        Map<BarKey, List<Trade>> byBar = new HashMap<>();
        for (TradeRecord record : trades) {
            Trade trade = record.trade();
            for (Interval interval : intervals) {
                long start = trade.eventTimeMillis() / interval.millis() * interval.millis();
                byBar.computeIfAbsent(
                                new BarKey(interval, trade.venue(), trade.symbol(), start), key -> new ArrayList<>())
                        .add(trade);
            }
        }
        List<Bar> bars = new ArrayList<>();
        byBar.forEach((key, members) -> {
            members.sort(Comparator.comparing(Trade::order));
            BigDecimal volume = BigDecimal.ZERO;
            BigDecimal notional = BigDecimal.ZERO;
            long count = 0;
            List<BigDecimal> prices = new ArrayList<>();
            for (Trade trade : members) {
                prices.add(trade.price());
                volume = volume.add(trade.size());
                notional = notional.add(trade.price().multiply(trade.size()));
                count += trade.count();
            }
            bars.add(new Bar(
                    key,
                    prices.get(0),
                    Collections.max(prices),
                    Collections.min(prices),
                    prices.get(prices.size() - 1),
                    volume,
                    notional,
                    count,
                    true));
        });
        return bars;
    }

    /** The bars as texts that are equal when the bars are equal by value, whatever their scales; the last of each key. */
    static Map<String, String> last(Iterable<Bar> bars) {
        Map<String, String> last = new TreeMap<>();
        for (Bar bar : bars) {
            last.put(bar.key().toString(), text(bar));
        }
        return last;
    }

    static String text(Bar bar) {
        return "o=%s h=%s l=%s c=%s v=%s q=%s n=%d %s"
                .formatted(
                        plain(bar.open()),
                        plain(bar.high()),
                        plain(bar.low()),
                        plain(bar.close()),
                        plain(bar.volume()),
                        plain(bar.notional()),
                        bar.trades(),
                        bar.closed() ? "closed" : "open");
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
