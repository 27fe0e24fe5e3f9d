package io.tradebars.benchmark;

import static io.tradebars.benchmark.Engine.Kind.FLINK_SQL;
import static io.tradebars.benchmark.Engine.Kind.FLOOR;
import static io.tradebars.benchmark.Engine.Kind.JACKSON_FLOOR;
import static io.tradebars.benchmark.Engine.Kind.KAFKA_STREAMS;
import static io.tradebars.benchmark.Engine.Kind.READ_SIDE;
import static io.tradebars.benchmark.Engine.Kind.READ_SIDE_ON_ROCKSDB;
import static io.tradebars.benchmark.Engine.Kind.WHOLE_JOB;

import io.tradebars.ingest.TradeFormat;
import io.tradebars.local.BenchmarkServices;
import io.tradebars.local.WriteBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the job costs, beside the least that has to be done and beside other engines, all in one run on this machine: {@code mvn -q
 * test-compile exec:exec@benchmark}. The broker, and what stands before Redis, are in this JVM; each engine runs in its own.
 *
 * <p>Cold is a JVM that has just started: a run is measured from the first records that its consumers hand out until all bars are out. Warm
 * is one in the course of its work, as a job is for months: it has done the same again and again, until its compilers had less to do, and does it
 * several times more. Either way the bars of the last run are compared with those to expect.
 */
public final class Benchmark {

    /** The parts, as {@code -Dbenchmark=} names them. */
    private static final Set<String> PARTS =
            new LinkedHashSet<>(List.of("write", "formats", "read", "whole", "peers", "latency", "scale"));

    private static final String ALL = "all";

    private static final int PARALLELISM = 2;

    /** What a warm run reads, at the least: the load as often as it takes, day after day. */
    private static final int WARM_TRADES = 5_000_000;

    private static final int WARM_TRADES_OF_SCALE = 10_000_000;

    private static final int SCALE_TRADES = 2_000_000;

    /** As dense as the second of the standard loads. */
    private static final int FORMAT_SYMBOLS = 500;

    private static final int FORMAT_MINUTES = 24;

    /** For each engine. */
    private static final int HEAP_MEGABYTES = 2_048;

    /** What must do for very many symbols. */
    private static final int SMALL_HEAP_MEGABYTES = 512;

    private final Set<String> parts;
    private final Set<String> loads;
    private final double size;
    private final int rounds;
    private final long endNanos;
    private final BenchmarkServices services;
    private int orders;

    private Benchmark(
            Set<String> parts, Set<String> loads, double size, int rounds, long endNanos, BenchmarkServices services) {
        this.parts = parts;
        this.loads = loads;
        this.size = size;
        this.rounds = rounds;
        this.endNanos = endNanos;
        this.services = services;
    }

    /**
     * Runs it.
     *
     * @param arguments the parts, separated by commas, or {@code all}; names of the loads, likewise; by what to multiply them; in how many
     *     JVMs each engine runs on a load, at the most; how many minutes the loads may take, unless once for each engine takes longer
     */
    public static void main(String[] arguments) throws Exception {
        Set<String> parts = chosen(arguments[0], PARTS, "benchmark");
        Set<String> loads =
                chosen(arguments[1], Load.standard().stream().map(Load::name).toList(), "benchmark.loads");
        if (parts.remove("write")) {
            WriteBenchmark.run();
        }
        if (parts.contains("formats")) {
            FormatBenchmark.run();
        }
        if (!parts.isEmpty()) {
            double size = Double.parseDouble(arguments[2]);
            int rounds = Integer.parseInt(arguments[3]);
            long endNanos =
                    System.nanoTime() + Math.round(Double.parseDouble(arguments[4]) * TimeUnit.MINUTES.toNanos(1));
            try (BenchmarkServices services = BenchmarkServices.start()) {
                new Benchmark(parts, loads, size, rounds, endNanos, services).run();
            }
        }
        System.exit(0);
    }

    private static Set<String> chosen(String names, Collection<String> all, String property) {
        Set<String> chosen = new LinkedHashSet<>(names.equals(ALL) ? all : List.of(names.split(",")));
        if (!all.containsAll(chosen)) {
            System.err.println(property + " must be all, or some of " + String.join(",", all) + ", was '" + names
                    + "' (-D" + property + ")");
            System.exit(2);
        }
        return chosen;
    }

    private void run() throws Exception {
        List<Load> chosen = Load.standard().stream()
                .filter(load -> loads.contains(load.name()))
                .toList();
        for (int i = 0; i < chosen.size(); i++) {
            long now = System.nanoTime();
            compareOn(chosen.get(i), now + (endNanos - now) / (chosen.size() - i));
        }
        if (parts.contains("formats")) {
            compareFormats();
        }
        if (parts.contains("latency")) {
            new LatencyBenchmark(services).run();
        }
        if (parts.contains("scale")) {
            scale();
        }
    }

    /**
     * Measures each engine once in every round, and does no round that would end after that time, but the first.
     *
     * @param loadEndNanos by {@link System#nanoTime}
     */
    private void compareOn(Load load, long loadEndNanos) throws Exception {
        try (Comparison warm = new Comparison(warm(load, WARM_TRADES), true, warmEngines(load));
                Comparison cold = new Comparison(load.scaled(size), false, peers())) {
            long roundNanos = 0;
            for (int round = 0; round < rounds; round++) {
                long startNanos = System.nanoTime();
                if (round > 0 && loadEndNanos - startNanos < roundNanos) {
                    break;
                }
                warm.measure();
                cold.measure();
                roundNanos = System.nanoTime() - startNanos;
            }
            warm.print();
            warm.printRatio(JACKSON_FLOOR, FLOOR);
            warm.printRatio(READ_SIDE, FLOOR);
            warm.printRatio(WHOLE_JOB, READ_SIDE);
            cold.print();
            cold.printRatio(READ_SIDE, FLINK_SQL);
            cold.printRatio(READ_SIDE, KAFKA_STREAMS);
            cold.printRatio(FLOOR, FLINK_SQL);
            cold.printRatio(FLOOR, KAFKA_STREAMS);
        }
    }

    /** Some engines side by side on one load; none of them, maybe. */
    private final class Comparison implements AutoCloseable {

        private final boolean isWarm;
        private final Set<Engine.Kind> engines;
        private final LoadedTopic topic;
        private final Map<Engine.Kind, Figures> figures = new EnumMap<>(Engine.Kind.class);

        Comparison(Load load, boolean isWarm, Set<Engine.Kind> engines) throws IOException {
            this.isWarm = isWarm;
            this.engines = engines;
            this.topic = engines.isEmpty()
                    ? null
                    : LoadedTopic.create(services, load.named(load.name() + (isWarm ? "-warm" : "-cold")));
        }

        void measure() throws IOException, InterruptedException {
            for (Engine.Kind engine : engines) {
                Figures of = figures.computeIfAbsent(engine, first -> new Figures(topic.load()));
                Benchmark.this.measure(topic, engine, PARALLELISM, isWarm, HEAP_MEGABYTES, of);
            }
        }

        void print() {
            if (!engines.isEmpty()) {
                Load load = topic.load();
                Benchmark.print(
                        String.format(
                                Locale.ROOT,
                                "%s: %,d trades, %,d bars",
                                load.name(),
                                load.trades(),
                                topic.reference().bars()),
                        figures);
            }
        }

        void printRatio(Engine.Kind engine, Engine.Kind other) {
            ratio(figures, engine, other);
        }

        @Override
        public void close() throws IOException {
            if (topic != null) {
                topic.close();
            }
        }
    }

    /** The load as often as so many trades take. */
    private Load warm(Load load, int trades) {
        return load.scaled(size * Math.ceil((double) trades / load.trades()));
    }

    private Set<Engine.Kind> warmEngines(Load load) {
        Set<Engine.Kind> engines = EnumSet.noneOf(Engine.Kind.class);
        if (parts.contains("read")) {
            engines.addAll(List.of(FLOOR, JACKSON_FLOOR, READ_SIDE));
        }
        // A million bars that end within two seconds are Redis' own affair.
        if (parts.contains("whole") && load.minutes() * load.symbols() < 100_000) {
            engines.addAll(List.of(READ_SIDE, WHOLE_JOB));
        }
        return engines;
    }

    /** The other engines, and the floor, which shows how far ahead of them anything can be in a JVM that compiles. */
    private Set<Engine.Kind> peers() {
        return parts.contains("peers")
                ? EnumSet.of(FLOOR, READ_SIDE, FLINK_SQL, KAFKA_STREAMS)
                : EnumSet.noneOf(Engine.Kind.class);
    }

    /** What the job costs on the same trades in messages of each format. */
    private void compareFormats() throws Exception {
        Map<TradeFormat, Figures> figures = new EnumMap<>(TradeFormat.class);
        for (TradeFormat format : TradeFormat.values()) {
            Load load = warm(
                    new Load("format-" + format, SCALE_TRADES, FORMAT_SYMBOLS, FORMAT_MINUTES), WARM_TRADES_OF_SCALE);
            try (LoadedTopic topic = LoadedTopic.create(services, load, format)) {
                Figures of = figures.computeIfAbsent(format, f -> new Figures(topic.load()));
                for (int round = 0; round < rounds && (round == 0 || System.nanoTime() < endNanos); round++) {
                    measure(topic, READ_SIDE, PARALLELISM, true, HEAP_MEGABYTES, of);
                }
            }
        }
        System.out.println();
        System.out.println(Figures.header("this job, Kafka to bars, by format"));
        figures.forEach((format, of) -> System.out.println(of.row(format.toString())));
        figures.forEach(
                (format, of) -> System.out.println(format + " / json: " + of.ratio(figures.get(TradeFormat.JSON))));
    }

    private void measure(
            LoadedTopic topic, Engine.Kind engine, int parallelism, boolean warm, int heapMegabytes, Figures figures)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectory(services.folder().resolve("engine-" + orders++));
        Engine.Task task = new Engine.Task(
                services.bootstrapServers(),
                topic.load(),
                topic.format(),
                parallelism,
                folder.toString(),
                engine == WHOLE_JOB ? services.redis() : null);
        EngineProcess.Run run = EngineProcess.execute(new EngineProcess.Order(engine, task, warm, heapMegabytes));
        Path bars = Path.of(run.bars());
        figures.add(run.measurements(), topic.reference().compare(bars));
        Files.delete(bars);
    }

    private static void print(String title, Map<Engine.Kind, Figures> figures) {
        System.out.println();
        System.out.println(Figures.header(title));
        figures.forEach((engine, of) -> System.out.println(of.row(engine.title())));
    }

    private static void ratio(Map<Engine.Kind, Figures> figures, Engine.Kind engine, Engine.Kind other) {
        if (figures.containsKey(engine) && figures.containsKey(other)) {
            System.out.println(engine.shortTitle() + " / " + other.shortTitle() + ": "
                    + figures.get(engine).ratio(figures.get(other)));
        }
    }

    private void scale() throws Exception {
        for (int symbols : new int[] {10, 1_000, 100_000}) {
            scale(symbols, 1, PARALLELISM, HEAP_MEGABYTES);
        }
        scale(100_000, 1, PARALLELISM, SMALL_HEAP_MEGABYTES);
        scale(1_000, 10, PARALLELISM, HEAP_MEGABYTES, READ_SIDE_ON_ROCKSDB);
        scale(1_000, 60, PARALLELISM, HEAP_MEGABYTES);
        scale(1_000, 1, 1, HEAP_MEGABYTES);
    }

    private void scale(int symbols, int minutes, int parallelism, int heapMegabytes, Engine.Kind... more)
            throws Exception {
        Load load = new Load("scale-%d-%d-%d".formatted(symbols, minutes, parallelism), SCALE_TRADES, symbols, minutes);
        try (LoadedTopic topic = LoadedTopic.create(services, warm(load, WARM_TRADES_OF_SCALE))) {
            Map<Engine.Kind, Figures> figures = new EnumMap<>(Engine.Kind.class);
            Set<Engine.Kind> engines = EnumSet.of(FLOOR, READ_SIDE);
            engines.addAll(List.of(more));
            for (Engine.Kind engine : engines) {
                Figures of = figures.computeIfAbsent(engine, e -> new Figures(topic.load()));
                measure(topic, engine, parallelism, true, heapMegabytes, of);
            }
            print(
                    String.format(
                            Locale.ROOT,
                            "%,d symbols, %d min, parallelism %d, heap %,d MB",
                            symbols,
                            minutes,
                            parallelism,
                            heapMegabytes),
                    figures);
            ratio(figures, READ_SIDE, FLOOR);
            ratio(figures, READ_SIDE_ON_ROCKSDB, READ_SIDE);
        }
    }
}
