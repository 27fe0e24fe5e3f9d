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
 */
final class LettucePipeline implements BarPipeline {

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
            replies.add(issue(command).handle(LettucePipeline::judge));
        }
        try {
            connection.flushCommands();
        } catch (RuntimeException e) {
            // Then the futures may never end.
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new))
                .thenApply(all -> replies.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<Boolean> issue(BarCommand command) {
        try {
            return layout.write(connection.async(), command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Reply judge(Boolean written, Throwable failure) {
        return new Reply(CommandOutcome.of(failure), Boolean.TRUE.equals(written));
    }
}
