package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.local.SteadyMarket.Place;
import org.junit.jupiter.api.Test;

class MarketSightingsTest {

    private static final SteadyMarket MARKET = new SteadyMarket(1, 1_723_161_240_000L, 2, 1);
    private static final String KEY = MARKET.key(0, 0);
    private static final String BAR = MARKET.bar(new Place(0, 0));

    private final MarketSightings sightings = new MarketSightings(MARKET);

    @Test
    void exactBarIsNotMissingAnyMore() {
        sightings.see(KEY, BAR);
        sightings.see(KEY, BAR);

        assertThat(sightings.exact()).isEqualTo(1);
        assertThat(sightings.missing()).isEqualTo(1);
        assertThat(sightings.wrongs()).isEmpty();
    }

    @Test
    void barThatIsNotExactYetIsMissing() {
        sightings.see(KEY, BAR.replace("}", ",\"x\":false}"));

        assertThat(sightings.missing()).isEqualTo(2);
        assertThat(sightings.wrongs()).isEmpty();
    }

    @Test
    void barThatWasExactAndChangesIsWrong() {
        sightings.see(KEY, BAR);
        sightings.see(KEY, BAR.replace("\"v\":", "\"v\":1"));

        assertThat(sightings.wrongs()).singleElement().asString().contains(KEY);
    }

    @Test
    void barOfNoTradeIsWrongUnlessItIsOfTheEnd() {
        sightings.see("bars:1m:LAST0:1723161840000", BAR);
        assertThat(sightings.wrongs()).isEmpty();

        sightings.see(JobBench.key("GC", 1_723_161_240_000L), BAR);
        assertThat(sightings.wrongs()).singleElement().asString().contains("GC");
    }
}
