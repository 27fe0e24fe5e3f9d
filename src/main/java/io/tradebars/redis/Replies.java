package io.tradebars.redis;

import io.lettuce.core.internal.ExceptionFactory;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandWrapper;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.TransactionalCommand;
import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives replies to commands by Lettuce's own decoder. Whatever goes wrong with one command stays with that command: nothing
 * is thrown. Futures complete, and their callbacks run, in the calling thread.
 */
final class Replies {

    private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

    private Replies() {}

    /** Completes a command with a reply that is the only one. */
    static void complete(RedisCommand<?, ?, ?> command, ByteBuf reply) {
        complete(command, reply, new ReplyDecoder());
    }

    /** Decodes a whole reply into the command's output and completes the command. */
    static void complete(RedisCommand<?, ?, ?> command, ByteBuf reply, ReplyDecoder decoder) {
        try {
            if (decoder.decode(command, reply)) {
                complete(command, command.getOutput());
            } else {
                fail(command, new MalformedReplyException("the reply to " + command.getType() + " is incomplete"));
            }
        } catch (RuntimeException e) {
            fail(command, new MalformedReplyException("the reply to " + command.getType() + " cannot be decoded", e));
        }
    }

    /**
     * Completes a command whose output is filled. Some outputs cannot be read after an error, and yet Lettuce's reactive
     * commands read them before they ask for the error; they would then never end.
     */
    private static void complete(RedisCommand<?, ?, ?> command, CommandOutput<?, ?, ?> output) {
        if (output != null && output.hasError() && !isReadable(output)) {
            command.completeExceptionally(ExceptionFactory.createExecutionException(output.getError()));
        } else {
            command.complete();
        }
    }

    private static boolean isReadable(CommandOutput<?, ?, ?> output) {
        try {
            output.get();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Completes a command that needs no reply. */
    static void complete(RedisCommand<?, ?, ?> command) {
        try {
            command.complete();
        } catch (RuntimeException e) {
            fail(command, e);
        }
    }

    /**
     * What to complete when the transaction of a command ends. The command itself was completed when it was queued, and what
     * wraps it (for a {@link io.lettuce.core.event.command.CommandListener}, for tracing) lets only the first time through.
     */
    static RedisCommand<?, ?, ?> secondCompletionOf(RedisCommand<?, ?, ?> queued) {
        RedisCommand<?, ?, ?> inner = CommandWrapper.unwrap(queued, TransactionalCommand.class);
        return inner == null ? queued : inner;
    }

    /** Ends a command without a reply. */
    static void fail(RedisCommand<?, ?, ?> command, Throwable failure) {
        try {
            command.completeExceptionally(failure);
        } catch (RuntimeException e) {
            LOG.warn("A callback of {} failed", command.getType(), e);
        }
    }
}
