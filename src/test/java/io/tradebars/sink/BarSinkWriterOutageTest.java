package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradebars.bars.Bar;
import io.tradebars.redis.CommandOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writer does, and says, while Redis is slow, away or out of order. */
class BarSinkWriterOutageTest {

    private final WriterFixture fixture = new WriterFixture();
    private final SimulatedTask task = fixture.task;
    private final SimulatedRedis redis = fixture.redis;
    private final CapturedLog log = new CapturedLog(BarSinkWriter.class);

    @AfterEach
    void stopCapturing() {
        log.close();
    }

    @Test
    void timedOutRequestIsTriedAgainAfterItsBackoffAndLoggedOnce() throws Exception {
        redis.then(redis.fails("timeout"));
        fixture.write(bars(10));
        fixture.flush();

        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).containsExactly(0L, 1001L);
        assertThat(redis.stored).hasSize(10);
        assertThat(log.lines()).containsExactly("WARN Redis timeout (attempt 1/3), retrying in 1.0 s...");
        assertThat(fixture.metrics.count("retries")).isEqualTo(1);
    }

    @Test
    void flushWithOnlyARetryTimerPendingEnds() throws Exception {
        redis.then(redis.fails("timeout"));
        fixture.write(bar("A").closed());
        task.runUntil(100);
        assertThat(fixture.metrics.gauge("requestsInFlight")).isEqualTo(0);

        fixture.flush();

        assertThat(redis.stored).hasSize(1);
    }

    /** Flink's own no longer fire while a job stops with a savepoint. */
    @Test
    void flushTriesAgainWithoutTimersOfTheTask() throws Exception {
        redis.then(redis.fails("timeout")).then(redis.fails("HTTP 503"));
        fixture.write(bar("A").closed());
        task.quiesceTimers();
        fixture.flush();

        assertThat(redis.stored).hasSize(1);
        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).containsExactly(0L, 1001L, 3002L);
    }

    @Test
    void flushGoesOnWithARetryWhoseTimerWasSetBeforeTheTaskEnded() throws Exception {
        redis.then(redis.fails("timeout"));
        fixture.write(bar("A").closed());
        task.runUntil(100);
        task.quiesceTimers();
        fixture.flush();

        assertThat(redis.stored).hasSize(1);
    }

    @Test
    void retryWaitsAsLongAsTheServerAsks() throws Exception {
        redis.then(redis.fails(new CommandOutcome.Transient("HTTP 429", Duration.ofSeconds(7))));
        fixture.write(bar("A").closed());
        fixture.flush();

        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).containsExactly(0L, 7001L);
        assertThat(log.lines()).containsExactly("WARN Redis HTTP 429 (attempt 1/3), retrying in 7.0 s...");
    }

    @Test
    void nothingIsSentWhileARetryIsDueNotEvenNewBars() throws Exception {
        fixture.maxCommands(2);
        redis.then(redis.fails("HTTP 503"));
        fixture.write(bars(2));
        task.runUntil(10);
        fixture.write(bar("X").closed(), bar("Y").closed(), bar("Z").closed());

        task.runUntil(1000);

        assertThat(redis.requests).hasSize(1);
    }

    @Test
    void onlyTheFailedCommandsOfABatchAreSentAgain() throws Exception {
        redis.then(redis.answersBy(command -> command.key().symbol().equals("S1")
                ? new CommandOutcome.Transient("LOADING", null)
                : new CommandOutcome.Done()));
        fixture.write(bars(3));
        fixture.flush();

        assertThat(redis.requests)
                .extracting(request -> request.commands().size())
                .containsExactly(3, 1);
        assertThat(redis.stored).hasSize(3);
    }

    @Test
    void newerRevisionTakesThePlaceOfOneThatFailed() throws Exception {
        redis.then(redis.fails("timeout"));
        fixture.write(bar("A").trades(1).open());
        task.runUntil(20);
        fixture.write(bar("A").trades(1).closed());
        fixture.flush();

        assertThat(redis.requests)
                .extracting(SimulatedRedis.Request::revisions)
                .containsExactly(List.of(2L), List.of(3L));
        assertThat(fixture.metrics.count("coalescedBars")).isEqualTo(1);
    }

    @Test
    void oldRevisionThatTimedOutAndLandsLateNeverReplacesTheNewOne() throws Exception {
        // Given up after 30 s, executed after 60 s, long after the closed bar was written.
        redis.then(redis.timesOutButExecutesAfter(60_000));
        fixture.write(bar("A").trades(1).open());
        task.runUntil(25_000);
        fixture.write(bar("A").trades(8).closed());
        fixture.flush();
        assertThat(task.elapsed()).isLessThan(60_000);

        task.runUntil(100_000);

        assertThat(redis.writes).extracting(BarCommand::revision).containsExactly(17L);
        assertThat(fixture.metrics.count("numRecordsSend")).isEqualTo(1);
    }

    @Test
    void afterTheAttemptsBarsAreHeldAndRedisIsProbedWithOneBarAtATime() throws Exception {
        redis.otherwise(redis.fails("connection refused"));
        fixture.write(bars(10));
        task.runUntil(60_000);

        assertThat(redis.requests)
                .extracting(request -> request.commands().size())
                .startsWith(10, 10, 10)
                .endsWith(1);
        // Every 2.5 s after the first three, since the random half of the wait is 0 here.
        assertThat(redis.requests).hasSizeBetween(24, 26);
        assertThat(log.lines())
                .containsExactly(
                        "WARN Redis connection refused (attempt 1/3), retrying in 1.0 s...",
                        "WARN Redis connection refused (attempt 2/3), retrying in 2.0 s...",
                        "WARN Redis connection refused (attempt 3/3): redis://cache:6379 cannot be reached (connection"
                                + " refused). 10 bars are held and Redis is probed until 2024-08-09T14:09:00.021Z;"
                                + " after that the job fails over to its last checkpoint (redis.outage.max is 5 min)");
    }

    @Test
    void heldBarsAreSentTogetherOnceAProbeGetsThrough() throws Exception {
        redis.otherwise(redis.fails("connection refused"));
        fixture.write(bars(10));
        task.after(60_000, () -> redis.otherwise(redis.answers()));
        fixture.flush();

        assertThat(redis.stored).hasSize(10);
        assertThat(redis.requests)
                .extracting(request -> request.commands().size())
                .endsWith(1, 9);
        assertThat(log.lines()).hasSize(4);
        assertThat(log.lines().get(3))
                .matches("INFO Redis can be reached again after 6\\d\\.\\d s; 9 held bars are being sent");
    }

    @Test
    void attemptsBeginAnewAfterARequestWithoutAFailure() throws Exception {
        redis.then(redis.fails("timeout"))
                .then(redis.fails("timeout"))
                .then(redis.answers())
                .then(redis.fails("timeout"));
        fixture.write(bar("A").closed());
        fixture.flush();
        fixture.write(bar("B").closed());
        fixture.flush();

        assertThat(log.lines())
                .containsExactly(
                        "WARN Redis timeout (attempt 1/3), retrying in 1.0 s...",
                        "WARN Redis timeout (attempt 2/3), retrying in 2.0 s...",
                        "WARN Redis timeout (attempt 1/3), retrying in 1.0 s...");
    }

    @Test
    void outageLongerThanItsMaximumFailsTheJobWithWhatAndWhere() throws Exception {
        redis.otherwise(redis.fails("connection refused"));
        fixture.write(bars(3));

        assertThatThrownBy(fixture::flush)
                .hasRootCauseMessage("Redis at redis://cache:6379 could not be reached for 5 min (redis.outage.max):"
                        + " connection refused. 3 bars are not in Redis; the job goes back to its last checkpoint and"
                        + " writes them again");
        assertThat(task.elapsed()).isEqualTo(Duration.ofMinutes(5).toMillis() + 1);
    }

    @Test
    void outageFailsTheJobOnTimeEvenWhileAProbeHangs() throws Exception {
        fixture.outageMax(Duration.ofSeconds(10));
        redis.then(redis.fails("timeout")).otherwise(redis.neverAnswers());
        fixture.write(bar("A").closed());

        assertThatThrownBy(fixture::flush).hasStackTraceContaining("redis.outage.max");
        assertThat(task.elapsed()).isEqualTo(10_001);
    }

    @Test
    void outageFailsTheJobWithoutInputOrCheckpointToo() throws Exception {
        redis.otherwise(redis.fails("timeout"));
        fixture.write(bar("A").closed());

        assertThatThrownBy(() -> task.runUntil(Duration.ofMinutes(6).toMillis()))
                .hasMessageContaining("redis.outage.max");
    }

    @Test
    void flushNeverSucceedsOverAStoredFailure() throws Exception {
        fixture.outageMax(Duration.ofSeconds(1));
        redis.otherwise(redis.fails("timeout"));
        fixture.write(bar("A").closed());
        assertThatThrownBy(() -> task.runUntil(5000)).hasMessageContaining("redis.outage.max");
        redis.otherwise(redis.answers());

        assertThatThrownBy(fixture::flush).hasMessageContaining("The Redis sink has failed");
        assertThatThrownBy(() -> fixture.write(bar("B").closed())).hasMessageContaining("The Redis sink has failed");
    }

    @Test
    void unauthorizedInARunIsAnOutageThatSaysWhatToDo() throws Exception {
        redis.otherwise(redis.fails(new CommandOutcome.Unauthorized("WRONGPASS invalid or missing auth token")));
        fixture.write(bar("A").closed());
        task.after(20_000, () -> redis.otherwise(redis.answers()));
        fixture.flush();

        assertThat(redis.stored).hasSize(1);
        assertThat(log.lines().get(0)).isEqualTo("WARN Redis unauthorized (attempt 1/3), retrying in 1.0 s...");
        assertThat(log.lines().get(1))
                .isEqualTo(
                        "WARN Redis at redis://cache:6379 does not let bars be written: WRONGPASS invalid or missing auth"
                                + " token (the user in redis.url must be allowed to write: see ACL in the documentation of Redis)");
        assertThat(log.lines().get(3)).contains("(unauthorized: WRONGPASS invalid or missing auth token)");
        assertThat(log.lines())
                .filteredOn(line -> line.contains("does not let"))
                .hasSize(1);
        assertThat(fixture.metrics.count("unauthorizedRequests")).isGreaterThan(3);
    }

    @Test
    void refusedBarDoesNotWaitForTheOutageOfItsNeighbours() throws Exception {
        redis.then(redis.answersBy(command -> command.key().symbol().equals("S0")
                ? new CommandOutcome.Refused("WRONGTYPE")
                : new CommandOutcome.Transient("LOADING", null)));
        fixture.write(bars(2));
        task.runUntil(100);

        assertThat(fixture.deadLetters.letters).hasSize(1);
        fixture.flush();
        assertThat(redis.stored).hasSize(1);
    }

    @Test
    void backPressureHoldsInputDuringAnOutageAndNothingIsLost() throws Exception {
        fixture.maxCommands(2);
        redis.otherwise(redis.fails("connection lost"));
        task.after(90_000, () -> redis.otherwise(redis.answers()));
        fixture.write(bars(200));
        assertThat(task.elapsed()).isGreaterThanOrEqualTo(90_000);
        fixture.flush();

        assertThat(redis.stored).hasSize(200);
    }

    /** Any mixture of faults, late landings and checkpoints: the end is right and no write goes backwards. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensTheNewestRevisionOfEachBarIsInRedisAfterAFlush(long seed) throws Exception {
        Random random = new Random(seed);
        fixture.maxCommands(7);
        redis.otherwise((batch, answer) -> {
            SimulatedRedis.Behaviour behaviour =
                    switch (random.nextInt(8)) {
                        case 0 -> redis.fails("HTTP 503");
                        case 1 -> redis.timesOutButExecutesAfter(random.nextInt(90_000));
                        case 2 ->
                            redis.answersBy(command -> random.nextBoolean()
                                    ? new CommandOutcome.Done()
                                    : new CommandOutcome.Transient("connection lost", null));
                        case 3 ->
                            batch.size() > 1
                                    ? redis.fails(new CommandOutcome.BatchRejected("HTTP 413"))
                                    : redis.answers();
                        default -> redis.answersAfter(random.nextInt(200));
                    };
            behaviour.handle(batch, answer);
        });
        long[] trades = new long[20];
        for (int i = 0; i < 2000; i++) {
            int symbol = random.nextInt(trades.length);
            fixture.write(bar("S" + symbol).trades(++trades[symbol]).open());
            if (random.nextInt(10) == 0) {
                task.runUntil(task.elapsed() + random.nextInt(100));
            }
            if (random.nextInt(200) == 0) {
                fixture.flush();
                assertNewestIsStored(trades);
            }
        }
        fixture.flush();
        task.runUntil(task.elapsed() + 200_000);

        assertNewestIsStored(trades);
        assertThat(fixture.deadLetters.letters).isEmpty();
    }

    private void assertNewestIsStored(long[] trades) {
        for (int i = 0; i < trades.length; i++) {
            if (trades[i] > 0) {
                Bar newest = bar("S" + i).trades(trades[i]).open();
                assertThat(redis.stored.get(newest.key()).revision()).isEqualTo(newest.revision());
            }
        }
    }

    private static Bar[] bars(int count) {
        return IntStream.range(0, count).mapToObj(i -> bar("S" + i).closed()).toArray(Bar[]::new);
    }
}
