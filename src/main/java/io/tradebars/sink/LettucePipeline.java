package io.tradebars.sink;

import io.lettuce.core.api.StatefulRedisConnection;
import io.tradebars.redis.CommandOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Batches over one Lettuce connection, whose commands are flushed by hand: one flush is one pipeline request.
 *
 * <p>A command that could not even be issued (the connection is gone or broken) fails alone like one that failed on its way;
 * the others are judged by their own replies.
 *
 * <p>Where bars are written by a script, its text goes once in a request, and the commands after the first name it. Redis, which
 * executes them in their order, keeps it from then on; if it forgets it in between (a failover, {@code SCRIPT FLUSH}), those
 * that came too late are sent again, each with the text.
 */
final class LettucePipeline implements BarPipeline {

    /** First word of Redis' error for a digest that it doesn't know. */
    private static final String NO_SCRIPT = "NOSCRIPT";

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final BarLayout layout;

    /** Takes a connection whose auto-flush is off; who made the connection closes it. */
    LettucePipeline(StatefulRedisConnection<byte[], byte[]> connection, BarLayout layout) {
        this.connection = connection;
        this.layout = layout;
    }

    @Override
    public CompletableFuture<List<Reply>> send(List<BarCommand> batch) {
        List<CompletableFuture<Reply>> replies = new ArrayList<>(batch.size());
        for (BarCommand command : batch) {
            replies.add(issue(command, !replies.isEmpty()));
        }
        return flush(replies).thenCompose(judged -> resendForgotten(batch, judged));
    }

    private CompletableFuture<List<Reply>> resendForgotten(List<BarCommand> batch, List<Reply> replies) {
        if (replies.stream().noneMatch(LettucePipeline::isForgotten)) {
            return CompletableFuture.completedFuture(replies);
        }
        List<CompletableFuture<Reply>> all = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Reply reply = replies.get(i);
            all.add(isForgotten(reply) ? issue(batch.get(i), false) : CompletableFuture.completedFuture(reply));
        }
        return flush(all);
    }

    private static boolean isForgotten(Reply reply) {
        return reply.outcome() instanceof CommandOutcome.Refused refused
                && refused.message().startsWith(NO_SCRIPT);
    }

    private CompletableFuture<List<Reply>> flush(List<CompletableFuture<Reply>> replies) {
        try {
            connection.flushCommands();
        } catch (RuntimeException e) {
            // Then the futures may never end.
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> replies.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Reply> issue(BarCommand command, boolean known) {
        CompletableFuture<Boolean> written;
        try {
            written = layout.write(connection.async(), command, known);
        } catch (RuntimeException e) {
            written = CompletableFuture.failedFuture(e);
        }
        return written.handle(LettucePipeline::judge);
    }

    private static Reply judge(Boolean written, Throwable failure) {
        return new Reply(CommandOutcome.of(failure), Boolean.TRUE.equals(written));
    }
}
