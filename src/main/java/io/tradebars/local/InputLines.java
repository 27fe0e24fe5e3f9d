package io.tradebars.local;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The lines of files, one after the other, as bytes: what is not text stays as it is. A line ends with LF or CR LF; the last may
 * have no end. {@code .gz} files are unpacked; {@code -} is standard input.
 */
final class InputLines implements Closeable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final List<String> files;
    private int nextFile;
    private InputStream current;
    private long bytesRead;

    InputLines(List<String> files) {
        this.files = List.copyOf(files);
    }

    /** What keeps the files from being read, a sentence each; empty if nothing does. */
    static List<String> problems(List<String> files) {
        List<String> problems = new ArrayList<>();
        for (String file : files) {
            if (file.equals("-")) {
                continue;
            }
            Path path = Path.of(file);
            if (!Files.exists(path)) {
                problems.add("file not found: '" + file + "'");
            } else if (Files.isDirectory(path)) {
                problems.add("'" + file + "' is a folder: name the files in it");
            } else if (!Files.isReadable(path)) {
                problems.add("file cannot be read: '" + file + "' (check its permissions)");
            }
        }
        return problems;
    }

    /** Bytes of the files as they lie on disk; -1 if standard input is among them. */
    static long bytesOf(List<String> files) throws IOException {
        long bytes = 0;
        for (String file : files) {
            if (file.equals("-")) {
                return -1;
            }
            bytes += Files.size(Path.of(file));
        }
        return bytes;
    }

    /** Bytes read so far, as they lie on disk; a buffer ahead of the lines. */
    long bytesRead() {
        return bytesRead;
    }

    /** The next line without its end, or {@code null} when all files are read. */
    byte[] next() throws IOException {
        while (true) {
            if (current == null) {
                if (nextFile == files.size()) {
                    return null;
                }
                current = open(files.get(nextFile++));
            }
            byte[] line = readLine();
            if (line != null) {
                return line;
            }
            current.close();
            current = null;
        }
    }

    private byte[] readLine() throws IOException {
        int next = current.read();
        if (next < 0) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = current.read();
        }
        byte[] bytes = line.toByteArray();
        boolean endsWithReturn = next == '\n' && bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return endsWithReturn ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    private InputStream open(String file) throws IOException {
        if (file.equals("-")) {
            return new BufferedInputStream(System.in, BUFFER_BYTES);
        }
        InputStream raw = new CountedStream(Files.newInputStream(Path.of(file)));
        try {
            return new BufferedInputStream(
                    file.endsWith(".gz") ? new GZIPInputStream(raw, BUFFER_BYTES) : raw, BUFFER_BYTES);
        } catch (IOException e) {
            raw.close();
            throw new IOException(
                    "'" + file + "' cannot be unpacked: " + e.getMessage()
                            + " (a file whose name ends in .gz must be one of gzip)",
                    e);
        }
    }

    private final class CountedStream extends FilterInputStream {
        CountedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytesRead += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            bytesRead += Math.max(0, read);
            return read;
        }
    }

    @Override
    public void close() throws IOException {
        if (current != null) {
            current.close();
        }
    }
}
