package io.tradebars.bars;

import io.tradebars.trade.PackedTrades;
import io.tradebars.trade.Trade;
import java.util.HashSet;
import java.util.Set;

/**
 * What is remembered of the single trades of one minute of an instrument, for as long as its bar may change: their identities, where
 * duplicates are left out; the trades themselves, where they may be amended. Mutable; changed on the task thread of its operator only.
 */
final class MinuteLedger {

    private final Set<String> identities;
    private PackedTrades trades;
    private BarContent content;

    /**
     * @param identities of all trades ever seen; empty where duplicates are not left out
     * @param trades as they stand now; empty where they are not amended
     * @param content the trades added up, with what was amended; empty where they are not amended
     */
    MinuteLedger(Set<String> identities, PackedTrades trades, BarContent content) {
        this.identities = identities;
        this.trades = trades;
        this.content = content;
    }

    static MinuteLedger empty() {
        return new MinuteLedger(new HashSet<>(), new PackedTrades(), BarContent.empty());
    }

    MinuteLedger copy() {
        return new MinuteLedger(new HashSet<>(identities), trades.copy(), content.copy());
    }

    /** Remembers that a trade came; {@code false} if it did so before. A trade without an identity is never the same as another. */
    boolean isNew(Trade trade) {
        return trade.identity() == null || identities.add(trade.identity());
    }

    /** The trades that are kept, so that they can be amended; more may be added, and then {@link #content} must have them, too. */
    PackedTrades trades() {
        return trades;
    }

    /**
     * Puts others in the place of the trades, after one more event: one of them was taken away or replaced.
     *
     * @param newContent what they add up to
     */
    void replace(PackedTrades newTrades, BarContent newContent) {
        long duplicates =
                content.completeness() == null ? 0 : content.completeness().duplicates();
        newContent.addDuplicates(duplicates);
        // However much smaller it is, it has seen one event more.
        newContent.addAmendments(content.events() + 1 - newContent.events());
        trades = newTrades;
        content = newContent;
    }

    Set<String> identities() {
        return identities;
    }

    BarContent content() {
        return content;
    }
}
