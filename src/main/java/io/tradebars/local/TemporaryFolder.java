package io.tradebars.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A folder for the files of one run; gone with it. */
final class TemporaryFolder implements AutoCloseable {

    private final Path path;

    /** @throws IOException if the system's folder for temporary files cannot be written to; the message names it */
    TemporaryFolder() throws IOException {
        try {
            path = Files.createTempDirectory("tradebars-");
        } catch (IOException e) {
            throw new IOException(
                    "no temporary folder can be made in '" + System.getProperty("java.io.tmpdir") + "': "
                            + e.getMessage() + " (choose another with -Djava.io.tmpdir or TMPDIR)",
                    e);
        }
    }

    Path path() {
        return path;
    }

    /** Deletes it; what cannot be deleted (Windows keeps files that are open) is left to the system. */
    @Override
    public void close() {
        try {
            Files.walkFileTree(path, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    return delete(file);
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException error) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException error) {
                    return delete(folder);
                }
            });
        } catch (IOException e) {
            // Every step swallows its own fault, so that the rest is still deleted.
        }
    }

    private static FileVisitResult delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
        return FileVisitResult.CONTINUE;
    }
}
