package io.tradebars.ingest;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Amendment;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Reads whole Kafka records: each becomes its trades, or is ignored by name, or is rejected with a reason. What it hands out is used
 * again for the next record, so that a trade makes no object. For one thread.
 */
public final class MessageReader {

    /** What a record held; only until the next one is read. */
    public static final class Content {
        private final List<String> ignored = new ArrayList<>();

        /** The first {@link #size} are in it. The others are trades of earlier records, to be used again where they are, or {@code null}. */
        private TradeRecord[] slots = new TradeRecord[FIRST_CAPACITY];

        private int size;

        private final List<TradeRecord> records = new AbstractList<>() {
            @Override
            public TradeRecord get(int index) {
                return slots[Objects.checkIndex(index, size)];
            }

            @Override
            public int size() {
                return size;
            }
        };

        private Content() {}

        private void add(TradeRecord record) {
            if (size == slots.length) {
                slots = Arrays.copyOf(slots, 2 * size);
            }
            // Mostly it is there, and then nothing is written: see Trade.set.
            if (slots[size] != record) {
                slots[size] = record;
            }
            size++;
        }

        /** One to be used again for the next trade, or {@code null}. */
        private TradeRecord usedBefore() {
            return size < slots.length ? slots[size] : null;
        }

        private void clear() {
            for (int i = 0; i < size; i++) {
                if (!slots[i].isTrade()) {
                    slots[i] = null;
                }
            }
            if (size > MAX_KEPT) {
                slots = Arrays.copyOf(slots, MAX_KEPT);
            }
            size = 0;
            if (!ignored.isEmpty()) {
                ignored.clear();
            }
        }

        /** Its trades, and what it says of earlier ones, in the order of the message; or its one rejection. */
        public List<TradeRecord> records() {
            return records;
        }

        /** Kinds of the frames in it that are no trades. */
        public List<String> ignored() {
            return ignored;
        }

        /** Why the record was rejected, or {@code null}. */
        public String rejection() {
            return size == 1 ? slots[0].rejection() : null;
        }
    }

    /** A stamp that is no further ahead than this is of a clock that is wrong, here or there; in a wrong unit it would be years. */
    private static final Duration CLOCK_OFF = Duration.ofDays(2);

    /** Most trades of a record that are kept to be used again. */
    private static final int MAX_KEPT = 1_000;

    private static final int FIRST_CAPACITY = 16;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final MessageSettings settings;
    private final TradeParser parser;
    private final Clock clock;
    private final Content content = new Content();
    private final Told told = new Told();

    private int partition;
    private long offset;
    private Supplier<SourceRecord> source;
    private boolean fromTheMiddle;

    /** @param clock tells what is too far ahead */
    public MessageReader(MessageSettings settings, Clock clock) {
        this.settings = settings;
        this.parser = settings.newParser();
        this.clock = clock;
    }

    /** Reads a record of a partition that is read from its first record; never throws for what is in it. */
    public Content read(SourceRecord source) {
        return read(source.value(), source.partition(), source.offset(), () -> source, false);
    }

    /**
     * Reads a record; never throws for what is in it.
     *
     * @param value what is in it, or {@code null}
     * @param partition its partition
     * @param offset its offset there
     * @param source gives the whole record, until the next one is read
     * @param fromTheMiddle whether its partition began to be read behind its first record
     */
    public Content read(
            byte[] value, int partition, long offset, Supplier<SourceRecord> source, boolean fromTheMiddle) {
        this.partition = partition;
        this.offset = offset;
        if (this.source != source) {
            this.source = source;
        }
        this.fromTheMiddle = fromTheMiddle;
        content.clear();
        if (value == null) {
            return rejected("record has no value (a tombstone)");
        }
        if (value.length == 0) {
            return rejected("record is empty");
        }
        told.rejection = null;
        try {
            parser.parse(value, told);
        } catch (RejectedMessageException e) {
            return rejected(e.getMessage());
        }
        return told.rejection == null ? content : rejected(told.rejection);
    }

    private Content rejected(String reason) {
        content.clear();
        content.add(TradeRecord.rejected(reason, source.get()));
        return content;
    }

    /** One for the next trade of the record at hand. */
    private TradeRecord nextRecord() {
        TradeRecord usedBefore = content.usedBefore();
        return usedBefore != null ? usedBefore : TradeRecord.of(new Trade(), () -> source.get());
    }

    /** Takes what the parser finds in the record at hand. */
    private final class Told implements TradeParser.Result {

        /** A trade with a later stamp is looked at again, with the clock of that moment; milliseconds since the epoch. */
        private long latestMillis = Long.MIN_VALUE;

        private String rejection;

        @Override
        public void trade(TradeDraft draft) {
            if (accepts(draft)) {
                TradeRecord record = nextRecord();
                copy(draft, record.trade());
                record.setFromTheMiddle(fromTheMiddle);
                content.add(record);
            }
        }

        @Override
        public void cancel(TradeDraft draft) {
            if (accepts(draft)) {
                amend(draft, Trade.identity(draft.idScope(), draft.id()), null);
            }
        }

        @Override
        public void correction(String id, TradeDraft corrected) {
            if (accepts(corrected)) {
                Trade trade = new Trade();
                copy(corrected, trade);
                amend(corrected, Trade.identity(corrected.idScope(), id), trade);
            }
        }

        private void amend(TradeDraft draft, String identity, Trade corrected) {
            if (!settings.amends()) {
                rejection = "message cancels or corrects a trade, and trade.corrections is false";
                return;
            }
            long timeMillis = draft.hasTime() ? Math.floorDiv(draft.eventTimeNanos(), NANOS_PER_MILLI) : clock.millis();
            content.add(TradeRecord.of(
                    new Amendment(draft.venue(), draft.symbol(), identity, timeMillis, corrected, draft.keepsPlace()),
                    source.get()));
        }

        private void copy(TradeDraft draft, Trade trade) {
            draft.copyTo(trade, settings.conditions().countingOf(draft.conditions()));
            trade.order().setPlace(partition, offset, content.size);
        }

        /** Whether nothing of it keeps it from being used; if something does, that is the message's rejection. */
        private boolean accepts(TradeDraft draft) {
            if (!draft.hasPlainSymbol() && !isUnicode(draft.symbol())
                    || draft.venue() != null && !isUnicode(draft.venue())) {
                // It could not be told from others in a key: UTF-8 has no form for half a character.
                rejection = "symbol or venue holds half a character (an unpaired surrogate)";
                return false;
            }
            long millis = Math.floorDiv(draft.eventTimeNanos(), NANOS_PER_MILLI);
            if (draft.hasTime() && millis > latestMillis) {
                latestMillis = clock.millis() + settings.maxAhead().toMillis();
            }
            if (draft.hasTime() && millis > latestMillis) {
                Duration ahead = Duration.ofMillis(millis - clock.millis());
                rejection = "time " + Instant.ofEpochMilli(millis) + " is " + about(ahead)
                        + " ahead of the clock, more than trade.max-ahead (" + about(settings.maxAhead())
                        + "): "
                        + (ahead.compareTo(CLOCK_OFF) < 0
                                ? "is the clock of this machine right?"
                                : "is it written in " + settings.timeUnit() + " (trade.time.unit)?");
                return false;
            }
            return true;
        }

        /** In its largest unit that is filled twice: {@code 5 min}, {@code 23 h}. */
        private static String about(Duration length) {
            if (length.toMinutes() < 2) {
                return length.toSeconds() + " s";
            }
            if (length.toHours() < 2) {
                return length.toMinutes() + " min";
            }
            return length.toDays() < 2 ? length.toHours() + " h" : length.toDays() + " days";
        }

        private static boolean isUnicode(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (Character.isSurrogate(text.charAt(i))) {
                    if (!Character.isSurrogatePair(text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : 0)) {
                        return false;
                    }
                    i++;
                }
            }
            return true;
        }

        @Override
        public void ignored(String kind) {
            content.ignored.add(kind);
        }
    }
}
