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

/**
 * What the job costs, beside the least that has to be done and beside other engines, all in one run on this machine: {@code mvn -q
 * test-compile exec:exec@benchmark}. The broker, and what stands before Redis, are in this JVM; each engine runs in its own.
 *
 * <p>Cold is a JVM that has just started: a run is measured from the first records that its consumers hand out until all bars are out. Warm
 * is one in the course of its work, as a job is for months: the load comes several times, day after day, and the last part of it is
 * measured. Either way all bars are compared with those to expect.
 */
public final class Benchmark {

    /** The parts, as {@code -Dbenchmark=} names them. */
    private static final Set<String> PARTS =
            new LinkedHashSet<>(List.of("write", "formats", "read", "whole", "peers", "latency", "scale"));

    private static final String ALL = "all";

    private static final int PARALLELISM = 2;

    /** So much of what a warm run reads only warms it up: its compilers share the processors with what they compile. */
    private static final double WARM_UP_SHARE = 0.75;

    private static final int WARM_TRADES = 30_000_000;

    /** A load that has so many minutes of symbols comes less often, so that its bars fit. */
    private static final int MOST_MINUTES_OF_SYMBOLS = 6_000_000;

    private static final int WARM_TRADES_OF_SCALE = 12_000_000;

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
    private final BenchmarkServices services;
    private int orders;

    private Benchmark(Set<String> parts, Set<String> loads, double size, int rounds, BenchmarkServices services) {
        this.parts = parts;
        this.loads = loads;
        this.size = size;
        this.rounds = rounds;
        this.services = services;
    }

    /**
     * Runs it.
     *
     * @param arguments the parts, separated by commas, or {@code all}; names of the loads, likewise; by what to multiply them; in how many
     *     JVMs each engine runs on a load
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
            try (BenchmarkServices services = BenchmarkServices.start()) {
                new Benchmark(parts, loads, Double.parseDouble(arguments[2]), Integer.parseInt(arguments[3]), services)
                        .run();
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
        for (Load load : Load.standard()) {
            if (!loads.contains(load.name())) {
                continue;
            }
            Set<Engine.Kind> warm = warmEngines(load);
            if (!warm.isEmpty()) {
                try (LoadedTopic topic = LoadedTopic.create(services, warm(load, WARM_TRADES))) {
                    compareWarm(topic, warm);
                }
            }
            if (parts.contains("peers")) {
                try (LoadedTopic topic = LoadedTopic.create(services, load.scaled(size))) {
                    comparePeers(topic);
                }
            }
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

    /** The load so many times that a job that reads it is warm when it comes to the last of it. */
    private Load warm(Load load, int trades) {
        int times = Math.min(
                (int) Math.ceil((double) trades / load.trades()),
                MOST_MINUTES_OF_SYMBOLS / (load.symbols() * load.minutes()));
        return load.scaled(size * times);
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

    private void compareWarm(LoadedTopic topic, Set<Engine.Kind> engines) throws Exception {
        Map<Engine.Kind, Figures> figures = measure(topic, engines, true);
        print(topic, "warm", figures);
        ratio(figures, JACKSON_FLOOR, FLOOR);
        ratio(figures, READ_SIDE, FLOOR);
        ratio(figures, WHOLE_JOB, READ_SIDE);
    }

    private void comparePeers(LoadedTopic topic) throws Exception {
        Map<Engine.Kind, Figures> figures = measure(topic, EnumSet.of(READ_SIDE, FLINK_SQL, KAFKA_STREAMS), false);
        print(topic, "cold", figures);
        ratio(figures, READ_SIDE, FLINK_SQL);
        ratio(figures, READ_SIDE, KAFKA_STREAMS);
    }

    /** What the job costs on the same trades in messages of each format. */
    private void compareFormats() throws Exception {
        Map<TradeFormat, Figures> figures = new EnumMap<>(TradeFormat.class);
        for (TradeFormat format : TradeFormat.values()) {
            Load load = warm(
                    new Load("format-" + format, SCALE_TRADES, FORMAT_SYMBOLS, FORMAT_MINUTES), WARM_TRADES_OF_SCALE);
            try (LoadedTopic topic = LoadedTopic.create(services, load, format)) {
                Figures of = figures.computeIfAbsent(format, f -> new Figures(topic.load()));
                for (int round = 0; round < rounds; round++) {
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

    private Map<Engine.Kind, Figures> measure(LoadedTopic topic, Set<Engine.Kind> engines, boolean warm)
            throws Exception {
        Map<Engine.Kind, Figures> figures = new EnumMap<>(Engine.Kind.class);
        for (int round = 0; round < rounds; round++) {
            for (Engine.Kind engine : engines) {
                measure(
                        topic,
                        engine,
                        PARALLELISM,
                        warm,
                        HEAP_MEGABYTES,
                        figures.computeIfAbsent(engine, e -> new Figures(topic.load())));
            }
        }
        return figures;
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
        long warmUp = warm ? Math.round(topic.load().trades() * WARM_UP_SHARE) : 0;
        EngineProcess.Run run = EngineProcess.execute(new EngineProcess.Order(engine, task, warmUp, heapMegabytes));
        Path bars = Path.of(run.bars());
        figures.add(run.measurement(), topic.reference().compare(bars));
        Files.delete(bars);
    }

    private static void print(LoadedTopic topic, String state, Map<Engine.Kind, Figures> figures) {
        Load load = topic.load();
        print(
                String.format(
                        Locale.ROOT,
                        "%s: %,d trades, %,d bars, %s",
                        load.name(),
                        load.trades(),
                        topic.reference().bars(),
                        state),
                figures);
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
        for (int symbols : new int[] {10, 1_000}) {
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
