package io.tradebars.local;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The classes of a program, read and checked once for all the JVMs that tests start with it: a JVM that lasts seconds spends a third of
 * them on that. It is the JVM's own <a href="https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html">class data sharing</a>,
 * which does without where the archive doesn't fit.
 */
final class ClassArchive {

    private static final Path FOLDER = Path.of("target", "class-archives").toAbsolutePath();

    private ClassArchive() {}

    /** Starts the program once, for a task that needs most of its classes, and waits for its end. */
    @FunctionalInterface
    interface Run {

        /**
         * Does so.
         *
         * @param jvmOptions what the JVM must be told for the archive to be made
         * @param folder for files
         */
        void with(List<String> jvmOptions, Path folder) throws Exception;
    }

    /**
     * What a JVM must be told to use the archive, which is made now if there is none.
     *
     * @param name of the program
     * @param jar an archive that is older than this isn't used
     * @param run makes it
     */
    static synchronized List<String> options(String name, Path jar, Run run) throws IOException {
        Path archive = Files.createDirectories(FOLDER).resolve(name + ".jsa");
        // Another JVM with tests may be at it, too.
        try (FileChannel file = FileChannel.open(FOLDER.resolve(name + ".lock"), CREATE, WRITE);
                FileLock lock = file.lock()) {
            if (!Files.exists(archive)
                    || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                make(archive, run);
            }
        }
        return List.of("-XX:SharedArchiveFile=" + archive);
    }

    private static void make(Path archive, Run run) throws IOException {
        try (TemporaryFolder folder = new TemporaryFolder()) {
            Path made = folder.path().resolve("classes.jsa");
            // It would name each class that is left out.
            run.with(List.of("-Xlog:cds*=off", "-XX:ArchiveClassesAtExit=" + made), folder.path());
            Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("no archive of classes was made", e);
        }
    }
}
