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
 * The classes of programs, read and checked once for all the JVMs that tests start with them: a JVM that lasts seconds spends a third of
 * them on that. It is the JVM's own <a href="https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html">class data sharing</a>,
 * which does without where an archive doesn't fit.
 */
final class ClassArchives {

    private static final Path FOLDER = Path.of("target", "class-archives").toAbsolutePath();

    private final String option;
    private final Path folder;

    private ClassArchives(String option, Path folder) {
        this.option = option;
        this.folder = folder;
    }

    /** Starts the programs once, for a task that needs most of their classes, and waits for their end. */
    @FunctionalInterface
    interface Run {

        /**
         * Does so.
         *
         * @param made the programs must be started with the options of these, which makes them
         * @param folder for files
         */
        void with(ClassArchives made, Path folder) throws Exception;
    }

    /**
     * Those of programs, which are made now if there are none.
     *
     * @param programs their names
     * @param jar archives that are older than this aren't used
     * @param run makes them
     */
    static synchronized ClassArchives of(List<String> programs, Path jar, Run run) throws IOException {
        Files.createDirectories(FOLDER);
        // Another JVM with tests may be at it, too.
        try (FileChannel file = FileChannel.open(FOLDER.resolve(programs.get(0) + ".lock"), CREATE, WRITE);
                FileLock lock = file.lock()) {
            for (String program : programs) {
                Path archive = FOLDER.resolve(fileOf(program));
                if (!Files.exists(archive)
                        || Files.getLastModifiedTime(archive).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                    make(programs, run);
                    break;
                }
            }
        }
        return new ClassArchives("-XX:SharedArchiveFile=", FOLDER);
    }

    private static void make(List<String> programs, Run run) throws IOException {
        try (TemporaryFolder folder = new TemporaryFolder()) {
            run.with(new ClassArchives("-XX:ArchiveClassesAtExit=", folder.path()), folder.path());
            for (String program : programs) {
                Path made = folder.path().resolve(fileOf(program));
                if (!Files.exists(made)) {
                    // Where a process can only be killed, as on Windows. Nobody can use an empty one, nor makes it
                    // anew.
                    Files.createFile(made);
                }
                Files.move(made, FOLDER.resolve(fileOf(program)), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("no archives of classes were made", e);
        }
    }

    /** What a JVM with that program must be told. */
    List<String> options(String program) {
        // It would name each class that is left out, and say why an archive doesn't fit.
        return List.of("-Xlog:cds*=off", option + folder.resolve(fileOf(program)));
    }

    private static String fileOf(String program) {
        return program + ".jsa";
    }
}
