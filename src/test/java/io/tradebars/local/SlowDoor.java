package io.tradebars.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A TCP proxy on loopback that lets connections in one by one at a pace, as a machine does that is out of breath: one more may
 * wait in the kernel, and further ones get no answer to their SYN (Linux; see listen(2) and tcp_abort_on_overflow in tcp(7)).
 */
final class SlowDoor implements AutoCloseable {

    private final ServerSocket door;
    private final int upstreamPort;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final LongAdder accepted = new LongAdder();
    private final ScheduledExecutorService doorman = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService pumps = Executors.newCachedThreadPool();

    /**
     * @param upstream whose port is behind it
     * @param pace time between two that are let in
     */
    SlowDoor(String upstream, Duration pace) throws IOException {
        this.upstreamPort = URI.create(upstream).getPort();
        this.door = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        doorman.scheduleWithFixedDelay(this::letIn, pace.toMillis(), pace.toMillis(), TimeUnit.MILLISECONDS);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Connections let in so far. */
    long accepted() {
        return accepted.sum();
    }

    private void letIn() {
        if (door.isClosed()) {
            return;
        }
        try {
            Socket client = opened(door.accept());
            accepted.increment();
            Socket server = opened(new Socket("127.0.0.1", upstreamPort));
            pumps.execute(() -> pump(client, server));
            pumps.execute(() -> pump(server, client));
        } catch (IOException e) {
            // The door closes, or one side has left already: nothing to carry.
        }
    }

    private Socket opened(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        return socket;
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // One side has left; both sockets are closed now.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        doorman.shutdownNow();
        for (Socket socket : sockets) {
            socket.close();
        }
        pumps.shutdownNow();
    }
}
