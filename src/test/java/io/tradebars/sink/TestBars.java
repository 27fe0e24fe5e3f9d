package io.tradebars.sink;

import io.tradebars.bars.Bar;
import io.tradebars.bars.BarDetails;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import java.math.BigDecimal;
import java.time.Instant;

/** Builds bars that show only what matters: {@code bar("BTC-USD").at("2024-08-09T14:03:00Z").trades(3).closed()}. */
final class TestBars {

    static final Instant START = Instant.parse("2024-08-09T14:03:00Z");

    private final String symbol;
    private Interval interval = Interval.ONE_MINUTE;
    private String venue;
    private long startMillis = START.toEpochMilli();
    private long trades = 1;
    private String price = "100";
    private long amendments;
    private BarDetails details;

    private TestBars(String symbol) {
        this.symbol = symbol;
    }

    static TestBars bar(String symbol) {
        return new TestBars(symbol);
    }

    TestBars interval(Interval newInterval) {
        interval = newInterval;
        return this;
    }

    TestBars venue(String newVenue) {
        venue = newVenue;
        return this;
    }

    TestBars at(String instant) {
        startMillis = Instant.parse(instant).toEpochMilli();
        return this;
    }

    TestBars trades(long newTrades) {
        trades = newTrades;
        return this;
    }

    TestBars price(String newPrice) {
        price = newPrice;
        return this;
    }

    /** Cancels and corrections that the bar has seen. */
    TestBars amended(long times) {
        amendments = times;
        return this;
    }

    TestBars details(BarDetails newDetails) {
        details = newDetails;
        return this;
    }

    Bar closed() {
        return build(true);
    }

    Bar open() {
        return build(false);
    }

    private Bar build(boolean closed) {
        BigDecimal exact = new BigDecimal(price);
        BigDecimal volume = BigDecimal.valueOf(trades);
        return new Bar(
                new BarKey(interval, venue, symbol, startMillis),
                exact,
                exact,
                exact,
                exact,
                volume,
                exact.multiply(volume),
                trades,
                trades + amendments,
                closed,
                details);
    }
}
