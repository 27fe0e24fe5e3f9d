package io.tradebars.redis;

import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** A command that waits for its turn, with what its turn is. */
sealed interface PendingCommand {

    RedisCommand<?, ?, ?> command();

    /** Ends the command, and all that depend on it, without a reply. */
    default void fail(Throwable failure) {
        Replies.fail(command(), failure);
    }

    /** To be sent together with its neighbours. */
    record Batched(RedisCommand<?, ?, ?> command, RestCommand.Row row) implements PendingCommand {}

    /** To be sent alone, since its last argument is binary. */
    record Alone(RedisCommand<?, ?, ?> command, RestCommand.Raw raw) implements PendingCommand {}

    /** Known already; only its turn is waited for, so that replies keep the order of their commands. */
    record Answered(RedisCommand<?, ?, ?> command, ByteBuf reply) implements PendingCommand {}

    /**
     * Went into an open transaction: Redis would answer {@code QUEUED}. Completed here for the first time, and for the second
     * when EXEC is (see {@link io.lettuce.core.protocol.TransactionalCommand}).
     */
    record Buffered(RedisCommand<?, ?, ?> command) implements PendingCommand {}

    /**
     * EXEC with the commands of its transaction, a request of its own.
     *
     * @param command EXEC; its {@link io.lettuce.core.output.MultiOutput} completes the members
     */
    record Transaction(RedisCommand<?, ?, ?> command, List<Batched> members) implements PendingCommand {

        /** Fails the members too, which nobody else would complete. */
        @Override
        public void fail(Throwable failure) {
            members.forEach(member -> Replies.fail(Replies.secondCompletionOf(member.command()), failure));
            PendingCommand.super.fail(failure);
        }
    }

    /** EXEC of a transaction that Redis would not execute: one of its commands was refused. */
    record Aborted(RedisCommand<?, ?, ?> command, List<RedisCommand<?, ?, ?>> members, String error)
            implements PendingCommand {}
}
