package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.bars.Bar;
import io.tradebars.redis.CommandOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writer does with several requests on their way. */
class RequestsAtOnceTest {

    private final WriterFixture fixture = new WriterFixture().maxRequests(3).maxCommands(2);
    private final SimulatedTask task = fixture.task;
    private final SimulatedRedis redis = fixture.redis;
    private final CapturedLog log = new CapturedLog(BarSinkWriter.class);

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    @Test
    void fullBatchesGoOutAtOnceUpToTheNumberOfPipelines() throws Exception {
        redis.otherwise(redis.answersAfter(100));
        fixture.write(bars(10));
        assertThat(redis.requests).hasSize(3);
        assertThat(fixture.metrics.gauge("requestsInFlight")).isEqualTo(3);

        fixture.flush();

        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).containsExactly(0L, 0L, 0L, 100L, 100L);
        assertThat(redis.stored).hasSize(10);
        assertThat(fixture.metrics.gauge("requestsInFlight")).isEqualTo(0);
    }

    @Test
    void barThatIsDueDoesNotWaitForARequestOfOthers() throws Exception {
        redis.then(redis.answersAfter(500));
        fixture.write(bars(2));
        fixture.write(bar("LATER").closed());
        task.runUntil(100);

        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).containsExactly(0L, 20L);
    }

    @Test
    void barsOfOneInstrumentAreNeverOnTheirWayInTwoRequestsWhileOthersPassThem() throws Exception {
        redis.then(redis.answersAfter(100));
        fixture.write(minute("A", 1), minute("A", 2));
        redis.then(redis.answersAfter(5));
        fixture.write(minute("A", 3), minute("A", 4), minute("B", 1), minute("C", 1));
        task.runUntil(90);
        assertThat(symbolsOfRequests()).containsExactly("AA", "BC");

        fixture.flush();

        assertThat(symbolsOfRequests()).containsExactly("AA", "BC", "AA");
        assertThat(minutesWritten("A")).containsExactly(1, 2, 3, 4);
    }

    @Test
    void barThatFailsStaysBeforeLaterOnesOfItsInstrument() throws Exception {
        redis.then(redis.fails("timeout"));
        fixture.write(minute("A", 1), minute("A", 2), minute("A", 3), minute("A", 4), minute("A", 5));
        fixture.flush();

        assertThat(minutesWritten("A")).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void newerRevisionOfABarThatIsHeldBackTakesItsPlace() throws Exception {
        redis.then(redis.answersAfter(100));
        fixture.write(minute("A", 1), minute("A", 2), minute("A", 3), minute("A", 4));
        task.runUntil(50);
        fixture.write(bar("A").at("2024-08-09T14:03:00Z").trades(9).closed());
        fixture.flush();

        assertThat(minutesWritten("A")).containsExactly(1, 2, 3, 4);
        assertThat(fixture.metrics.count("coalescedBars")).isEqualTo(1);
        assertThat(redis.stored.get(minute("A", 3).key()).revision()).isEqualTo(19);
    }

    @Test
    void faultsOfRequestsThatWereSentTogetherAreOneAttempt() throws Exception {
        redis.then(redis.fails("timeout")).then(redis.fails("timeout")).then(redis.fails("connection lost"));
        fixture.write(bars(6));
        fixture.flush();

        assertThat(log.lines()).containsExactly("WARN Redis timeout (attempt 1/3), retrying in 1.0 s...");
        assertThat(redis.stored).hasSize(6);
        assertThat(fixture.metrics.count("retries")).isEqualTo(1);
    }

    @Test
    void longestWaitThatAnyOfThemAskedForIsKept() throws Exception {
        redis.then(redis.fails("timeout"))
                .then(redis.fails(new CommandOutcome.Transient("HTTP 429", Duration.ofSeconds(7))));
        fixture.write(bars(4));
        fixture.flush();

        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).startsWith(0L, 0L, 7001L);
    }

    @Test
    void oneRequestAtATimeIsOnItsWayUntilOneHasGoneThrough() throws Exception {
        redis.then(redis.fails("timeout")).then(redis.answersAfter(500)).otherwise(redis.answersAfter(500));
        fixture.write(bars(2));
        task.runUntil(10);
        fixture.write(IntStream.range(0, 8).mapToObj(i -> bar("L" + i).closed()).toArray(Bar[]::new));
        fixture.flush();

        assertThat(redis.requests)
                .extracting(SimulatedRedis.Request::atMillis)
                .containsExactly(0L, 1001L, 1501L, 1501L, 1501L, 2001L);
    }

    @Test
    void replyToARequestOfBeforeTheFaultDoesNotEndTheOutage() throws Exception {
        redis.then(redis.fails("timeout")).then(redis.answersAfter(200));
        redis.then(redis.fails("timeout"));
        fixture.write(bars(4));
        task.runUntil(900);
        assertThat(redis.stored).hasSize(2);
        assertThat(redis.requests).hasSize(2);

        fixture.flush();

        assertThat(log.lines())
                .containsExactly(
                        "WARN Redis timeout (attempt 1/3), retrying in 1.0 s...",
                        "WARN Redis timeout (attempt 2/3), retrying in 2.0 s...");
    }

    /** Any answers at any times: all that is told of an instrument is told in its order, and nothing is lost. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverTheTimesOfTheAnswersEachInstrumentIsWrittenInItsOrder(long seed) throws Exception {
        Random random = new Random(seed);
        redis.otherwise((batch, answer) -> (random.nextInt(20) == 0
                        ? redis.fails("HTTP 503")
                        : redis.answersAfter(1 + random.nextInt(200)))
                .handle(batch, answer));
        int[] minutes = new int[5];
        for (int i = 0; i < 1_000; i++) {
            int symbol = random.nextInt(minutes.length);
            fixture.write(minute("S" + symbol, ++minutes[symbol]));
            if (random.nextInt(5) == 0) {
                task.runUntil(task.elapsed() + random.nextInt(50));
            }
            if (random.nextInt(200) == 0) {
                fixture.flush();
            }
        }
        fixture.flush();

        for (int symbol = 0; symbol < minutes.length; symbol++) {
            assertThat(minutesWritten("S" + symbol))
                    .isEqualTo(IntStream.rangeClosed(1, minutes[symbol]).boxed().toList());
        }
    }

    /** The bar that begins so many minutes after 14:00. */
    private static Bar minute(String symbol, int minute) {
        return bar(symbol)
                .at(Instant.parse("2024-08-09T14:00:00Z")
                        .plus(Duration.ofMinutes(minute))
                        .toString())
                .closed();
    }

    private List<Integer> minutesWritten(String symbol) {
        long begin = minute(symbol, 0).key().startMillis();
        return redis.writes.stream()
                .filter(command -> command.key().symbol().equals(symbol))
                .map(command -> (int) ((command.key().startMillis() - begin) / 60_000))
                .toList();
    }

    private List<String> symbolsOfRequests() {
        List<String> symbols = new ArrayList<>();
        for (SimulatedRedis.Request request : redis.requests) {
            StringBuilder of = new StringBuilder();
            request.commands().forEach(command -> of.append(command.key().symbol()));
            symbols.add(of.toString());
        }
        return symbols;
    }

    private static Bar[] bars(int count) {
        return IntStream.range(0, count).mapToObj(i -> bar("S" + i).closed()).toArray(Bar[]::new);
    }
}
