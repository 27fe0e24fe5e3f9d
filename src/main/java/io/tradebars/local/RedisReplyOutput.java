package io.tradebars.local;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Collects one reply whole. An error is a value here like any other: to Lettuce the command has succeeded, so that an
 * exception always means the connection. Used by Lettuce's event loop, read when the command is complete.
 */
final class RedisReplyOutput extends CommandOutput<byte[], byte[], RedisReply> {

    private static final RedisReply NIL = new RedisReply.Nil();

    private final Deque<List<RedisReply>> open = new ArrayDeque<>();
    private RedisReply reply;
    private boolean heard;

    RedisReplyOutput() {
        super(ByteArrayCodec.INSTANCE, null);
    }

    @Override
    public RedisReply get() {
        return reply;
    }

    @Override
    public void setSingle(ByteBuffer bytes) {
        add(new RedisReply.Status(copy(bytes)));
    }

    @Override
    public void set(ByteBuffer bytes) {
        add(bytes == null ? NIL : new RedisReply.Bulk(copy(bytes)));
    }

    @Override
    public void set(long integer) {
        add(new RedisReply.Int(integer));
    }

    @Override
    public void setError(ByteBuffer message) {
        add(new RedisReply.Error(copy(message)));
    }

    @Override
    public void setError(String message) {
        add(new RedisReply.Error(message));
    }

    @Override
    public void multi(int count) {
        if (count < 0) {
            add(NIL);
            return;
        }
        List<RedisReply> elements = new ArrayList<>(Math.min(count, 1024));
        add(new RedisReply.Array(elements));
        open.push(elements);
        heard = false;
    }

    /**
     * After each element, with the number of arrays still open. An element may not have been heard of: Lettuce's
     * {@code RedisStateMachine} keeps the status {@code QUEUED} to itself.
     */
    @Override
    public void complete(int depth) {
        if (open.size() > depth) {
            open.pop();
        } else if (!heard) {
            add(new RedisReply.Status("QUEUED".getBytes(StandardCharsets.US_ASCII)));
        }
        heard = false;
    }

    private void add(RedisReply element) {
        heard = true;
        if (open.isEmpty()) {
            reply = element;
        } else {
            open.peek().add(element);
        }
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
