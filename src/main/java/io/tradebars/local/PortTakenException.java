package io.tradebars.local;

import java.io.IOException;
import java.net.BindException;

/** A port that was asked for is in use by another program. The cause is the {@link BindException}. */
public final class PortTakenException extends IOException {

    private final int port;

    PortTakenException(int port, BindException cause) {
        super("port " + port + " of 127.0.0.1 is in use", cause);
        this.port = port;
    }

    /** The port that was asked for. */
    public int port() {
        return port;
    }
}
