package io.tradebars.bars;

import io.tradebars.trade.Amendment;
import io.tradebars.trade.PackedTrades;
import io.tradebars.trade.PackedTradesReader;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradePacker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;

/**
 * The single trades of the instrument at hand, minute by minute, and the cancels and corrections that wait for theirs; where they are
 * asked for. In keyed state; for the task thread of its operator.
 */
final class Ledgers {

    private final BarSettings settings;
    private final MapState<Long, MinuteLedger> ledgers;
    private final MapState<String, WaitingAmendments> waiting;
    private final TradePacker packer = new TradePacker();
    private final PackedTradesReader reader = new PackedTradesReader();

    Ledgers(BarSettings settings, RuntimeContext context) {
        this.settings = settings;
        this.ledgers = context.getMapState(new MapStateDescriptor<>(
                "minutes", LongSerializer.INSTANCE, MinuteLedgerSerializer.TYPE.createSerializer(null)));
        this.waiting = context.getMapState(new MapStateDescriptor<>(
                "waiting-amendments",
                StringSerializer.INSTANCE,
                WaitingAmendmentsSerializer.TYPE.createSerializer(null)));
    }

    /**
     * What of some trades is new.
     *
     * @param content the new trades, added up; empty if there is none
     * @param duplicates venue trades left out
     * @param isNewMinute whether nothing was known of the minute before, so that it has no timer yet
     */
    record Added(PackableContent content, long duplicates, boolean isNewMinute) {}

    /** Enters trades. */
    Added add(PartialBar partial) throws Exception {
        MinuteLedger ledger = ledgers.get(partial.minuteMillis());
        boolean isNewMinute = ledger == null;
        if (isNewMinute) {
            ledger = MinuteLedger.empty();
        }
        Added added = partial.content() == null
                ? addOneByOne(partial, ledger, isNewMinute)
                : new Added(partial.content(), 0, isNewMinute);
        if (settings.amendable()) {
            if (partial.content() != null) {
                ledger.trades().addAll(partial.trades());
            }
            ledger.content().merge(added.content().content());
        }
        ledgers.put(partial.minuteMillis(), ledger);
        return added;
    }

    private Added addOneByOne(PartialBar partial, MinuteLedger ledger, boolean isNewMinute) throws IOException {
        BarContent content = BarContent.empty();
        long duplicates = 0;
        begin(partial.trades(), partial.instrument());
        while (reader.next()) {
            Trade trade = reader.trade();
            if (settings.deduplicate() && !ledger.isNew(trade)) {
                duplicates += trade.count();
                continue;
            }
            content.add(trade, completenessOf(trade, partial.beginMillis()));
            if (settings.amendable()) {
                reader.addTo(ledger.trades());
            }
        }
        return new Added(PackableContent.of(content), duplicates, isNewMinute);
    }

    private void begin(PackedTrades trades, Instrument instrument) {
        reader.begin(trades, instrument.venue(), instrument.symbol());
    }

    /**
     * Where a trade stood that was amended, and where it stands now.
     *
     * @param minuteMillis minute of the trade
     * @param moved the trade as it is now, if that is in another minute: still to be entered
     */
    record Amended(long minuteMillis, Optional<Trade> moved) {}

    /** Amends a trade, if it is here. */
    Optional<Amended> amend(AmendedTrade amended) throws Exception {
        Amendment amendment = amended.amendment();
        for (Map.Entry<Long, MinuteLedger> entry : ledgers.entries()) {
            MinuteLedger ledger = entry.getValue();
            Trade found = find(amendment.identity(), ledger.trades(), amended.instrument());
            if (found == null) {
                continue;
            }
            Trade by = amendment.applyTo(found);
            boolean moves = by != null && minuteOf(by) != entry.getKey();
            replace(ledger, found, moves ? null : by, amended.instrument());
            ledgers.put(entry.getKey(), ledger);
            return Optional.of(new Amended(entry.getKey(), moves ? Optional.of(by) : Optional.empty()));
        }
        return Optional.empty();
    }

    /** The trade of that identity, or {@code null}. */
    private Trade find(String identity, PackedTrades trades, Instrument instrument) throws IOException {
        begin(trades, instrument);
        while (reader.next()) {
            if (identity.equals(reader.trade().identity())) {
                return reader.trade().copy();
            }
        }
        return null;
    }

    /**
     * Takes a trade away, or puts another in its place; that one must be of the same minute.
     *
     * @param by what stands there now, or {@code null}
     */
    private void replace(MinuteLedger ledger, Trade trade, Trade by, Instrument instrument) throws IOException {
        long beginMillis = ledger.content().completeness() == null
                ? Completeness.FROM_THE_BEGINNING
                : ledger.content().completeness().beginMillis();
        PackedTrades trades = new PackedTrades();
        BarContent content = BarContent.empty();
        boolean isReplaced = false;
        begin(ledger.trades(), instrument);
        while (reader.next()) {
            Trade each = reader.trade();
            if (isReplaced || !each.equals(trade)) {
                reader.addTo(trades);
                content.add(each, completenessOf(each, beginMillis));
                continue;
            }
            isReplaced = true;
            if (by != null) {
                packer.add(by, trades);
                content.add(by, completenessOf(by, beginMillis));
            }
        }
        if (by != null && settings.deduplicate()) {
            ledger.isNew(by);
        }
        ledger.replace(trades, content);
    }

    private static long minuteOf(Trade trade) {
        return Interval.startOfMinute(trade.eventTimeMillis());
    }

    private Completeness completenessOf(Trade trade, long beginMillis) {
        return settings.full() ? Completeness.of(trade, beginMillis) : null;
    }

    /** All that can still be amended of a bar, added up. */
    BarContent contentOf(BarSlot slot) throws Exception {
        BarContent content = BarContent.empty();
        for (Map.Entry<Long, MinuteLedger> entry : ledgers.entries()) {
            if (slot.interval().startOf(entry.getKey(), settings.dayZone()) == slot.startMillis()) {
                content.merge(entry.getValue().content());
            }
        }
        return content;
    }

    /** Lets an amendment wait for its trade until that event time. */
    void await(long untilMillis, AmendedTrade amended) throws Exception {
        String identity = amended.amendment().identity();
        WaitingAmendments before = waiting.get(identity);
        waiting.put(
                identity,
                before == null
                        ? new WaitingAmendments(untilMillis, List.of(amended))
                        : before.and(untilMillis, amended));
    }

    /** What waits for one of these trades; no longer, from now on. */
    List<AmendedTrade> takeWaitingFor(PartialBar partial) throws Exception {
        if (!settings.amendable() || waiting.isEmpty()) {
            return List.of();
        }
        List<AmendedTrade> found = new ArrayList<>();
        begin(partial.trades(), partial.instrument());
        while (reader.next()) {
            String identity = reader.trade().identity();
            WaitingAmendments amendments = identity == null ? null : waiting.get(identity);
            if (amendments != null) {
                waiting.remove(identity);
                found.addAll(amendments.amended());
            }
        }
        return found;
    }

    /** What has waited in vain until that event time; no longer, from now on. */
    List<AmendedTrade> takeExpiredAmendments(long eventTime) throws Exception {
        List<AmendedTrade> expired = new ArrayList<>();
        for (WaitingAmendments amendments : waiting.values()) {
            if (amendments.untilMillis() <= eventTime) {
                expired.addAll(amendments.amended());
            }
        }
        for (AmendedTrade amended : expired) {
            waiting.remove(amended.amendment().identity());
        }
        return expired;
    }

    /**
     * Forgets the minutes that can no longer change at that event time.
     *
     * @param settled told of each, with its content, before it is gone
     */
    void expire(long eventTime, Settled settled) throws Exception {
        List<Long> expired = new ArrayList<>();
        for (Map.Entry<Long, MinuteLedger> entry : ledgers.entries()) {
            if (settings.isTooLate(entry.getKey(), eventTime)) {
                settled.settle(entry.getKey(), entry.getValue().content());
                expired.add(entry.getKey());
            }
        }
        for (long minute : expired) {
            ledgers.remove(minute);
        }
    }

    /** Takes the content of a minute that can no longer change. */
    interface Settled {
        void settle(long minuteMillis, BarContent content) throws Exception;
    }
}
