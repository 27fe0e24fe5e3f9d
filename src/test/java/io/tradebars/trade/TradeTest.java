package io.tradebars.trade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;

class TradeTest {

    private final Trade trade = new Trade();

    @Test
    void aTradeThatIsSetAgainHasNothingOfTheOneBefore() {
        trade.set("V", "A", 2, TakerSide.BUYER, new Counting(false, false, true));
        trade.set(null, "B", 1, TakerSide.UNKNOWN, Counting.ALL);
        assertThat(trade.venue()).isNull();
        assertThat(trade.symbol()).isEqualTo("B");
        assertThat(trade.count()).isEqualTo(1);
        assertThat(trade.taker()).isEqualTo(TakerSide.UNKNOWN);
        assertThat(trade.counting()).isEqualTo(Counting.ALL);
    }

    @Test
    void whatATradeMustHaveIsNamedIfItIsMissing() {
        assertThatNullPointerException()
                .isThrownBy(() -> trade.set(null, null, 1, TakerSide.UNKNOWN, Counting.ALL))
                .withMessage("symbol");
        assertThatNullPointerException()
                .isThrownBy(() -> trade.set(null, "A", 1, null, Counting.ALL))
                .withMessage("taker");
        assertThatNullPointerException()
                .isThrownBy(() -> trade.set(null, "A", 1, TakerSide.UNKNOWN, null))
                .withMessage("counting");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trade.set(null, "", 1, TakerSide.UNKNOWN, Counting.ALL))
                .withMessageContaining("symbol");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> trade.set(null, "A", 0, TakerSide.UNKNOWN, Counting.ALL))
                .withMessageContaining("count");
    }
}
