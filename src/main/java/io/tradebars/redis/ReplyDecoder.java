package io.tradebars.redis;

import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.VoidOutput;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.protocol.RedisStateMachine;
import io.netty.buffer.ByteBuf;

/**
 * Lettuce's own decoder of RESP2 for replies one after the other, each of them whole: it takes more than a kilobyte, far more than the reply to a bar. For
 * one thread.
 */
final class ReplyDecoder {

    private RedisStateMachine machine = machine();

    private static RedisStateMachine machine() {
        RedisStateMachine machine = new RedisStateMachine();
        machine.setProtocolVersion(ProtocolVersion.RESP2);
        return machine;
    }

    /**
     * Reads a reply into the command's output, or ends the command with what the output throws.
     *
     * @return whether the reply was whole
     */
    boolean decode(RedisCommand<?, ?, ?> command, ByteBuf reply) {
        CommandOutput<?, ?, ?> output = command.getOutput();
        boolean isWhole = false;
        try {
            isWhole = machine.decode(
                    reply.duplicate(),
                    output == null ? new VoidOutput<>() : output,
                    failure -> Replies.fail(command, failure));
            return isWhole;
        } finally {
            if (!isWhole) {
                // It would go on in the middle of that one.
                machine = machine();
            }
        }
    }
}
