package io.tradebars.bars;

import io.tradebars.trade.Trade;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered of the single trades of one minute of an instrument, for as long as its bar may change: their identities, where
 * duplicates are left out; the trades themselves, where they may be amended. Mutable; changed on the task thread of its operator only.
 */
final class MinuteLedger {

    private final Set<String> identities;
    private final List<Trade> trades;
    private BarContent content;

    /**
     * @param identities of all trades ever seen; empty where duplicates are not left out
     * @param trades as they stand now; empty where they are not amended
     * @param content the trades added up, with what was amended; empty where they are not amended
     */
    MinuteLedger(Set<String> identities, List<Trade> trades, BarContent content) {
        this.identities = identities;
        this.trades = trades;
        this.content = content;
    }

    static MinuteLedger empty() {
        return new MinuteLedger(new HashSet<>(), new ArrayList<>(), BarContent.empty());
    }

    MinuteLedger copy() {
        return new MinuteLedger(new HashSet<>(identities), new ArrayList<>(trades), content.copy());
    }

    /** Remembers that a trade came; {@code false} if it did so before. A trade without an identity is never the same as another. */
    boolean isNew(Trade trade) {
        return trade.identity() == null || identities.add(trade.identity());
    }

    /** Keeps a trade, so that it can be amended. */
    void keep(Trade trade, Completeness completeness) {
        trades.add(trade);
        content.add(trade, completeness);
    }

    /** The trade of that identity, if it is kept here. */
    Optional<Trade> find(String identity) {
        return trades.stream()
                .filter(trade -> identity.equals(trade.identity()))
                .findFirst();
    }

    /**
     * Takes a trade away, or puts another in its place; that one must be of the same minute.
     *
     * @param by what stands there now, or {@code null}
     * @param completeness makes the completeness of a trade
     */
    void replace(Trade trade, Trade by, CompletenessOf completeness) {
        int place = trades.indexOf(trade);
        if (by == null) {
            trades.remove(place);
        } else {
            trades.set(place, by);
            isNew(by);
        }
        long duplicates =
                content.completeness() == null ? 0 : content.completeness().duplicates();
        long events = content.events();
        content = BarContent.empty();
        for (Trade each : trades) {
            content.add(each, completeness.of(each));
        }
        content.addDuplicates(duplicates);
        // However much smaller it is, it has seen one event more.
        content.addAmendments(events + 1 - content.events());
    }

    /** Makes the completeness of a trade, or {@code null} where it isn't asked for. */
    interface CompletenessOf {
        Completeness of(Trade trade);
    }

    Set<String> identities() {
        return identities;
    }

    List<Trade> trades() {
        return trades;
    }

    BarContent content() {
        return content;
    }
}
