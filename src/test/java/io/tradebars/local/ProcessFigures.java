package io.tradebars.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a JVM uses: asked of itself by {@code jcmd}, after a full collection, and of Linux by {@code /proc} (proc(5)). */
final class ProcessFigures {

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");
    private static final Pattern METASPACE = Pattern.compile("(?m)^ *Metaspace +used (\\d+)K");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB");
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)");
    private static final double KILO = 1_024;

    private ProcessFigures() {}

    /** All of the figures of a JVM. */
    static Map<Figure, Double> of(FlinkProcess process) throws IOException, InterruptedException {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        // The histogram is of what a full collection has left over.
        String memory = process.jcmd("GC.class_histogram\nGC.heap_info");
        figures.put(Figure.HEAP, number(TOTAL, memory));
        figures.put(Figure.METASPACE, KILO * number(METASPACE, memory));
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        String status = Files.readString(proc.resolve("status"));
        figures.put(Figure.RESIDENT, KILO * number(RESIDENT, status));
        figures.put(Figure.THREADS, number(THREADS, status));
        List<String> open = open(proc.resolve("fd"));
        figures.put(Figure.OPEN_FILES, (double) open.size());
        figures.put(Figure.SOCKETS, (double)
                open.stream().filter(target -> target.startsWith("socket:")).count());
        return figures;
    }

    /** What a JVM's objects take after a full collection, in bytes. */
    static long heap(FlinkProcess process) throws IOException, InterruptedException {
        return (long) number(TOTAL, process.jcmd("GC.class_histogram"));
    }

    private static List<String> open(Path folder) throws IOException {
        try (Stream<Path> descriptors = Files.list(folder)) {
            return descriptors.map(ProcessFigures::target).toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "closed meanwhile";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("nothing like " + pattern + " in: " + text);
        }
        return Double.parseDouble(matcher.group(1));
    }
}
