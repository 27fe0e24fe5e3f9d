package io.tradebars.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports on loopback. */
final class Ports {

    /** Where everything of local mode listens. */
    static final String HOST = "127.0.0.1";

    private Ports() {}

    /** A port that was free a moment ago; for servers that have to be told theirs before they open it. */
    static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    /** That port, or a free one for 0. */
    static int orFree(int port) throws IOException {
        return port == 0 ? free() : port;
    }

    /** Whether somebody listens at that port already, or nobody may. */
    static boolean isTaken(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // As servers do: a port whose last connection has just ended is not taken.
            socket.setReuseAddress(!System.getProperty("os.name").startsWith("Windows"));
            socket.bind(new InetSocketAddress(HOST, port));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
