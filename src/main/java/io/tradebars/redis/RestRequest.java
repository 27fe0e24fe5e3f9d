package io.tradebars.redis;

import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tradebars.redis.PendingCommand.Aborted;
import io.tradebars.redis.PendingCommand.Alone;
import io.tradebars.redis.PendingCommand.Answered;
import io.tradebars.redis.PendingCommand.Batched;
import io.tradebars.redis.PendingCommand.Buffered;
import io.tradebars.redis.PendingCommand.Transaction;
import java.io.IOException;
import java.util.List;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** One request for a batch of commands, and how its reply is shared out among them. */
final class RestRequest {

    // Without a charset, which serverless-redis-http answers with 400.
    private static final MediaType JSON = MediaType.get("application/json");
    private static final MediaType BYTES = MediaType.get("application/octet-stream");

    private final List<PendingCommand> batch;
    private final List<Batched> rows;
    private final Transaction transaction;
    private final Alone alone;
    private volatile boolean ended;

    /** @param batch at most one of its commands is an {@link Alone} or a {@link Transaction}, and then none is batched */
    RestRequest(List<PendingCommand> batch) {
        this.batch = batch;
        this.transaction = only(batch, Transaction.class);
        this.alone = only(batch, Alone.class);
        this.rows = transaction != null ? transaction.members() : all(batch, Batched.class);
    }

    private static <T> List<T> all(List<PendingCommand> batch, Class<T> type) {
        return batch.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static <T> T only(List<PendingCommand> batch, Class<T> type) {
        List<T> found = all(batch, type);
        return found.isEmpty() ? null : found.get(0);
    }

    /** Whether all replies are known without asking the server. */
    boolean isLocal() {
        return alone == null && rows.isEmpty();
    }

    /** How many commands the server executes for it, and so how many replies it gives. */
    int commands() {
        return alone == null ? rows.size() : 1;
    }

    /** Where it goes. */
    HttpUrl url(HttpUrl base) {
        HttpUrl.Builder url = base.newBuilder();
        if (alone != null) {
            alone.raw().path().forEach(url::addPathSegment);
        } else {
            url.addPathSegment(transaction != null ? "multi-exec" : "pipeline");
        }
        return url.build();
    }

    /** What it carries; can be written once only, so that OkHttp never sends a command twice. */
    RequestBody body() {
        if (alone != null) {
            return new OneShotBody(
                    BYTES,
                    alone.raw().body().length,
                    sink -> sink.write(alone.raw().body()));
        }
        long length = 1 + rows.size();
        for (Batched row : rows) {
            length += row.row().json().length;
        }
        return new OneShotBody(JSON, length, this::writeRows);
    }

    private void writeRows(BufferedSink sink) throws IOException {
        char separator = '[';
        for (Batched row : rows) {
            sink.writeByte(separator).write(row.row().json());
            separator = ',';
        }
        sink.writeByte(']');
    }

    /** Whether nobody waits for a reply any more: all its commands have timed out or were cancelled. Any thread may ask. */
    boolean isAbandoned() {
        if (ended || isLocal()) {
            return false;
        }
        for (PendingCommand pending : batch) {
            boolean waits = pending instanceof Batched || pending instanceof Alone || pending instanceof Transaction;
            if (waits && !pending.command().isDone()) {
                return false;
            }
        }
        return true;
    }

    /** Whether an error of the whole request can only be the error of one command: its only one, or its transaction. */
    boolean isOfOneCommand() {
        return alone != null || transaction != null || rows.size() == 1;
    }

    /**
     * Completes all commands with their replies, in order, in the calling thread.
     *
     * @throws MalformedReplyException if there are not as many replies as commands; then no command is completed
     */
    void complete(RestReply reply) {
        boolean several = alone == null;
        if (reply.several() != several || reply.replies().size() != commands()) {
            throw new MalformedReplyException(
                    "the endpoint gave " + reply.replies().size() + " replies to " + commands()
                            + " commands; which of them took effect is unknown");
        }
        ended = true;
        ReplyDecoder decoder = new ReplyDecoder();
        int next = 0;
        for (PendingCommand pending : batch) {
            if (pending instanceof Batched) {
                Replies.complete(pending.command(), reply.replies().get(next++), decoder);
            } else if (pending instanceof Alone) {
                Replies.complete(pending.command(), reply.replies().get(0), decoder);
            } else if (pending instanceof Transaction) {
                Replies.complete(pending.command(), array(reply.replies()), decoder);
            } else {
                completeLocally(pending);
            }
        }
    }

    /** RESP of an array: what EXEC would have answered. */
    private static ByteBuf array(List<ByteBuf> replies) {
        ByteBuf array = Unpooled.buffer(1024).writeBytes(RestReply.arrayHeader(replies.size()));
        replies.forEach(reply -> array.writeBytes(reply.duplicate()));
        return array;
    }

    /** Completes all commands with the same error, as if Redis had answered each of them with it. */
    void completeWithError(String error) {
        ended = true;
        for (PendingCommand pending : batch) {
            if (pending instanceof Transaction all) {
                abort(
                        pending.command(),
                        all.members().stream().map(Batched::command).toList(),
                        error);
            } else if (pending instanceof Batched || pending instanceof Alone) {
                Replies.complete(pending.command(), RestReply.error(error));
            } else {
                completeLocally(pending);
            }
        }
    }

    /** Completes the commands whose replies are known, for a batch that {@link #isLocal}. */
    void completeLocally() {
        batch.forEach(RestRequest::completeLocally);
    }

    /** Ends all commands whose reply would have come from the server without one. */
    void fail(Throwable failure) {
        ended = true;
        for (PendingCommand pending : batch) {
            if (pending instanceof Batched || pending instanceof Alone || pending instanceof Transaction) {
                pending.fail(failure);
            } else {
                completeLocally(pending);
            }
        }
    }

    private static void completeLocally(PendingCommand pending) {
        if (pending instanceof Answered answered) {
            Replies.complete(answered.command(), answered.reply());
        } else if (pending instanceof Buffered buffered) {
            Replies.complete(buffered.command());
        } else if (pending instanceof Aborted aborted) {
            abort(aborted.command(), aborted.members(), aborted.error());
        }
    }

    /** The members first: {@link io.lettuce.core.output.MultiOutput} would complete them as if they had succeeded. */
    private static void abort(RedisCommand<?, ?, ?> exec, List<? extends RedisCommand<?, ?, ?>> members, String error) {
        for (RedisCommand<?, ?, ?> queued : members) {
            RedisCommand<?, ?, ?> member = Replies.secondCompletionOf(queued);
            if (member.getOutput() == null || !member.getOutput().hasError()) {
                Replies.complete(member, RestReply.error(error));
            } else {
                Replies.complete(member);
            }
        }
        Replies.complete(exec, RestReply.error(error));
    }

    /** A body that says so when asked whether it may be sent again: never. */
    private static final class OneShotBody extends RequestBody {

        private interface Content {
            void writeTo(BufferedSink sink) throws IOException;
        }

        private final MediaType type;
        private final long length;
        private final Content content;

        OneShotBody(MediaType type, long length, Content content) {
            this.type = type;
            this.length = length;
            this.content = content;
        }

        @Override
        public MediaType contentType() {
            return type;
        }

        @Override
        public long contentLength() {
            return length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            content.writeTo(sink);
        }
    }
}
