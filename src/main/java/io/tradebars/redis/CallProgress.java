package io.tradebars.redis;

/** Remembers of one call what its end must be judged by. */
final class CallProgress {

    private volatile boolean sent;
    private volatile boolean timedOut;

    void markSent() {
        sent = true;
    }

    void markTimedOut() {
        timedOut = true;
    }

    /** Whether any of it was sent: before that, its commands certainly had no effect. */
    boolean isSent() {
        return sent;
    }

    /** Whether it was ended because its time was up. */
    boolean isTimedOut() {
        return timedOut;
    }
}
