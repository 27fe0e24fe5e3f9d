package io.tradebars.redis;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.VoidOutput;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.RedisStateMachine;
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

    /** Decodes a whole reply into the command's output and completes the command. */
    static void complete(RedisCommand<?, ?, ?> command, ByteBuf reply) {
        try {
            if (decode(command, reply)) {
                command.complete();
            } else {
                fail(command, new MalformedReplyException("the reply to " + command.getType() + " is incomplete"));
            }
        } catch (RuntimeException e) {
            fail(command, undecodable(command, e));
        }
    }

    private static boolean decode(RedisCommand<?, ?, ?> command, ByteBuf reply) {
        CommandOutput<?, ?, ?> output = command.getOutput();
        RedisStateMachine decoder = new RedisStateMachine();
        decoder.setProtocolVersion(ProtocolVersion.RESP2);
        return decoder.decode(
                reply.duplicate(),
                output == null ? new VoidOutput<>() : output,
                failure -> fail(command, undecodable(command, failure)));
    }

    /** The decoder's own exception, a NumberFormatException perhaps, would say that the command was at fault. */
    private static MalformedReplyException undecodable(RedisCommand<?, ?, ?> command, Throwable failure) {
        return new MalformedReplyException("the reply to " + command.getType() + " cannot be decoded", failure);
    }

    /** Completes a command that needs no reply. */
    static void complete(RedisCommand<?, ?, ?> command) {
        try {
            command.complete();
        } catch (RuntimeException e) {
            fail(command, e);
        }
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
