package io.tradebars.ingest;

/** A message, or a field of it, is not what its format allows. The message says what, and in which field. */
final class RejectedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    RejectedMessageException(String reason) {
        // Thrown for each bad record of a topic: where it was thrown is of no use, and costs the most.
        super(reason, null, false, false);
    }
}
