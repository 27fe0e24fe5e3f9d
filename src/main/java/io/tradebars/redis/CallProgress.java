package io.tradebars.redis;

/** Remembers of one call whether any of it was sent: before that, its commands certainly had no effect. */
final class CallProgress {

    private volatile boolean sent;

    void markSent() {
        sent = true;
    }

    boolean isSent() {
        return sent;
    }
}
