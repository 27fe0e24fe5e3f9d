package io.tradebars.local;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A week of a market in some minutes: the job on a cluster of separate JVMs with a checkpoint each second, fed live from a real broker, over
 * HTTPS into a real Redis whose keys expire. Each bar must be seen exact; and all that grows with time must have stopped growing.
 */
final class Soak implements AutoCloseable {

    private static final int SYMBOLS = 400;
    private static final int MINUTES = 7 * 24 * 60;
    private static final int PARTITIONS = 4;
    private static final long FIRST = 1_723_161_240_000L;
    private static final int TASK_MANAGERS = 2;

    /** Of a week of bars only those of the last seconds are in Redis at a time. */
    private static final Duration TTL = Duration.ofSeconds(20);

    private static final Duration LOOKS = Duration.ofSeconds(3);
    private static final Duration SAMPLES = Duration.ofSeconds(8);
    private static final int SAMPLES_TO_A_LINE = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern CLIENTS = Pattern.compile("connected_clients:(\\d+)");
    private static final Pattern DATASET = Pattern.compile("used_memory_dataset:(\\d+)");

    private final SteadyMarket market = new SteadyMarket(SYMBOLS, FIRST, MINUTES, PARTITIONS);
    private final ClusterBench bench;
    private final FlinkCluster cluster;
    private final Map<String, FlinkProcess> processes = new LinkedHashMap<>();
    private final Map<String, Map<Figure, List<Double>>> samples = new LinkedHashMap<>();
    private final RedisClient client;

    /**
     * What came of it.
     *
     * @param trades sent
     * @param bars seen exact
     * @param checkpoints completed
     * @param figures whether each is flat
     * @param wrongs what was wrong with the bars or the job, a sentence each
     */
    record Outcome(long trades, long bars, int checkpoints, List<Flatness> figures, List<String> wrongs) {

        boolean isGood() {
            return wrongs.isEmpty() && figures.stream().allMatch(Flatness::isFlat);
        }

        /** A line for each figure, and what else there is to say. */
        String text() {
            return Flatness.header() + "\n"
                    + figures.stream().map(Flatness::row).collect(Collectors.joining("\n"))
                    + String.format(
                            Locale.ROOT,
                            "%n%,d trades, %,d bars exact, %,d checkpoints; %d wrong",
                            trades,
                            bars,
                            checkpoints,
                            wrongs.size());
        }
    }

    Soak(Path folder) throws IOException {
        bench = new ClusterBench(folder, PARTITIONS);
        cluster = new FlinkCluster(Files.createDirectories(folder.resolve("flink")), Map.of());
        client = RedisClient.create("redis://" + Ports.HOST + ":" + bench.redis.redisPort);
    }

    /** Lets the week pass in so much time, or longer where the machine takes longer. */
    Outcome run(Duration length) throws Exception {
        processes.put("jobmanager", cluster.startJobManager());
        for (int i = 1; i <= TASK_MANAGERS; i++) {
            processes.put("taskmanager-" + i, cluster.startTaskManager());
        }
        cluster.awaitTaskManagers(TASK_MANAGERS);
        String job = cluster.rest()
                .run(
                        cluster.rest().upload(ClusterBench.JAR),
                        bench.arguments(Map.of(
                                "parallelism", Integer.toString(PARTITIONS), "redis.ttl", TTL.toSeconds() + " s")));
        await().atMost(PATIENCE).until(() -> cluster.rest().completedCheckpoints(job) > 0);
        try (MarketReader reader = new MarketReader(market, bench.redis.redisPort, LOOKS);
                MarketFeed feed = new MarketFeed(bench.kafka, market, length.toNanos());
                StatefulRedisConnection<String, String> redis = client.connect()) {
            long begin = System.nanoTime();
            while (!feed.isDone()) {
                sample(job, redis.sync());
                tell(Duration.ofNanos(System.nanoTime() - begin), feed, reader);
                TimeUnit.NANOSECONDS.sleep(begin + samplesSoFar() * SAMPLES.toNanos() - System.nanoTime());
            }
            feed.await();
            return outcome(job, feed, reader);
        }
    }

    private void sample(String job, RedisCommands<String, String> redis) throws Exception {
        for (Map.Entry<String, FlinkProcess> process : processes.entrySet()) {
            ProcessFigures.of(process.getValue()).forEach((figure, value) -> note(process.getKey(), figure, value));
        }
        note("job", Figure.CHECKPOINT, cluster.rest().lastCheckpointBytes(job));
        String info = redis.info();
        note("redis", Figure.KEYS, redis.dbsize());
        note("redis", Figure.CONNECTIONS, number(CLIENTS, info));
        note("redis", Figure.DATA, number(DATASET, info));
    }

    private static double number(Pattern pattern, String info) {
        Matcher matcher = pattern.matcher(info);
        if (!matcher.find()) {
            throw new IllegalStateException("Redis does not tell " + pattern + ": " + info);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private void note(String of, Figure figure, double value) {
        samples.computeIfAbsent(of, any -> new LinkedHashMap<>())
                .computeIfAbsent(figure, any -> new ArrayList<>())
                .add(value);
    }

    private int samplesSoFar() {
        return samples.get("job").get(Figure.CHECKPOINT).size();
    }

    private void tell(Duration passed, MarketFeed feed, MarketReader reader) {
        if (samplesSoFar() % SAMPLES_TO_A_LINE != 1) {
            return;
        }
        System.out.printf(
                Locale.ROOT,
                "%d s: minute %,d of %,d, %,d trades, %,d bars exact%n",
                passed.toSeconds(),
                feed.minutes(),
                MINUTES,
                feed.trades(),
                reader.sightings.exact());
        samples.forEach((of, figures) -> System.out.printf(
                "  %-14s %s%n",
                of,
                figures.entrySet().stream()
                        .map(figure -> figure.getKey().title + " "
                                + figure.getKey()
                                        .text(figure.getValue()
                                                .get(figure.getValue().size() - 1)))
                        .collect(Collectors.joining(", "))));
    }

    private Outcome outcome(String job, MarketFeed feed, MarketReader reader) throws Exception {
        List<String> wrongs = new ArrayList<>();
        try {
            await().atMost(PATIENCE).until(() -> reader.sightings.missing() == 0);
        } catch (ConditionTimeoutException e) {
            wrongs.add(reader.sightings.missing() + " bars were never seen exact");
        }
        wrongs.addAll(reader.sightings.wrongs());
        int restores = cluster.rest().restores(job);
        if (restores > 0) {
            wrongs.add("the job went back to a checkpoint " + restores + " times");
        }
        int deadLetters = bench.kafka.deadLetters().size();
        if (deadLetters > 0) {
            wrongs.add(deadLetters + " dead letters of trades that were all right");
        }
        List<Flatness> figures = new ArrayList<>();
        samples.forEach((of, all) -> all.forEach((figure, values) -> figures.add(Flatness.of(of, figure, values))));
        return new Outcome(
                feed.trades(), reader.sightings.exact(), cluster.rest().completedCheckpoints(job), figures, wrongs);
    }

    @Override
    public void close() throws Exception {
        client.shutdown();
        cluster.close();
        bench.close();
    }
}
