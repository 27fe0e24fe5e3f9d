package io.tradebars.trade;

import java.util.Objects;

/**
 * The place of a trade among the trades of its symbol: what decides which one opens a bar and which one closes it.
 *
 * <p>Trades are ordered by event time, then by the venue's sequence where the feed has one, then by id (as a number
 * where it is one, else as text), then by where Kafka keeps them. A trade with a sequence or id comes before one without, a
 * numeric one before a text. So the order is total and the same however the trades arrive.
 *
 * @param eventTimeNanos instant of the trade at its venue, in nanoseconds since the epoch
 * @param sequence the venue's sequence or {@code null}; decimal digits are compared as numbers of any length
 * @param id the venue's id or {@code null}; compared like {@code sequence}
 * @param partition Kafka partition of the record; 0 or more
 * @param offset offset of the record in it; 0 or more
 * @param index place of the trade in its record; 0 for the first
 */
public record TradeOrder(long eventTimeNanos, String sequence, String id, int partition, long offset, int index)
        implements Comparable<TradeOrder> {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The instant of the trade, in milliseconds since the epoch, rounded down. */
    public long eventTimeMillis() {
        return Math.floorDiv(eventTimeNanos, NANOS_PER_MILLI);
    }

    @Override
    public int compareTo(TradeOrder other) {
        int result = Long.compare(eventTimeNanos, other.eventTimeNanos);
        if (result == 0) {
            result = compareNames(sequence, other.sequence);
        }
        if (result == 0) {
            result = compareNames(id, other.id);
        }
        if (result == 0) {
            result = Integer.compare(partition, other.partition);
        }
        if (result == 0) {
            result = Long.compare(offset, other.offset);
        }
        return result == 0 ? Integer.compare(index, other.index) : result;
    }

    /** Numbers first by value, then texts by their characters, {@code null} last. */
    private static int compareNames(String left, String right) {
        if (Objects.equals(left, right)) {
            return 0;
        }
        if (left == null || right == null) {
            return left == null ? 1 : -1;
        }
        boolean leftIsNumber = isNumber(left);
        if (leftIsNumber != isNumber(right)) {
            return leftIsNumber ? -1 : 1;
        }
        return leftIsNumber ? compareNumbers(left, right) : left.compareTo(right);
    }

    private static boolean isNumber(String name) {
        int start = name.startsWith("-") ? 1 : 0;
        for (int i = start; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return false;
            }
        }
        return name.length() > start;
    }

    /** Compares decimal integers of any length by value without building them. */
    private static int compareNumbers(String left, String right) {
        boolean leftIsNegative = left.startsWith("-");
        if (leftIsNegative != right.startsWith("-")) {
            return leftIsNegative ? -1 : 1;
        }
        int leftStart = firstSignificantDigit(left);
        int rightStart = firstSignificantDigit(right);
        int result = Integer.compare(left.length() - leftStart, right.length() - rightStart);
        for (int i = 0; result == 0 && leftStart + i < left.length(); i++) {
            result = Character.compare(left.charAt(leftStart + i), right.charAt(rightStart + i));
        }
        return leftIsNegative ? -result : result;
    }

    private static int firstSignificantDigit(String number) {
        int start = number.startsWith("-") ? 1 : 0;
        while (start < number.length() && number.charAt(start) == '0') {
            start++;
        }
        return start;
    }
}
