package io.tradebars.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy on loopback that breaks connections on order: it refuses, resets, hangs up, falls silent. Knows nothing of what it
 * carries. Safe for use by several threads.
 */
final class FaultyLink implements AutoCloseable {

    /** What becomes of a new connection. */
    enum Greeting {
        /** Carried as it should be. */
        CARRY,
        /** Reset as soon as it is accepted. */
        RESET,
        /** Reset once the client has said its first word. */
        RESET_AFTER_FIRST_BYTES,
        /** Accepted, and nothing is ever read or said. */
        SILENCE
    }

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int BACKLOG = 50;

    private final int port;
    private final int upstreamPort;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
    private final AtomicInteger misgreeted = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Greeting greeting = Greeting.CARRY;
    private volatile ServerSocket door;

    /** A carried connection. */
    private static final class Pair {
        final Socket client;
        final Socket server;
        volatile boolean frozen;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }
    }

    /** @param upstream whose port is behind it */
    FaultyLink(String upstream) throws IOException {
        this.upstreamPort = URI.create(upstream).getPort();
        this.port = Ports.free();
        listen();
    }

    /** {@code https://localhost:PORT}. */
    String httpsUrl() {
        return "https://localhost:" + port;
    }

    /** Connections accepted so far, whatever became of them. */
    int accepted() {
        return accepted.get();
    }

    /** Takes connections again, at the same port. */
    void listen() throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getByName(Ports.HOST), port), BACKLOG);
        door = opened;
        daemon(() -> acceptFrom(opened));
    }

    /** Resets all connections and refuses new ones. */
    void refuse() throws IOException {
        door.close();
        reset();
    }

    /** Greets the next so many connections in this way, those after them as it should be. */
    void greet(Greeting how, int connections) {
        misgreeted.set(connections);
        greeting = how;
    }

    /** How many of the connections that {@link #greet} asked for are still to come. */
    int stillToGreet() {
        return Math.max(0, misgreeted.get());
    }

    /** Resets all connections. */
    void reset() {
        pairs.forEach(pair -> {
            resetSocket(pair.client);
            resetSocket(pair.server);
        });
    }

    /** Ends all connections in good order, as a server does with idle ones. */
    void hangUp() {
        pairs.forEach(pair -> {
            close(pair.server);
            close(pair.client);
        });
    }

    /** Carries nothing more over the connections there are, and leaves them open. */
    void freeze() {
        pairs.forEach(pair -> pair.frozen = true);
    }

    private void acceptFrom(ServerSocket listening) {
        try {
            while (true) {
                Socket client = listening.accept();
                client.setTcpNoDelay(true);
                accepted.incrementAndGet();
                Greeting how = misgreeted.getAndDecrement() > 0 ? greeting : Greeting.CARRY;
                daemon(() -> greet(client, how));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void greet(Socket client, Greeting how) {
        try {
            switch (how) {
                case CARRY -> carry(client);
                case RESET -> resetSocket(client);
                case RESET_AFTER_FIRST_BYTES -> {
                    client.getInputStream().read();
                    resetSocket(client);
                }
                case SILENCE -> silent.add(client);
            }
        } catch (IOException e) {
            close(client);
        }
    }

    private void carry(Socket client) throws IOException {
        Socket server = new Socket(Ports.HOST, upstreamPort);
        server.setTcpNoDelay(true);
        Pair pair = new Pair(client, server);
        pairs.add(pair);
        daemon(() -> pump(pair, client, server));
        pump(pair, server, client);
    }

    private void pump(Pair pair, Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!pair.frozen) {
                    out.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            // One side is gone, and takes the other along.
        }
        close(from);
        close(to);
        pairs.remove(pair);
    }

    private static void resetSocket(Socket socket) {
        try {
            // With this, closing sends RST instead of FIN.
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "faulty-link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        refuse();
        silent.forEach(FaultyLink::resetSocket);
    }
}
