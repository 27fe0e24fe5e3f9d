package io.tradebars.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on loopback. */
final class Ports {

    /** Where everything of local mode listens. */
    static final String HOST = "127.0.0.1";

    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /**
     * A port that was free a moment ago; for servers that have to be told theirs before they open it. It is from below the range
     * that systems take the ports of outgoing connections from (32768 on Linux, 49152 elsewhere), so that none of these can take
     * it meanwhile.
     */
    static int free() throws IOException {
        return freeBut(0);
    }

    /** As {@link #free}, but never that one, which will be taken. */
    static int freeBut(int other) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (port != other && !isTaken(port)) {
                return port;
            }
        }
        throw new IOException(
                "no free port was found between " + LOWEST + " and " + HIGHEST + " in " + ATTEMPTS + " tries");
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
