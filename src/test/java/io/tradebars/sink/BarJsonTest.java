package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.bars.Bar;
import io.tradebars.bars.BarDetails;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class BarJsonTest {

    @Test
    void amendedBarSaysHowManyEventsItHasSeen() {
        assertThat(BarJson.of(bar("A").trades(3).amended(2).closed())).endsWith(",\"n\":3,\"e\":5}");
        assertThat(BarJson.of(bar("A").trades(3).closed())).endsWith(",\"n\":3}");
    }

    @Test
    void barWithoutTradesSaysJustThat() {
        Bar gone = bar("A").trades(0).amended(4).closed();
        assertThat(BarJson.of(gone)).isEqualTo("{\"t\":1723212180000,\"n\":0,\"e\":4}");
        assertThat(BarJson.isGone(BarJson.of(gone))).isTrue();
        assertThat(BarJson.isGone(BarJson.of(bar("A").closed()))).isFalse();
    }

    @Test
    void fullBarHasItsCompletenessAfterTheStandardFields() {
        BarDetails details =
                new BarDetails(new BigDecimal("0.50"), "7", "a\"b", 2L, 1, 3, BarDetails.Cause.CANCEL, true);
        assertThat(BarJson.of(bar("A").trades(3).amended(1).details(details).closed()))
                .endsWith(",\"n\":3,\"e\":4,\"q\":300,\"bv\":0.5,\"f\":\"7\",\"L\":\"a\\\"b\",\"gap\":2,\"dup\":1,"
                        + "\"rev\":3,\"cause\":\"cancel\",\"p\":true}");
        BarDetails least = new BarDetails(BigDecimal.ZERO, null, null, null, 0, 0, null, false);
        assertThat(BarJson.of(bar("A").details(least).open()))
                .endsWith(",\"n\":1,\"q\":100,\"bv\":0,\"f\":null,\"L\":null,\"gap\":null,\"dup\":0,\"x\":false}");
    }

    @Test
    void revisionIsReadBackWhateverElseTheBarSays() {
        BarDetails details = new BarDetails(BigDecimal.ONE, "\"n\":9", ",\"n\":8,\"e\":9", 0L, 0, 1, null, false);
        for (Bar bar : new Bar[] {
            bar("A").trades(7).closed(),
            bar("A").trades(7).open(),
            bar("A").trades(7).amended(3).closed(),
            bar("A").trades(7).amended(3).details(details).open(),
            bar("A").trades(7).details(details).closed(),
            bar("A").trades(0).amended(3).closed(),
            bar("A").trades(0).amended(3).open(),
        }) {
            assertThat(BarJson.revisionOf(BarJson.of(bar))).as(BarJson.of(bar)).isEqualTo(bar.revision());
            assertThat(BarJson.startOf(BarJson.of(bar))).isEqualTo(bar.key().startMillis());
        }
    }

    @Test
    void closedBarHasThePolygonFieldsInOrder() {
        Bar bar = new Bar(
                new BarKey(Interval.ONE_MINUTE, null, "BTC-USD", 1723161240000L),
                new BigDecimal("61837.63"),
                new BigDecimal("61855.37"),
                new BigDecimal("61824.00"),
                new BigDecimal("61828"),
                new BigDecimal("12.43238000"),
                new BigDecimal("61837.5129446735").multiply(new BigDecimal("12.43238")),
                875,
                true);

        assertThat(BarJson.of(bar))
                .isEqualTo("{\"t\":1723161240000,\"o\":61837.63,\"h\":61855.37,\"l\":61824,\"c\":61828,\"v\":12.43238,"
                        + "\"vw\":61837.5129446735,\"n\":875}");
    }

    @Test
    void openBarSaysSoLast() {
        assertThat(BarJson.of(bar("A").trades(2).price("7").open()))
                .isEqualTo(
                        "{\"t\":1723212180000,\"o\":7,\"h\":7,\"l\":7,\"c\":7,\"v\":2,\"vw\":7,\"n\":2,\"x\":false}");
    }

    @Test
    void numbersArePlainAndExactHoweverTheyAreScaled() {
        assertThat(BarJson.of(bar("A").price("1E+3").closed())).contains("\"o\":1000,");
        assertThat(BarJson.of(bar("A").price("0.000000012300").closed())).contains("\"o\":0.0000000123,");
        assertThat(BarJson.of(bar("A").price("-37.630").closed())).contains("\"o\":-37.63,");
        assertThat(BarJson.of(bar("A").price("0.000").closed())).contains("\"o\":0,");
        assertThat(BarJson.of(bar("A").price("12345678901234567890.12345678901234567890")
                        .closed()))
                .contains("\"o\":12345678901234567890.1234567890123456789,");
    }

    @Test
    void barWithoutVolumeHasNoVolumeWeightedPrice() {
        BigDecimal price = new BigDecimal("5");
        Bar bar = new Bar(
                bar("A").closed().key(), price, price, price, price, new BigDecimal("0.00"), BigDecimal.ZERO, 3, true);

        assertThat(BarJson.of(bar)).endsWith("\"v\":0,\"vw\":null,\"n\":3}");
    }
}
