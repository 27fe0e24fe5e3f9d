package io.tradebars.local;

/** What goes wrong in a {@link FaultRun}. */
enum Fault {
    CONNECTIONS_RESET(Lane.LINE),
    CONNECTIONS_CLOSED(Lane.LINE),
    CONNECTIONS_FROZEN(Lane.LINE),
    CONNECTIONS_REFUSED(Lane.LINE),
    CONNECTION_RESET_WHEN_ACCEPTED(Lane.LINE),
    TLS_HANDSHAKE_RESET(Lane.LINE),
    TLS_HANDSHAKE_HANGS(Lane.LINE),
    HUNG_UP_BEFORE_THE_EFFECT(Lane.LINE),
    HUNG_UP_AFTER_THE_EFFECT(Lane.LINE),
    REPLY_CUT(Lane.LINE),
    REPLY_SLOW(Lane.LINE),
    NO_REPLY(Lane.LINE),
    STATUS_429(Lane.LINE),
    STATUS_500(Lane.LINE),
    STATUS_503(Lane.LINE),
    REDIS_FULL(Lane.LINE),
    REDIS_EMPTIED(Lane.LINE),
    EVENT_TIME_STEPS_AHEAD(Lane.LINE),
    PARTITION_IDLE(Lane.LINE),
    TASK_MANAGER_KILLED(Lane.MACHINES),
    TASK_MANAGER_FROZEN(Lane.MACHINES),
    BROKER_RESTARTED(Lane.MACHINES),
    RESCALED_BY_SAVEPOINT(Lane.MACHINES);

    /** Faults of one lane come one after the other, those of two lanes at the same time. */
    enum Lane {
        /** Between the job and Redis, and in the feed. */
        LINE,
        /** Of processes. */
        MACHINES
    }

    final Lane lane;

    Fault(Lane lane) {
        this.lane = lane;
    }
}
