package io.tradebars.sink;

import io.tradebars.redis.CommandOutcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Carries batches to Redis. Used by the mailbox thread; replies come on threads of the transport. */
interface BarPipeline {

    /**
     * Sends a batch in one request, in its order.
     *
     * @return one reply for each command, in the order of the batch; fails only if something is broken that no retry mends
     */
    CompletableFuture<List<Reply>> send(List<BarCommand> batch);

    /**
     * What became of one command.
     *
     * @param outcome how it ended
     * @param written whether the bar stands in Redis by this command; {@code false} if it failed, or a newer one was there
     */
    record Reply(CommandOutcome outcome, boolean written) {}
}
