package io.tradebars.local;

/** Why a request as a whole is refused: the HTTP status, and the text of its {@code {"error":"..."}}. */
final class RestException extends RuntimeException {

    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int UNAVAILABLE = 503;

    private final int status;

    RestException(int status, String message) {
        super(message);
        this.status = status;
    }

    RestException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    int status() {
        return status;
    }
}
