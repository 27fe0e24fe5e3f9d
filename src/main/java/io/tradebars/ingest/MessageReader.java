package io.tradebars.ingest;

import io.tradebars.deadletter.SourceRecord;
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
     * @param trades its trades in the order of the message, or its one rejection
     * @param ignored kinds of the frames in it that are no trades
     */
    public record Content(List<TradeRecord> trades, List<String> ignored) {}

    private final MessageSettings settings;
    private final TradeParser parser;
    private final Clock clock;

    /** @param clock tells what is too far ahead */
    public MessageReader(MessageSettings settings, Clock clock) {
        this.settings = settings;
        this.parser = settings.newParser();
        this.clock = clock;
    }

    /** Reads a record; never throws for what is in it. */
    public Content read(SourceRecord source) {
        if (source.value() == null) {
            return rejected("record has no value (a tombstone)", source);
        }
        if (source.value().length == 0) {
            return rejected("record is empty", source);
        }
        Collected collected = new Collected(source);
        try {
            parser.parse(source.value(), collected);
        } catch (RejectedMessageException e) {
            return rejected(e.getMessage(), source);
        }
        return collected.rejection == null
                ? new Content(collected.trades, collected.ignored)
                : rejected(collected.rejection, source);
    }

    private static Content rejected(String reason, SourceRecord source) {
        return new Content(List.of(TradeRecord.rejected(reason, source)), List.of());
    }

    private final class Collected implements TradeParser.Result {
        final List<TradeRecord> trades = new ArrayList<>(1);
        final List<String> ignored = new ArrayList<>(0);
        final SourceRecord source;
        final long latestMillis = clock.millis() + settings.maxAhead().toMillis();
        String rejection;

        Collected(SourceRecord source) {
            this.source = source;
        }

        @Override
        public void trade(TradeDraft draft) {
            if (!isUnicode(draft.symbol()) || (draft.venue() != null && !isUnicode(draft.venue()))) {
                // It could not be told from others in a key: UTF-8 has no form for half a character.
                rejection = "symbol or venue holds half a character (an unpaired surrogate)";
                return;
            }
            TradeOrder order = new TradeOrder(
                    draft.eventTimeNanos(),
                    draft.sequence(),
                    draft.id(),
                    source.partition(),
                    source.offset(),
                    trades.size());
            if (order.eventTimeMillis() > latestMillis) {
                Duration ahead = Duration.ofMillis(order.eventTimeMillis() - clock.millis());
                rejection = "time " + Instant.ofEpochMilli(order.eventTimeMillis()) + " is " + ahead
                        + " ahead of the clock, more than trade.max-ahead (" + settings.maxAhead()
                        + "): is it written in " + settings.timeUnit() + " (trade.time.unit)?";
                return;
            }
            Trade trade = new Trade(
                    draft.venue(), draft.symbol(), draft.price(), draft.size(), draft.count(), order, draft.id());
            trades.add(TradeRecord.of(trade, source));
        }

        @Override
        public void cancel(TradeDraft trade) {
            rejection = "message takes back a trade, which is not possible yet";
        }

        @Override
        public void correction(String id, TradeDraft corrected) {
            rejection = "message corrects a trade, which is not possible yet";
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
