package io.tradebars.local;

import static org.awaitility.Awaitility.await;

import io.tradebars.local.FaultPlan.Step;
import io.tradebars.local.FaultyHandler.Exchange;
import io.tradebars.local.FaultyLink.Greeting;
import io.tradebars.local.SentRecords.Letter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The job on a cluster of separate JVMs, fed live from a real broker, over HTTPS into a real Redis, while all that a {@link FaultPlan}
 * has goes wrong at the same time; and what {@link FaultChecker} says of it in the end.
 */
final class FaultRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration CALL_TIMEOUT = Duration.ofMillis(1_500);
    /** What a fault of the line waits for may never come while the job is down. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final int TASK_MANAGERS = 2;
    private static final int FROZEN_LONGER = 12;
    private static final int MOST_STEPS_AHEAD = 8;
    private static final String JSON = "application/json";

    private final Path folder;
    private final long seed;
    private final FaultyHandler handler = new FaultyHandler();
    private final ClusterBench bench;
    private final FaultyLink link;
    private final FlinkCluster cluster;
    private final Deque<FlinkProcess> taskManagers = new ArrayDeque<>();
    private final FaultReaders readers;
    private final Map<Fault, Integer> counts = new ConcurrentHashMap<>();
    private final List<Map<String, String>> held = new CopyOnWriteArrayList<>();
    private final ExecutorService lanes = Executors.newFixedThreadPool(Fault.Lane.values().length);
    private final Executor afterTheCallTimeout =
            CompletableFuture.delayedExecutor(CALL_TIMEOUT.toMillis() * 2, TimeUnit.MILLISECONDS);
    private FaultFeed feed;
    private String jar;
    private volatile String job;

    /**
     * What came of it.
     *
     * @param counts how often each fault happened
     * @param trades sent
     * @param bars in Redis in the end
     * @param deadLetters some of them more than once, when the job went back to a checkpoint
     * @param looks of all readers
     * @param wrongs what the checker found, a sentence each
     */
    record Outcome(
            Map<Fault, Integer> counts, long trades, int bars, int deadLetters, long looks, List<String> wrongs) {

        int faults() {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }

        /** A line for each kind of fault, then the figures. */
        String text() {
            StringBuilder text = new StringBuilder();
            counts.forEach((fault, count) -> text.append(String.format("%,8d %s%n", count, fault)));
            return text.append(String.format(
                            "%,8d faults; %,d trades, %,d bars, %,d dead letters, %,d looks; %,d wrong",
                            faults(), trades, bars, deadLetters, looks, wrongs.size()))
                    .toString();
        }
    }

    FaultRun(Path folder, long seed) throws Exception {
        this.folder = folder;
        this.seed = seed;
        bench = new ClusterBench(folder, FaultFeed.PARTITIONS, handler);
        link = new FaultyLink(bench.redis.endpoint.httpsUrl());
        readers = new FaultReaders(bench.redis.redisPort);
        cluster = new FlinkCluster(Files.createDirectories(folder.resolve("flink")), Map.of());
    }

    /**
     * Lets it all happen.
     *
     * @param length for how long
     * @param least how many faults each lane has at the least, however long that takes on a busy machine
     */
    Outcome run(Duration length, int least) throws Exception {
        cluster.startJobManager();
        for (int i = 0; i < TASK_MANAGERS; i++) {
            taskManagers.add(cluster.startTaskManager());
        }
        cluster.awaitTaskManagers(TASK_MANAGERS);
        jar = cluster.rest().upload(ClusterBench.JAR);
        job = cluster.rest().run(jar, arguments(2));
        feed = new FaultFeed(bench.kafka, seed);
        await().atMost(PATIENCE).until(() -> readers.bars().size() > 5);

        long end = System.nanoTime() + length.toNanos();
        List<Future<?>> running = new ArrayList<>();
        for (Fault.Lane lane : Fault.Lane.values()) {
            running.add(lanes.submit((Callable<Void>) () -> {
                FaultPlan plan = new FaultPlan(seed, lane);
                for (int i = 0; i < least || System.nanoTime() - end < 0; i++) {
                    happen(plan.next());
                }
                return null;
            }));
        }
        for (Future<?> lane : running) {
            lane.get();
        }
        feed.close();
        return outcome();
    }

    private List<String> arguments(int parallelism) {
        return bench.arguments(Map.of(
                "redis.url", link.httpsUrl(),
                "redis.call-timeout", CALL_TIMEOUT.toMillis() + " ms",
                "redis.retry.initial-backoff", "20 ms",
                "redis.retry.max-backoff", "300 ms",
                "bar.update-interval", "50 ms",
                "bar.idle-timeout", "1 s",
                "bar.allowed-lateness", "10 min",
                "parallelism", Integer.toString(parallelism)));
    }

    private Outcome outcome() throws Exception {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> checker().wrongAtTheEnd(readers.bars()).isEmpty());
        } catch (ConditionTimeoutException e) {
            // What is wrong is told below.
        }
        readers.close();
        FaultChecker checker = checker();
        Map<String, String> bars = bench.bars();
        List<String> wrongs = new ArrayList<>(checker.wrongAtTheEnd(bars));
        long looks = 0;
        for (Sightings sightings : readers.sightings()) {
            wrongs.addAll(checker.wrongSightings(sightings));
            looks += sightings.looks();
        }
        return new Outcome(
                new TreeMap<>(counts),
                feed.trades(),
                bars.size(),
                checker.letters().size(),
                looks,
                wrongs);
    }

    private FaultChecker checker() {
        List<Letter> letters =
                bench.kafka.deadLetters().stream().map(Letter::of).toList();
        return new FaultChecker(feed.sent, feed.records, letters, held);
    }

    private void happen(Step step) throws Exception {
        TimeUnit.MILLISECONDS.sleep(step.pauseMillis());
        int times =
                switch (step.fault()) {
                    case CONNECTIONS_RESET -> once(link::reset);
                    case CONNECTIONS_CLOSED -> once(link::hangUp);
                    case CONNECTIONS_FROZEN -> once(link::freeze);
                    case CONNECTIONS_REFUSED -> refuse(step.holdMillis());
                    case CONNECTION_RESET_WHEN_ACCEPTED -> greet(Greeting.RESET, step.times() / 4 + 1);
                    case TLS_HANDSHAKE_RESET -> greet(Greeting.RESET_AFTER_FIRST_BYTES, step.times() / 4 + 1);
                    case TLS_HANDSHAKE_HANGS -> greet(Greeting.SILENCE, 1);
                    case HUNG_UP_BEFORE_THE_EFFECT -> meet(step.times(), Exchange::hangUp);
                    case HUNG_UP_AFTER_THE_EFFECT ->
                        meet(step.times(), exchange -> exchange.execute().thenRun(exchange::hangUp));
                    case REPLY_CUT ->
                        meet(step.times(), exchange -> exchange.execute().thenAccept(exchange::cutInTheMiddleOf));
                    case REPLY_SLOW -> slow(step.times(), step.holdMillis());
                    case NO_REPLY -> meet(1, exchange -> afterTheCallTimeout.execute(exchange::abandon));
                    case STATUS_429 -> answer(step.times(), 429);
                    case STATUS_500 -> answer(step.times(), 500);
                    case STATUS_503 -> answer(step.times(), 503);
                    case REDIS_FULL -> fill(step.holdMillis());
                    case REDIS_EMPTIED -> {
                        held.add(readers.empty(bench.redis));
                        yield 1;
                    }
                    case EVENT_TIME_STEPS_AHEAD -> once(() -> feed.stepAhead(1 + step.times() % MOST_STEPS_AHEAD));
                    case PARTITION_IDLE -> idle(step.times() % FaultFeed.PARTITIONS, step.holdMillis() * 4);
                    case TASK_MANAGER_KILLED -> kill();
                    case TASK_MANAGER_FROZEN -> freeze(step.holdMillis() * FROZEN_LONGER);
                    case BROKER_RESTARTED -> restartBroker();
                    case RESCALED_BY_SAVEPOINT -> rescale(1 + step.times() % 3);
                };
        counts.merge(step.fault(), times, Integer::sum);
        if (step.fault().lane == Fault.Lane.MACHINES) {
            // Else a job could be kept from ever getting on.
            awaitCheckpoint();
        }
    }

    private static int once(Runnable fault) {
        fault.run();
        return 1;
    }

    private int refuse(int millis) throws Exception {
        link.refuse();
        TimeUnit.MILLISECONDS.sleep(millis);
        link.listen();
        return 1;
    }

    private int greet(Greeting how, int connections) throws InterruptedException {
        link.greet(how, connections);
        link.reset();
        waitAWhile(() -> link.stillToGreet() == 0);
        int met = connections - link.stillToGreet();
        link.greet(Greeting.CARRY, 0);
        return met;
    }

    private int meet(int requests, FaultyHandler.Fault fault) throws InterruptedException {
        handler.next(requests, fault);
        waitAWhile(() -> handler.left() == 0);
        int met = requests - handler.left();
        handler.relent();
        return met;
    }

    private int answer(int requests, int status) throws InterruptedException {
        return meet(requests, exchange -> exchange.answer(status, JSON, "{\"error\":\"ERR on purpose\"}"));
    }

    private int slow(int requests, int millis) throws InterruptedException {
        Executor later = CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
        return meet(requests, exchange -> exchange.execute().thenAcceptAsync(exchange::answer, later));
    }

    private static void waitAWhile(Callable<Boolean> condition) {
        try {
            await().atMost(LONGEST_WAIT).pollInterval(Duration.ofMillis(5)).until(condition);
        } catch (ConditionTimeoutException e) {
            // As many as came have met it.
        }
    }

    private int fill(int millis) throws InterruptedException {
        readers.limitMemory(1);
        TimeUnit.MILLISECONDS.sleep(millis);
        readers.limitMemory(0);
        return 1;
    }

    private int idle(int partition, int millis) throws InterruptedException {
        feed.idle(partition);
        TimeUnit.MILLISECONDS.sleep(millis);
        feed.idle(-1);
        return 1;
    }

    private int kill() throws Exception {
        taskManagers.remove().kill();
        taskManagers.add(cluster.startTaskManager());
        return 1;
    }

    /** For longer than the heartbeat's time-out or not. */
    private int freeze(int millis) throws Exception {
        FlinkProcess frozen = taskManagers.peek();
        frozen.freeze();
        TimeUnit.MILLISECONDS.sleep(millis);
        frozen.wake();
        return 1;
    }

    private int restartBroker() throws IOException {
        bench.kafka.kafka.close();
        bench.kafka.kafka.start();
        return 1;
    }

    private int rescale(int parallelism) throws Exception {
        String savepoint = "";
        while (savepoint.isEmpty()) {
            await().atMost(PATIENCE).until(() -> cluster.rest().isRunning(job));
            String stop = cluster.rest().stop(job, folder.resolve("savepoints"));
            savepoint =
                    await().atMost(PATIENCE).until(() -> cluster.rest().savepoint(job, stop), found -> found != null);
        }
        String from = savepoint;
        await().atMost(PATIENCE).until(() -> cluster.rest().status(job).equals("FINISHED"));
        job = cluster.rest().runFrom(from, jar, arguments(parallelism));
        return 1;
    }

    private void awaitCheckpoint() throws Exception {
        int before = cluster.rest().completedCheckpoints(job);
        await().atMost(PATIENCE).until(() -> cluster.rest().completedCheckpoints(job) > before);
    }

    @Override
    public void close() throws Exception {
        lanes.shutdownNow();
        readers.close();
        cluster.close();
        link.close();
        bench.close();
    }
}
