package io.tradebars.ingest;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.Amendment;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeOrder;
import io.tradebars.trade.TradeRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads whole Kafka records: each becomes its trades, or is ignored by name, or is rejected with a reason. For one thread.
 */
public final class MessageReader {

    /**
     * What a record held.
     *
     * @param records its trades, and what it says of earlier ones, in the order of the message; or its one rejection
     * @param ignored kinds of the frames in it that are no trades
     */
    public record Content(List<TradeRecord> records, List<String> ignored) {

        /** Why the record was rejected, or {@code null}. */
        public String rejection() {
            return records.size() == 1 ? records.get(0).rejection() : null;
        }
    }

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final MessageSettings settings;
    private final TradeParser parser;
    private final Clock clock;

    /** @param clock tells what is too far ahead */
    public MessageReader(MessageSettings settings, Clock clock) {
        this.settings = settings;
        this.parser = settings.newParser();
        this.clock = clock;
    }

    /** Reads a record of a partition that is read from its first record; never throws for what is in it. */
    public Content read(SourceRecord source) {
        return read(source, false);
    }

    /**
     * Reads a record; never throws for what is in it.
     *
     * @param fromTheMiddle whether its partition began to be read behind its first record
     */
    public Content read(SourceRecord source, boolean fromTheMiddle) {
        if (source.value() == null) {
            return rejected("record has no value (a tombstone)", source);
        }
        if (source.value().length == 0) {
            return rejected("record is empty", source);
        }
        Collected collected = new Collected(source, fromTheMiddle);
        try {
            parser.parse(source.value(), collected);
        } catch (RejectedMessageException e) {
            return rejected(e.getMessage(), source);
        }
        return collected.rejection == null
                ? new Content(collected.records, collected.ignored)
                : rejected(collected.rejection, source);
    }

    private static Content rejected(String reason, SourceRecord source) {
        return new Content(List.of(TradeRecord.rejected(reason, source)), List.of());
    }

    private final class Collected implements TradeParser.Result {
        final List<TradeRecord> records = new ArrayList<>(1);
        final List<String> ignored = new ArrayList<>(0);
        final SourceRecord source;
        final boolean fromTheMiddle;
        final long latestMillis = clock.millis() + settings.maxAhead().toMillis();
        String rejection;

        Collected(SourceRecord source, boolean fromTheMiddle) {
            this.source = source;
            this.fromTheMiddle = fromTheMiddle;
        }

        @Override
        public void trade(TradeDraft draft) {
            if (accepts(draft)) {
                records.add(TradeRecord.of(toTrade(draft), source, fromTheMiddle));
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
                amend(corrected, Trade.identity(corrected.idScope(), id), toTrade(corrected));
            }
        }

        private void amend(TradeDraft draft, String identity, Trade corrected) {
            if (!settings.amends()) {
                rejection = "message cancels or corrects a trade, and trade.corrections is false";
                return;
            }
            long timeMillis = draft.hasTime() ? Math.floorDiv(draft.eventTimeNanos(), NANOS_PER_MILLI) : clock.millis();
            records.add(TradeRecord.of(
                    new Amendment(draft.venue(), draft.symbol(), identity, timeMillis, corrected, draft.keepsPlace()),
                    source));
        }

        private Trade toTrade(TradeDraft draft) {
            TradeOrder order = new TradeOrder(
                    draft.eventTimeNanos(),
                    draft.sequence(),
                    draft.id(),
                    source.partition(),
                    source.offset(),
                    records.size());
            return new Trade(
                    draft.venue(),
                    draft.symbol(),
                    draft.price(),
                    draft.size(),
                    draft.count(),
                    order,
                    draft.ownId(),
                    draft.idScope(),
                    draft.firstId(),
                    draft.lastId(),
                    draft.taker(),
                    settings.conditions().countingOf(draft.conditions()));
        }

        /** Whether nothing of it keeps it from being used; if something does, that is the message's rejection. */
        private boolean accepts(TradeDraft draft) {
            if (!isUnicode(draft.symbol()) || (draft.venue() != null && !isUnicode(draft.venue()))) {
                // It could not be told from others in a key: UTF-8 has no form for half a character.
                rejection = "symbol or venue holds half a character (an unpaired surrogate)";
                return false;
            }
            long millis = Math.floorDiv(draft.eventTimeNanos(), NANOS_PER_MILLI);
            if (draft.hasTime() && millis > latestMillis) {
                Duration ahead = Duration.ofMillis(millis - clock.millis());
                rejection = "time " + Instant.ofEpochMilli(millis) + " is " + ahead
                        + " ahead of the clock, more than trade.max-ahead (" + settings.maxAhead()
                        + "): is it written in " + settings.timeUnit() + " (trade.time.unit)?";
                return false;
            }
            return true;
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
            ignored.add(kind);
        }
    }
}
