package io.tradebars.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A link with a round trip: what comes in on its port leaves half a round trip later for another port of this machine, and what comes
 * back likewise. Connecting takes a round trip, too, as it would over a real link.
 */
final class DelayedLink implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final ServerSocket door;
    private final int target;
    private final long halfNanos;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private record Chunk(byte[] bytes, long dueNanos) {}

    DelayedLink(int target, Duration roundTrip) throws IOException {
        this.door = new ServerSocket(0, 512, InetAddress.getByName(Ports.HOST));
        this.target = target;
        this.halfNanos = roundTrip.toNanos() / 2;
        daemon("delayed-link", this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket outer = door.accept();
                outer.setTcpNoDelay(true);
                open.add(outer);
                daemon("delayed-link", () -> connect(outer));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void connect(Socket outer) {
        try {
            // The kernel answered the handshake of TCP at once; a real link would have taken a round trip.
            TimeUnit.NANOSECONDS.sleep(2 * halfNanos);
            Socket inner = new Socket();
            open.add(inner);
            inner.setTcpNoDelay(true);
            inner.connect(new InetSocketAddress(Ports.HOST, target));
            carry(outer, inner);
            carry(inner, outer);
        } catch (IOException | InterruptedException e) {
            close(outer);
        }
    }

    private void carry(Socket from, Socket to) {
        BlockingQueue<Chunk> onTheWay = new LinkedBlockingQueue<>();
        daemon("delayed-link", () -> {
            try (InputStream in = from.getInputStream()) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    onTheWay.add(new Chunk(Arrays.copyOf(buffer, read), System.nanoTime() + halfNanos));
                }
            } catch (IOException e) {
                // Its end is carried to the other side, whatever it was.
            }
            onTheWay.add(new Chunk(null, System.nanoTime() + halfNanos));
        });
        daemon("delayed-link", () -> {
            try {
                OutputStream out = to.getOutputStream();
                for (Chunk chunk = onTheWay.take(); chunk.bytes() != null; chunk = onTheWay.take()) {
                    TimeUnit.NANOSECONDS.sleep(chunk.dueNanos() - System.nanoTime());
                    out.write(chunk.bytes());
                }
            } catch (IOException | InterruptedException e) {
                // As above.
            }
            close(from);
            close(to);
        });
    }

    private void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        open.remove(socket);
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            // As above.
        }
        open.forEach(this::close);
    }
}
