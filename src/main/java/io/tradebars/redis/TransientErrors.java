package io.tradebars.redis;

import java.util.Set;

/** The error replies of Redis and Upstash that pass by themselves, or by somebody's hand, without a change to the command. */
final class TransientErrors {

    /**
     * First words of error replies that speak of the server's state (Redis 7 {@code server.c}, {@code createSharedObjects}).
     * MOVED and ASK mean that a cluster was addressed as if it were one server: a wrong address, not a wrong command.
     */
    private static final Set<String> CODES = Set.of(
            "ASK",
            "BUSY",
            "CLUSTERDOWN",
            "LOADING",
            "MASTERDOWN",
            "MISCONF",
            "MOVED",
            "NOREPLICAS",
            "OOM",
            "READONLY",
            "TRYAGAIN");

    private static final String QUOTA_USED_UP = "request limit exceeded";

    private TransientErrors() {}

    /** The first word of an error reply, by which Redis classifies it: {@code WRONGTYPE}; empty for an empty message. */
    static String codeOf(String message) {
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }

    /** A word for the log if this error reply is transient, else {@code null}. */
    static String wordOf(String message) {
        String code = codeOf(message);
        if (CODES.contains(code)) {
            return code;
        }
        return isQuotaUsedUp(message) ? QUOTA_USED_UP : null;
    }

    /** Whether {@link #wordOf} gives this word. */
    static boolean isWord(String word) {
        return CODES.contains(word) || word.equals(QUOTA_USED_UP);
    }

    /**
     * {@code ERR max requests limit exceeded. Limit: 500000, Usage: …}, {@code ERR max daily request limit exceeded},
     * {@code ERR max concurrent connections exceeded}, but not {@code ERR max request size exceeded}, which is the fault of
     * the command (upstash.com/docs/redis/troubleshooting).
     */
    private static boolean isQuotaUsedUp(String message) {
        return message.startsWith("ERR max ") && message.contains(" exceeded") && !message.contains(" size exceeded");
    }
}
