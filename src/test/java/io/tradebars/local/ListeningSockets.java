package io.tradebars.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where processes listen, by what Linux says of their open files (proc(5), {@code /proc/net/tcp}). */
final class ListeningSockets {

    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private ListeningSockets() {}

    /** The addresses of a process and of those that it has started. */
    static List<InetSocketAddress> of(ProcessHandle process) throws IOException {
        Set<String> inodes = new HashSet<>();
        for (ProcessHandle each :
                Stream.concat(Stream.of(process), process.descendants()).toList()) {
            addSockets(each, inodes);
        }
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = Path.of("/proc/net", table);
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] fields = line.strip().split("\\s+");
                if (fields[STATE].equals(LISTENING) && inodes.contains("socket:[" + fields[INODE] + "]")) {
                    addresses.add(address(fields[LOCAL_ADDRESS]));
                }
            }
        }
        return addresses;
    }

    private static void addSockets(ProcessHandle process, Set<String> inodes) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            for (Path file : files.toList()) {
                try {
                    inodes.add(Files.readSymbolicLink(file).toString());
                } catch (IOException e) {
                    // Closed meanwhile.
                }
            }
        }
    }

    /** {@code 0100007F:1F90}: words of four bytes, each in this machine's order, and the port. */
    private static InetSocketAddress address(String text) throws IOException {
        int colon = text.indexOf(':');
        ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(text.substring(0, colon)));
        ByteBuffer address = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            address.putInt(words.getInt());
        }
        return new InetSocketAddress(
                InetAddress.getByAddress(address.array()), Integer.parseInt(text.substring(colon + 1), 16));
    }
}
