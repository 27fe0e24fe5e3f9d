package io.tradebars.trade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TradeOrderTest {

    private static TradeOrder order(long nanos, String sequence, String id, int partition, long offset) {
        return new TradeOrder(nanos, sequence, id, partition, offset, 0);
    }

    private static void assertBefore(TradeOrder first, TradeOrder second) {
        assertThat(first).isLessThan(second);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void eventTimeDecidesBeforeAnythingElse() {
        assertBefore(order(1, "9", "9", 9, 9), order(2, "1", "1", 1, 1));
    }

    @Test
    void sequenceDecidesBeforeId() {
        assertBefore(order(1, "1", "9", 0, 0), order(1, "2", "1", 0, 0));
    }

    @Test
    void idsOfDigitsCompareAsNumbersOfAnyLength() {
        assertBefore(order(1, null, "9", 0, 0), order(1, null, "10", 0, 0));
        assertBefore(order(1, null, "9007199254740993", 0, 0), order(1, null, "9007199254740994", 0, 0));
        assertBefore(
                order(1, null, "99999999999999999999999999", 0, 0),
                order(1, null, "100000000000000000000000000", 0, 0));
        assertBefore(order(1, null, "-10", 0, 0), order(1, null, "-9", 0, 0));
        assertBefore(order(1, null, "-1", 0, 0), order(1, null, "0", 0, 0));
    }

    @Test
    void leadingZerosDoNotMakeANumberGreater() {
        assertBefore(order(1, null, "0009", 0, 0), order(1, null, "10", 0, 0));
    }

    @Test
    void otherIdsCompareAsTextAndComeAfterNumbers() {
        assertBefore(order(1, null, "a1", 0, 0), order(1, null, "a2", 0, 0));
        assertBefore(order(1, null, "99", 0, 0), order(1, null, "1a", 0, 0));
    }

    @Test
    void aTradeWithoutIdComesAfterOneWith() {
        assertBefore(order(1, null, "zz", 9, 9), order(1, null, null, 0, 0));
    }

    @Test
    void withoutIdsThePlaceInKafkaDecides() {
        assertBefore(order(1, null, null, 0, 9), order(1, null, null, 1, 0));
        assertBefore(order(1, null, null, 0, 1), order(1, null, null, 0, 2));
        assertBefore(new TradeOrder(1, null, null, 0, 1, 0), new TradeOrder(1, null, null, 0, 1, 1));
    }

    @Test
    void anyMixtureSortsTheSameWayFromAnyShuffle() {
        String[] names = {null, "1", "01", "2", "10", "a", "b", "9007199254740993", "-3", "-", ""};
        List<TradeOrder> orders = new ArrayList<>();
        for (String sequence : names) {
            for (String id : names) {
                orders.add(order(orders.size() % 3, sequence, id, orders.size() % 2, orders.size()));
            }
        }
        List<TradeOrder> sorted = new ArrayList<>(orders);
        Collections.sort(sorted);
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(orders, new Random(seed));
            List<TradeOrder> again = new ArrayList<>(orders);
            Collections.sort(again);
            assertThat(again).isEqualTo(sorted);
        }
    }

    @Test
    void millisAreRoundedDownAlsoBeforeTheEpoch() {
        assertThat(order(1_999_999, null, null, 0, 0).eventTimeMillis()).isEqualTo(1);
        assertThat(order(-1, null, null, 0, 0).eventTimeMillis()).isEqualTo(-1);
    }
}
