package io.tradebars.trade;

import java.util.Objects;

/**
 * The place of a trade among the trades of its symbol: what decides which one opens a bar and which one closes it.
 *
 * <p>Trades are ordered by event time, then by the venue's sequence where the feed has one, then by id (as a number
 * where it is one, else as text), then by where Kafka keeps them. A trade with a sequence or id comes before one without, a
 * numeric one before a text. So the order is total and the same however the trades arrive.
 *
 * <p>A sequence or id that is a number as {@link Long#toString} writes it, of {@value #MAX_DIGITS} digits at the most, is held as
 * a long; any other as text. Mutable, so that it can be used again; for one thread.
 */
public final class TradeOrder implements Comparable<TradeOrder> {

    /** In place of a sequence or id that there isn't; beyond all numbers, so that it comes last. */
    public static final long NONE = Long.MAX_VALUE;

    private static final int MAX_DIGITS = 18;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private long eventTimeNanos;
    private long sequenceNumber = NONE;
    private String sequenceText;
    private long idNumber = NONE;
    private String idText;
    private int partition;
    private long offset;
    private int index;

    /** The first of all places, to be set. */
    public TradeOrder() {}

    /**
     * @param eventTimeNanos instant of the trade at its venue, in nanoseconds since the epoch
     * @param sequence the venue's sequence or {@code null}; decimal digits are compared as numbers of any length
     * @param id the venue's id or {@code null}; compared like {@code sequence}
     * @param partition Kafka partition of the record; 0 or more
     * @param offset offset of the record in it; 0 or more
     * @param index place of the trade in its record; 0 for the first
     */
    public TradeOrder(long eventTimeNanos, String sequence, String id, int partition, long offset, int index) {
        setEventTimeNanos(eventTimeNanos);
        setSequence(sequence);
        setId(id);
        setPlace(partition, offset, index);
    }

    /** Makes it the same as another. */
    public void set(TradeOrder other) {
        eventTimeNanos = other.eventTimeNanos;
        sequenceNumber = other.sequenceNumber;
        sequenceText = other.sequenceText;
        idNumber = other.idNumber;
        idText = other.idText;
        partition = other.partition;
        offset = other.offset;
        index = other.index;
    }

    /** One of its own, that stays as this is now. */
    public TradeOrder copy() {
        TradeOrder copy = new TradeOrder();
        copy.set(this);
        return copy;
    }

    public void setEventTimeNanos(long nanos) {
        eventTimeNanos = nanos;
    }

    /** @param sequence as the message has it, or {@code null} */
    public void setSequence(String sequence) {
        sequenceNumber = number(sequence);
        sequenceText = sequenceNumber == NONE ? sequence : null;
    }

    /** @param sequence of {@value #MAX_DIGITS} digits at the most, or {@link #NONE} */
    public void setSequence(long sequence) {
        sequenceNumber = sequence;
        sequenceText = null;
    }

    /** @param id as the message has it, or {@code null} */
    public void setId(String id) {
        idNumber = number(id);
        idText = idNumber == NONE ? id : null;
    }

    /** @param id of {@value #MAX_DIGITS} digits at the most, or {@link #NONE} */
    public void setId(long id) {
        idNumber = id;
        idText = null;
    }

    /** Where Kafka keeps it; see the constructor. */
    public void setPlace(int partition, long offset, int index) {
        this.partition = partition;
        this.offset = offset;
        this.index = index;
    }

    /** The number that a text writes in the one way in which it will be written again; {@link #NONE} if it doesn't. */
    private static long number(String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_DIGITS + 1) {
            return NONE;
        }
        int start = text.charAt(0) == '-' ? 1 : 0;
        int digits = text.length() - start;
        boolean isOneWritten = digits > 0 && (text.charAt(start) != '0' || text.length() == 1);
        if (!isOneWritten || digits > MAX_DIGITS) {
            return NONE;
        }
        long value = 0;
        for (int i = start; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            value = 10 * value + digit;
        }
        return start == 0 ? value : -value;
    }

    public long eventTimeNanos() {
        return eventTimeNanos;
    }

    /** The instant of the trade, in milliseconds since the epoch, rounded down. */
    public long eventTimeMillis() {
        return Math.floorDiv(eventTimeNanos, NANOS_PER_MILLI);
    }

    /** The venue's sequence as the message has it, or {@code null}. */
    public String sequence() {
        return text(sequenceNumber, sequenceText);
    }

    /** The venue's id as the message has it, or {@code null}. */
    public String id() {
        return text(idNumber, idText);
    }

    private static String text(long number, String text) {
        return number == NONE ? text : Long.toString(number);
    }

    /** The sequence, if it is held as a number; else {@link #NONE}. */
    long sequenceNumber() {
        return sequenceNumber;
    }

    /** The id, if it is held as a number; else {@link #NONE}. */
    public long idNumber() {
        return idNumber;
    }

    public int partition() {
        return partition;
    }

    public long offset() {
        return offset;
    }

    public int index() {
        return index;
    }

    @Override
    public int compareTo(TradeOrder other) {
        int result = Long.compare(eventTimeNanos, other.eventTimeNanos);
        if (result == 0) {
            result = compare(sequenceNumber, sequenceText, other.sequenceNumber, other.sequenceText);
        }
        if (result == 0) {
            result = compare(idNumber, idText, other.idNumber, other.idText);
        }
        if (result == 0) {
            result = Integer.compare(partition, other.partition);
        }
        if (result == 0) {
            result = Long.compare(offset, other.offset);
        }
        return result == 0 ? Integer.compare(index, other.index) : result;
    }

    private static int compare(long leftNumber, String leftText, long rightNumber, String rightText) {
        return leftText == null && rightText == null
                ? Long.compare(leftNumber, rightNumber)
                : compareNames(text(leftNumber, leftText), text(rightNumber, rightText));
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

    @Override
    public boolean equals(Object other) {
        return other instanceof TradeOrder that
                && eventTimeNanos == that.eventTimeNanos
                && sequenceNumber == that.sequenceNumber
                && idNumber == that.idNumber
                && partition == that.partition
                && offset == that.offset
                && index == that.index
                && Objects.equals(sequenceText, that.sequenceText)
                && Objects.equals(idText, that.idText);
    }

    @Override
    public int hashCode() {
        return Objects.hash(eventTimeNanos, sequenceNumber, sequenceText, idNumber, idText, partition, offset, index);
    }

    @Override
    public String toString() {
        return eventTimeNanos + " ns, sequence " + sequence() + ", id " + id() + ", " + partition + "@" + offset + "+"
                + index;
    }
}
