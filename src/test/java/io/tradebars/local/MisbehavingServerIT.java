package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.tradebars.bars.BarOptions;
import io.tradebars.job.RunOptions;
import io.tradebars.local.FaultyHandler.Arrival;
import io.tradebars.local.FaultyHandler.Exchange;
import io.tradebars.local.FaultyLink.Greeting;
import io.tradebars.sink.RedisOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.assertj.core.api.SoftAssertions;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The real job, fed live, against a real endpoint that misbehaves in one way after the other, while a reader watches all bars
 * all the time: each bar is exact in the end or a dead letter, no reader ever sees one go back, and the job never starts anew.
 */
@TestInstance(Lifecycle.PER_CLASS)
class MisbehavingServerIT {

    private static final long START = 1_723_161_240_000L;
    private static final List<String> SYMBOLS = List.of("GC", "SI", "PL");
    private static final Duration CALL_TIMEOUT = Duration.ofMillis(1_500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String JSON = "application/json";
    private static final int CROWD = 100;
    /** How an open bar ends in a request, where it is a JSON string; the guard's script, which goes along, names the field, too. */
    private static final String OPEN_BAR = "\\\"x\\\":false}";

    private final FaultyHandler handler = new FaultyHandler();
    /** Keys of bars that, in this case, no request gets into Redis. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    /** The same, of all cases so far. */
    private final Set<String> unwritable = ConcurrentHashMap.newKeySet();

    /** Keys of the dead letters of the cases so far. */
    private final Set<String> deadBefore = ConcurrentHashMap.newKeySet();

    private RestBench redis;
    private FaultyLink link;
    private JobBench bench;
    private BarWatcher watcher;
    private LocalFlink job;
    private Feed feed;

    /** What goes wrong; {@link #happen} returns when it has. */
    enum Fault {
        CONNECTIONS_ARE_REFUSED {
            @Override
            void happen(MisbehavingServerIT it) throws Exception {
                long before = Counters.now().retries();
                it.link.refuse();
                it.until(() -> Counters.now().retries() >= before + 4);
                it.link.listen();
            }
        },
        CONNECTIONS_ARE_RESET_WHEN_ACCEPTED {
            @Override
            void happen(MisbehavingServerIT it) {
                it.greet(Greeting.RESET, 3);
            }
        },
        TLS_HANDSHAKES_ARE_RESET {
            @Override
            void happen(MisbehavingServerIT it) {
                it.greet(Greeting.RESET_AFTER_FIRST_BYTES, 3);
            }
        },
        TLS_HANDSHAKES_HANG {
            @Override
            void happen(MisbehavingServerIT it) {
                it.greet(Greeting.SILENCE, 2);
            }
        },
        CONNECTIONS_END_BEFORE_THE_EFFECT {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(3, Exchange::hangUp);
            }
        },
        CONNECTIONS_ARE_RESET_BEFORE_THE_EFFECT {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(3, exchange -> {
                    it.link.reset();
                    exchange.abandon();
                });
            }
        },
        CONNECTIONS_END_AFTER_THE_EFFECT {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(3, exchange -> exchange.execute().thenRun(exchange::hangUp));
            }
        },
        CONNECTIONS_ARE_RESET_AFTER_THE_EFFECT {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(
                        3,
                        exchange -> exchange.execute().thenRun(it.link::reset).thenRun(exchange::abandon));
            }
        },
        REPLIES_ARE_CUT_IN_THE_MIDDLE {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(3, exchange -> exchange.execute().thenAccept(exchange::cutInTheMiddleOf));
            }
        },
        REPLIES_ARE_ONE_ELEMENT_SHORT {
            @Override
            void happen(MisbehavingServerIT it) {
                it.answerDifferently(reply -> reply.replaceFirst("\\{[^}]*},?", ""));
            }
        },
        REPLIES_HAVE_ONE_ELEMENT_MORE {
            @Override
            void happen(MisbehavingServerIT it) {
                it.answerDifferently(reply -> reply.replaceFirst("\\[", "[{\"result\":1},"));
            }
        },
        REPLIES_ARE_OF_ANOTHER_TYPE {
            @Override
            void happen(MisbehavingServerIT it) {
                it.answerDifferently(reply -> reply.replaceAll("\\d+", "\"QmFycw==\""));
            }
        },
        REPLIES_ARE_NULL {
            @Override
            void happen(MisbehavingServerIT it) {
                it.answerDifferently(reply -> reply.replaceAll("\\d+", "null"));
            }
        },
        REPLIES_ARE_SLOW {
            @Override
            void happen(MisbehavingServerIT it) {
                Executor later = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
                it.meet(2, exchange -> exchange.execute().thenAcceptAsync(exchange::answer, later));
            }
        },
        REQUESTS_ARE_LEFT_UNANSWERED {
            @Override
            void happen(MisbehavingServerIT it) {
                Executor later = CompletableFuture.delayedExecutor(CALL_TIMEOUT.toMillis() * 2, TimeUnit.MILLISECONDS);
                it.meet(2, exchange -> later.execute(exchange::abandon));
            }
        },
        THE_CONNECTION_FALLS_SILENT {
            @Override
            void happen(MisbehavingServerIT it) {
                int before = it.link.accepted();
                it.link.freeze();
                it.until(() -> it.link.accepted() > before);
            }
        },
        CONNECTIONS_ARE_CLOSED_BETWEEN_REQUESTS {
            @Override
            void happen(MisbehavingServerIT it) {
                int before = it.link.accepted();
                it.link.hangUp();
                it.until(() -> it.link.accepted() > before);
            }
        },
        THE_TOKEN_IS_NOT_ACCEPTED {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(3, exchange -> exchange.answer(401, JSON, "{\"error\":\"WRONGPASS invalid auth token\"}"));
            }
        },
        THE_SERVER_ASKS_TO_WAIT {
            @Override
            void happen(MisbehavingServerIT it) {
                CompletableFuture<Exchange> asked = new CompletableFuture<>();
                it.meet(1, exchange -> {
                    exchange.header(HttpHeader.RETRY_AFTER, "2");
                    exchange.answer(429, JSON, "{\"error\":\"ERR slow down\"}");
                    asked.complete(exchange);
                });
                assertThat(it.nextOnTheConnectionOf(asked.join())).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
            }
        },
        THE_SERVER_HAS_AN_ERROR {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(3, exchange -> exchange.answer(500, JSON, "{\"error\":\"ERR internal error\"}"));
            }
        },
        A_PROXY_ANSWERS_WITH_ITS_PAGE {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(3, exchange -> exchange.answer(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>"));
            }
        },
        A_PROXY_ANSWERS_WITH_ITS_PAGE_AND_CALLS_IT_A_SUCCESS {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(3, exchange -> exchange.answer(200, "text/html", "<html>Please log in</html>"));
            }
        },
        THE_SERVER_IS_OVERLOADED {
            @Override
            void happen(MisbehavingServerIT it) {
                it.meet(3, exchange -> exchange.answer(503, "text/plain", "try again"));
            }
        },
        ONE_KEY_OF_A_HUNDRED_IS_OF_ANOTHER_TYPE {
            @Override
            void happen(MisbehavingServerIT it) {
                long minute = it.feed.latest() + 2 * JobBench.MINUTE;
                String guilty = it.refuse("T42", minute);
                try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + it.redis.redisPort);
                        var connection = client.connect()) {
                    connection.sync().lpush(guilty, "someone else's");
                }
                it.feed.crowd("T", minute);
                it.awaitDeadLetter(guilty, minute, "WRONGTYPE");
            }
        },
        REQUESTS_WITH_ONE_OF_A_HUNDRED_BARS_ARE_REJECTED_AS_BAD {
            @Override
            void happen(MisbehavingServerIT it) {
                it.rejectOneOfACrowd("B", 400);
            }
        },
        REQUESTS_WITH_ONE_OF_A_HUNDRED_BARS_ARE_REJECTED_AS_TOO_LARGE {
            @Override
            void happen(MisbehavingServerIT it) {
                it.rejectOneOfACrowd("L", 413);
            }
        },
        A_WRITE_THAT_TIMED_OUT_LANDS_AFTER_A_NEWER_ONE {
            @Override
            void happen(MisbehavingServerIT it) {
                CompletableFuture<Exchange> held = new CompletableFuture<>();
                it.handler.next(1, OPEN_BAR, held::complete);
                Exchange late = held.join();
                long minute = it.feed.latest();
                it.until(() -> it.feed.latest() > minute + JobBench.MINUTE);
                it.awaitWhole();

                String reply = new String(late.execute().join(), StandardCharsets.UTF_8);

                late.abandon();
                assertThat(reply).as("what Redis said to the old bars").contains("{\"result\":0}");
            }
        };

        abstract void happen(MisbehavingServerIT it) throws Exception;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Sends a quarter of a minute of event time of each symbol at a time, each symbol in a partition of its own. */
    private final class Feed implements AutoCloseable {
        private static final long PACE_MILLIS = 75;
        private static final int TRADES_OF_A_MINUTE = 4;

        /** By key, the minute of each bar whose trades were all sent. */
        private final Map<String, Long> sent = new ConcurrentHashMap<>();

        private final Map<Long, String> crowds = new ConcurrentHashMap<>();
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private volatile long latest = START;
        private volatile boolean broken;
        private int next;

        void start() {
            thread.scheduleAtFixedRate(this::sendNext, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
        }

        /** Lets many symbols trade in one minute that is still to come. */
        void crowd(String prefix, long minute) {
            crowds.put(minute, prefix);
        }

        /** The minute being sent: what comes after will close its bars. */
        long latest() {
            return latest;
        }

        private void sendNext() {
            try {
                List<ProducerRecord<byte[], byte[]>> trades = new ArrayList<>();
                for (int i = 0; i < SYMBOLS.size(); i++) {
                    trades.add(trade(i, SYMBOLS.get(i)));
                }
                String prefix = crowds.get(latest);
                List<String> crowd = prefix == null ? List.of() : symbols(prefix);
                crowd.forEach(symbol -> trades.add(trade(0, symbol)));
                bench.sendAll(trades);
                if (next == TRADES_OF_A_MINUTE - 1) {
                    SYMBOLS.forEach(symbol -> sent.put(JobBench.key(symbol, latest), latest));
                    crowd.forEach(symbol -> sent.put(JobBench.key(symbol, latest), latest));
                }
                next++;
                if (next == TRADES_OF_A_MINUTE) {
                    next = 0;
                    latest += JobBench.MINUTE;
                }
            } catch (Exception e) {
                broken = true;
                throw new IllegalStateException("Kafka takes no trades", e);
            }
        }

        private ProducerRecord<byte[], byte[]> trade(int partition, String symbol) {
            byte[] trade = JobBench.trades(symbol, latest).get(next).getBytes(StandardCharsets.UTF_8);
            return new ProducerRecord<>(JobBench.TOPIC, partition, null, trade);
        }

        private static List<String> symbols(String prefix) {
            return IntStream.range(0, CROWD).mapToObj(i -> prefix + i).toList();
        }

        @Override
        public void close() throws InterruptedException {
            thread.shutdown();
            assertThat(thread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        redis = new RestBench(handler);
        link = new FaultyLink(redis.endpoint.httpsUrl());
        bench = new JobBench(folder, SYMBOLS.size());
        bench.writeOverHttps(link.httpsUrl());
        bench.options.set(RedisOptions.CALL_TIMEOUT, CALL_TIMEOUT);
        bench.options.set(RedisOptions.RETRY_INITIAL_BACKOFF, Duration.ofMillis(50));
        bench.options.set(RedisOptions.RETRY_MAX_BACKOFF, Duration.ofSeconds(3));
        bench.options.set(BarOptions.UPDATE_INTERVAL, Duration.ofMillis(100));
        bench.options.set(RunOptions.PARALLELISM, 2);
        bench.flink.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
        watcher = new BarWatcher(redis.redisPort, MisbehavingServerIT::isSent);
        feed = new Feed();
        job = bench.startJob(false, new SeenBars(Integer.MAX_VALUE));
        feed.start();
        until(() -> watcher.openBars() > 0);
    }

    @AfterAll
    void stop() throws Exception {
        feed.close();
        job.close();
        watcher.close();
        bench.close();
        link.close();
        redis.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Fault.class)
    void everyBarIsExactOrADeadLetterAndNoneEverGoesBackThough(Fault fault) throws Exception {
        long looksBefore = watcher.looks();
        refused.clear();
        long completedBefore = MetricsTap.TOTALS.of("numberOfCompletedCheckpoints");

        fault.happen(this);
        handler.relent();
        awaitWhole();
        until(() -> MetricsTap.TOTALS.of("numberOfCompletedCheckpoints") > completedBefore);

        SoftAssertions all = new SoftAssertions();
        all.assertThat(watcher.wrongs()).isEmpty();
        all.assertThat(watcher.looks()).isGreaterThan(looksBefore + 10);
        Set<String> dead = deadLetterValues().keySet();
        dead.removeAll(deadBefore);
        deadBefore.addAll(dead);
        all.assertThat(dead).as("dead letters").isEqualTo(refused);
        all.assertThat(MetricsTap.TOTALS.of("numRestarts")).isZero();
        all.assertThat(job.isEnded()).isFalse();
        all.assertThat(feed.broken).isFalse();
        all.assertAll();
    }

    private static boolean isSent(String key, String value) {
        long minute = Long.parseLong(key.substring(key.lastIndexOf(':') + 1));
        return JobBench.states(minute).contains(value);
    }

    /** All bars whose trades have been sent by now are in Redis as they should be when closed, but for those refused. */
    private void awaitWhole() {
        Map<String, String> expected = new HashMap<>();
        feed.sent.forEach((key, minute) -> expected.put(key, JobBench.bar(minute)));
        expected.keySet().removeAll(unwritable);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(() -> assertThat(watcher.latest())
                .containsAllEntriesOf(expected));
    }

    private void until(Callable<Boolean> condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    /** Resets what is open and greets the next connections in this way. */
    private void greet(Greeting how, int connections) {
        link.greet(how, connections);
        link.reset();
        until(() -> link.stillToGreet() == 0);
    }

    private void meet(int requests, FaultyHandler.Fault fault) {
        handler.next(requests, fault);
        until(() -> handler.left() == 0);
    }

    private void answerDifferently(UnaryOperator<String> change) {
        meet(3, exchange -> exchange.execute()
                .thenApply(reply -> change.apply(new String(reply, StandardCharsets.UTF_8)))
                .thenAccept(reply -> exchange.answer(reply.getBytes(StandardCharsets.UTF_8))));
    }

    /** How long after it the next request came over the same connection. */
    private Duration nextOnTheConnectionOf(Exchange exchange) {
        int seen = handler.arrivals().size();
        long begin = handler.arrivals().stream()
                .filter(arrival -> arrival.connection().equals(exchange.connection()))
                .mapToLong(Arrival::nanos)
                .max()
                .orElseThrow();
        List<Arrival> next = new ArrayList<>();
        until(() -> {
            handler.arrivals().stream()
                    .skip(seen)
                    .filter(arrival -> arrival.connection().equals(exchange.connection()))
                    .forEach(next::add);
            return !next.isEmpty();
        });
        return Duration.ofNanos(next.get(0).nanos() - begin);
    }

    private String refuse(String symbol, long minute) {
        String key = JobBench.key(symbol, minute);
        refused.add(key);
        unwritable.add(key);
        return key;
    }

    private void rejectOneOfACrowd(String prefix, int status) {
        long minute = feed.latest() + 2 * JobBench.MINUTE;
        String guilty = refuse(prefix + "42", minute);
        handler.always(guilty, exchange -> exchange.answer(status, JSON, "{\"error\":\"ERR no such request\"}"));
        feed.crowd(prefix, minute);
        awaitDeadLetter(guilty, minute, "ERR no such request");
    }

    /** Until the closed bar is a dead letter, whole and with its reason. */
    private void awaitDeadLetter(String key, long minute, String reason) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(deadLetterValues()).containsEntry(key, JobBench.bar(minute)));
        assertThat(bench.deadLetters()).allSatisfy(letter -> {
            if (key.equals(new String(letter.key(), StandardCharsets.UTF_8))) {
                assertThat(new String(
                                letter.headers().lastHeader("tradebars-reason").value(), StandardCharsets.UTF_8))
                        .contains(reason);
            }
        });
    }

    /** By key, the last value that is among the dead letters. */
    private Map<String, String> deadLetterValues() {
        Map<String, String> values = new HashMap<>();
        bench.deadLetters().stream()
                .sorted(Comparator.comparingLong(ConsumerRecord::offset))
                .forEach(letter -> values.put(
                        new String(letter.key(), StandardCharsets.UTF_8),
                        new String(letter.value(), StandardCharsets.UTF_8)));
        return values;
    }
}
