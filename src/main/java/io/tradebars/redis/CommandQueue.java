package io.tradebars.redis;

import io.lettuce.core.protocol.RedisCommand;
import io.tradebars.redis.PendingCommand.Aborted;
import io.tradebars.redis.PendingCommand.Alone;
import io.tradebars.redis.PendingCommand.Answered;
import io.tradebars.redis.PendingCommand.Batched;
import io.tradebars.redis.PendingCommand.Buffered;
import io.tradebars.redis.PendingCommand.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The commands of one connection between their dispatch and their request, in order: it holds those not yet flushed, keeps
 * the open transaction, and cuts what was flushed into requests.
 *
 * <p>What was flushed together goes in one request, and what was flushed apart is never sent together, unless automatic
 * flushing is on: then a request takes all that waits. A request is cut earlier only at {@link #MAX_COMMANDS} or
 * {@link #MAX_BYTES}, around a transaction, and around a command with a binary argument.
 *
 * <p>Not safe for use by several threads: {@link HttpChannelWriter} guards it. Unbounded, like Lettuce's own queue by default;
 * the caller bounds what it has in flight.
 */
final class CommandQueue {

    /** Commands of one request at the most. */
    static final int MAX_COMMANDS = 10_000;

    /**
     * Bytes of the body of one request at the most, unless a single command is larger; Upstash takes 10 MB
     * (upstash.com/docs/redis/troubleshooting/max_request_size_exceeded).
     */
    static final int MAX_BYTES = 8 << 20;

    private final Deque<PendingCommand> unflushed = new ArrayDeque<>();
    private final Deque<Deque<PendingCommand>> flushed = new ArrayDeque<>();
    private boolean openEnded;
    private OpenTransaction transaction;

    /** Appends a command to those not yet flushed. */
    void add(RedisCommand<?, ?, ?> command, RestCommand form) {
        unflushed.add(transaction == null ? outsideTransaction(command, form) : insideTransaction(command, form));
    }

    private PendingCommand outsideTransaction(RedisCommand<?, ?, ?> command, RestCommand form) {
        switch (form.name()) {
            case "MULTI" -> {
                transaction = new OpenTransaction();
                return new Answered(command, RestReply.ok());
            }
            case "EXEC", "DISCARD" -> {
                return new Answered(command, RestReply.error("ERR " + form.name() + " without MULTI"));
            }
            default -> {
                if (form instanceof RestCommand.Row row) {
                    return new Batched(command, row);
                }
                if (form instanceof RestCommand.Raw raw) {
                    return new Alone(command, raw);
                }
                if (form instanceof RestCommand.Refused refused) {
                    return new Answered(command, RestReply.error(refused.error()));
                }
                return new Answered(command, RestReply.ok());
            }
        }
    }

    private PendingCommand insideTransaction(RedisCommand<?, ?, ?> command, RestCommand form) {
        switch (form.name()) {
            // Redis 7 multi.c: these two errors leave the transaction open and unharmed.
            case "MULTI" -> {
                return new Answered(command, RestReply.error("ERR MULTI calls can not be nested"));
            }
            case "WATCH" -> {
                return new Answered(command, RestReply.error("ERR WATCH inside MULTI is not allowed"));
            }
            case "DISCARD" -> {
                transaction = null;
                return new Answered(command, RestReply.ok());
            }
            case "EXEC" -> {
                OpenTransaction ended = transaction;
                transaction = null;
                return ended.exec(command);
            }
            default -> {
                if (form instanceof RestCommand.Row row) {
                    transaction.members.add(new Batched(command, row));
                    return new Buffered(command);
                }
                transaction.refused.add(command);
                return new Answered(command, RestReply.error(refusalInTransaction(form)));
            }
        }
    }

    private static String refusalInTransaction(RestCommand form) {
        return form instanceof RestCommand.Refused refused
                ? refused.error()
                : "ERR " + form.name() + " cannot go into a transaction over HTTP";
    }

    /** Makes what was added since the last flush ready to be sent, as requests of its own. */
    void flush() {
        if (!unflushed.isEmpty()) {
            flushed.add(new ArrayDeque<>(unflushed));
            unflushed.clear();
        }
        openEnded = false;
    }

    /** Makes what was added ready to be sent, together with what else was flushed automatically and waits. */
    void flushAutomatically() {
        if (openEnded && !flushed.isEmpty()) {
            flushed.getLast().addAll(unflushed);
            unflushed.clear();
            return;
        }
        flush();
        openEnded = true;
    }

    /**
     * Takes the commands of the next request, in order, with those between them that need none; empty if nothing was flushed.
     * Commands that have timed out or were cancelled meanwhile are left out.
     */
    List<PendingCommand> nextBatch() {
        List<PendingCommand> batch = new ArrayList<>();
        while (batch.isEmpty() && !flushed.isEmpty()) {
            Deque<PendingCommand> first = flushed.getFirst();
            take(first, batch);
            if (first.isEmpty()) {
                flushed.removeFirst();
            }
        }
        return batch;
    }

    private static void take(Deque<PendingCommand> from, List<PendingCommand> batch) {
        int commands = 0;
        long bytes = 2;
        while (!from.isEmpty()) {
            PendingCommand next = from.getFirst();
            boolean droppable = next instanceof Batched || next instanceof Alone;
            if (droppable && next.command().isDone()) {
                from.removeFirst();
                continue;
            }
            if (next instanceof Alone || next instanceof Transaction) {
                if (commands == 0) {
                    batch.add(from.removeFirst());
                }
                return;
            }
            if (next instanceof Batched batched) {
                bytes += batched.row().json().length + 1;
                if (commands > 0 && (commands == MAX_COMMANDS || bytes > MAX_BYTES)) {
                    return;
                }
                commands++;
            }
            batch.add(from.removeFirst());
        }
    }

    /** Takes everything, flushed or not, and the members of an open transaction; for closing. */
    List<PendingCommand> drain() {
        List<PendingCommand> all = new ArrayList<>();
        flushed.forEach(all::addAll);
        all.addAll(unflushed);
        flushed.clear();
        unflushed.clear();
        if (transaction != null) {
            all.addAll(transaction.members);
            transaction.refused.forEach(command -> all.add(new Buffered(command)));
            transaction = null;
        }
        return all;
    }

    /** What lies between MULTI and EXEC. */
    private static final class OpenTransaction {
        private final List<Batched> members = new ArrayList<>();
        private final List<RedisCommand<?, ?, ?>> refused = new ArrayList<>();

        PendingCommand exec(RedisCommand<?, ?, ?> exec) {
            if (!refused.isEmpty()) {
                List<RedisCommand<?, ?, ?>> all = new ArrayList<>(refused);
                members.forEach(member -> all.add(member.command()));
                return new Aborted(exec, all, "EXECABORT Transaction discarded because of previous errors.");
            }
            if (members.isEmpty()) {
                return new Answered(exec, RestReply.arrayHeader(0));
            }
            return new Transaction(exec, members);
        }
    }
}
