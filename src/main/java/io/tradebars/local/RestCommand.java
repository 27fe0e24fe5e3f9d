package io.tradebars.local;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One command as a request carries it.
 *
 * @param words its name and arguments, at least the name
 */
record RestCommand(List<byte[]> words) {

    /**
     * What Upstash leaves out of its REST interface: what needs a connection of one's own (blocking, watching, subscribing,
     * connection state), brackets of a transaction outside {@code /multi-exec}, and the running of the server
     * (upstash.com/docs/redis/overall/rediscompatibility). Some of them would also spoil the connections that all
     * requests share.
     */
    private static final Set<String> UNAVAILABLE = Set.of(
            ("ASKING AUTH BGREWRITEAOF BGSAVE BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN CLIENT CLUSTER "
                            + "CONFIG DEBUG DISCARD EXEC FAILOVER HELLO LATENCY MIGRATE MODULE MONITOR MULTI PSUBSCRIBE PSYNC "
                            + "PUNSUBSCRIBE QUIT READONLY READWRITE REPLCONF REPLICAOF RESET RESTORE-ASKING SAVE SELECT SHUTDOWN "
                            + "SLAVEOF SSUBSCRIBE SUBSCRIBE SUNSUBSCRIBE SWAPDB SYNC UNSUBSCRIBE UNWATCH WAIT WAITAOF WATCH")
                    .split(" "));

    RestCommand {
        if (words.isEmpty()) {
            throw new RestException(RestException.BAD_REQUEST, "ERR empty command");
        }
    }

    byte[] name() {
        return words.get(0);
    }

    List<byte[]> arguments() {
        return words.subList(1, words.size());
    }

    /** The error reply to a command that Upstash REST does not have; null if this one may go to Redis. */
    RedisReply.Error refusal() {
        String name = text(name());
        if (UNAVAILABLE.contains(name) || (name.startsWith("XREAD") && blocks())) {
            return new RedisReply.Error("ERR Command is not available: '" + name + "' is not supported over REST");
        }
        return null;
    }

    /** BLOCK is an option before STREAMS; behind it come only keys and ids. */
    private boolean blocks() {
        for (byte[] argument : arguments()) {
            String option = text(argument);
            if (option.equals("STREAMS")) {
                return false;
            }
            if (option.equals("BLOCK")) {
                return true;
            }
        }
        return false;
    }

    private static String text(byte[] word) {
        return new String(word, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
    }
}
