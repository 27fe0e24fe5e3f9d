package io.tradebars.ingest;

import java.util.ArrayList;
import java.util.List;

/**
 * The trades of a message whose kind is told after its data: kept, with what is wrong with them, until it is known that they are
 * trades. Mutable and used again for the next message; for one thread.
 */
final class HeldTrades {

    /** Puts one trade into a draft. */
    interface Filler {
        void fill(TradeDraft draft) throws RejectedMessageException;
    }

    private final List<TradeDraft> drafts = new ArrayList<>();
    private int held;
    private RejectedMessageException problem;

    /** Forgets all. */
    void clear() {
        held = 0;
        problem = null;
    }

    /** Adds a trade; does nothing once one could not be added, as that rejects all of them. */
    void add(Filler filler) {
        if (problem != null) {
            return;
        }
        if (held == drafts.size()) {
            drafts.add(new TradeDraft());
        }
        try {
            filler.fill(drafts.get(held).clear());
            held++;
        } catch (RejectedMessageException e) {
            problem = e;
        }
    }

    /** Says why none of them can be trades; the first reason counts. */
    void refuse(String reason) {
        if (problem == null) {
            problem = new RejectedMessageException(reason);
        }
    }

    /**
     * Tells all of them, in their order.
     *
     * @throws RejectedMessageException if one could not be added; none is told then
     */
    void tell(TradeParser.Result result) throws RejectedMessageException {
        if (problem != null) {
            throw problem;
        }
        for (int i = 0; i < held; i++) {
            result.trade(drafts.get(i));
        }
    }
}
