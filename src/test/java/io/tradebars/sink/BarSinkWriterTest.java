package io.tradebars.sink;

import static io.tradebars.sink.TestBars.bar;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradebars.bars.Bar;
import io.tradebars.deadletter.DeadLetter;
import io.tradebars.redis.CommandOutcome;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.junit.jupiter.api.Test;

/** Batches, order, replies and back-pressure; {@link BarSinkWriterOutageTest} has what happens when Redis is away. */
class BarSinkWriterTest {

    private final WriterFixture fixture = new WriterFixture();
    private final SimulatedTask task = fixture.task;
    private final SimulatedRedis redis = fixture.redis;

    @Test
    void barsThatComeWithinTheLingerShareOneRequest() throws Exception {
        fixture.write(bar("A").closed(), bar("B").closed());
        task.runUntil(19);
        assertThat(redis.requests).isEmpty();

        task.runUntil(20);

        assertThat(redis.requests).singleElement().satisfies(request -> assertThat(request.commands())
                .hasSize(2));
    }

    @Test
    void lingerCountsFromTheFirstBarOfTheBatch() throws Exception {
        fixture.write(bar("A").closed());
        task.runUntil(15);
        fixture.write(bar("B").closed());
        task.runUntil(25);
        fixture.write(bar("C").closed());
        task.runUntil(100);

        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).containsExactly(20L, 45L);
    }

    @Test
    void barsThatAWatermarkClosedWaitForNoOthers() throws Exception {
        fixture.write(bar("A").closed(), bar("B").open());
        fixture.writer().writeWatermark(new Watermark(TestBars.START.toEpochMilli()));

        assertThat(redis.requests).singleElement().satisfies(request -> {
            assertThat(request.atMillis()).isZero();
            assertThat(request.commands()).hasSize(2);
        });
    }

    @Test
    void theyWaitNoLongerAlsoIfARequestOfTheirInstrumentIsOnItsWay() throws Exception {
        redis.then(redis.answersAfter(5));
        fixture.write(bar("A").trades(1).closed());
        fixture.writer().writeWatermark(new Watermark(TestBars.START.toEpochMilli()));
        fixture.write(bar("A").trades(2).closed());
        fixture.writer().writeWatermark(new Watermark(TestBars.START.toEpochMilli() + 1));
        task.runUntil(100);

        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).containsExactly(0L, 5L);
    }

    @Test
    void openBarsAndThoseOfHistoryWaitForOthersWhateverTheWatermark() throws Exception {
        fixture.write(bar("A").at("2024-08-09T13:00:00Z").closed());
        fixture.writer().writeWatermark(new Watermark(TestBars.START.toEpochMilli()));
        fixture.write(bar("B").open());
        fixture.writer().writeWatermark(new Watermark(TestBars.START.toEpochMilli() + 1));
        assertThat(redis.requests).isEmpty();
        task.runUntil(1_000);

        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).containsExactly(20L);
    }

    @Test
    void barOfHistoryWaitsForOthersForASecond() throws Exception {
        fixture.write(bar("A").at("2024-08-09T13:00:00Z").closed());
        task.runUntil(999);
        assertThat(redis.requests).isEmpty();
        task.runUntil(1_000);
        assertThat(redis.requests).hasSize(1);
    }

    @Test
    void freshBarTakesTheBarsOfHistoryAlongAfterItsLinger() throws Exception {
        fixture.write(bar("A").at("2024-08-09T13:00:00Z").closed(), bar("B").closed());
        task.runUntil(20);
        assertThat(redis.requests).singleElement().satisfies(request -> assertThat(request.commands())
                .hasSize(2));
    }

    @Test
    void fullBatchByCommandsIsSentAtOnce() throws Exception {
        fixture.maxCommands(3);
        fixture.write(bars(3));

        assertThat(redis.requests).singleElement().satisfies(request -> assertThat(request.commands())
                .hasSize(3));
        assertThat(task.elapsed()).isZero();
    }

    @Test
    void fullBatchByBytesIsSentAtOnceAndNeverExceedsTheLimit() throws Exception {
        BarLayout layout = BarLayout.of(WriterFixture.settings("redis://cache", 1, 1, java.time.Duration.ZERO)
                .layout());
        int size = layout.toCommand(bars(1)[0]).sizeBytes();
        int limit = layout.scriptBytes() + size * 3 + size / 2;
        fixture.maxRequests(1).maxBytes(limit);
        fixture.write(bars(10));
        assertThat(redis.requests).hasSize(1);

        fixture.flush();

        assertThat(redis.requests).allSatisfy(request -> assertThat(layout.scriptBytes()
                        + request.commands().stream()
                                .mapToInt(BarCommand::sizeBytes)
                                .sum())
                .isLessThanOrEqualTo(limit));
        assertThat(redis.stored).hasSize(10);
    }

    @Test
    void barLargerThanABatchTravelsAlone() throws Exception {
        fixture.maxBytes(10);
        fixture.write(bars(3));
        fixture.flush();

        assertThat(redis.requests).hasSize(3);
        assertThat(redis.stored).hasSize(3);
    }

    @Test
    void onlyTheNewestRevisionOfABarIsSent() throws Exception {
        fixture.write(
                bar("A").trades(1).open(),
                bar("A").trades(2).open(),
                bar("A").trades(2).closed());
        fixture.flush();

        assertThat(redis.requests).singleElement().satisfies(request -> assertThat(request.revisions())
                .containsExactly(5L));
        assertThat(fixture.metrics.count("coalescedBars")).isEqualTo(2);
    }

    @Test
    void olderRevisionThatComesLaterIsDropped() throws Exception {
        fixture.write(bar("A").trades(5).closed(), bar("A").trades(4).closed());
        fixture.flush();
        redis.then(redis.answersAfter(50));
        fixture.write(bar("B").trades(5).closed());
        task.runUntil(task.elapsed() + 21);
        fixture.write(bar("B").trades(4).closed());
        fixture.flush();

        assertThat(redis.requests)
                .extracting(SimulatedRedis.Request::revisions)
                .containsExactly(
                        LongStream.of(11).boxed().toList(),
                        LongStream.of(11).boxed().toList());
    }

    @Test
    void revisionsOfOneBarAreNeverOnTheirWayTogether() throws Exception {
        fixture.maxCommands(1);
        redis.then(redis.answersAfter(500));
        fixture.write(bar("A").trades(1).open(), bar("A").trades(2).open());
        task.runUntil(400);
        assertThat(redis.requests).hasSize(1);

        fixture.flush();

        assertThat(redis.requests).extracting(SimulatedRedis.Request::atMillis).containsExactly(0L, 500L);
        assertThat(redis.writes).extracting(BarCommand::revision).containsExactly(2L, 4L);
    }

    @Test
    void flushReturnsOnlyWhenRedisHasAnswered() throws Exception {
        redis.then(redis.answersAfter(700));
        fixture.write(bar("A").closed());
        fixture.flush();

        assertThat(task.elapsed()).isEqualTo(700);
        assertThat(redis.stored).hasSize(1);
        assertThat(fixture.metrics.gauge("requestsInFlight")).isEqualTo(0);
    }

    @Test
    void flushOfNothingDoesNotWait() throws Exception {
        fixture.flush();

        assertThat(task.yields()).isZero();
    }

    @Test
    void writeBlocksWhileTheBufferIsFullAndLosesNothing() throws Exception {
        fixture.maxRequests(1).maxCommands(2);
        redis.otherwise(redis.answersAfter(100));
        Bar[] bars = bars(2 * BarSinkWriter.BUFFER_BATCHES + 2);
        fixture.write(bars);
        assertThat(task.yields()).isZero();
        assertThat(fixture.metrics.gauge("barsWaiting")).isEqualTo(2 * BarSinkWriter.BUFFER_BATCHES);

        fixture.write(bar("NEXT").closed());

        assertThat(task.elapsed()).isEqualTo(100);
        fixture.flush();
        assertThat(redis.stored).hasSize(bars.length + 1);
    }

    @Test
    void newRevisionOfAWaitingBarNeedsNoRoomInAFullBuffer() throws Exception {
        fixture.maxCommands(1);
        redis.otherwise(redis.neverAnswers());
        fixture.write(bars(BarSinkWriter.BUFFER_BATCHES + 1));

        fixture.write(bar("S3").trades(9).closed());

        assertThat(task.yields()).isZero();
    }

    @Test
    void refusedBarIsSetAsideWholeAndTheOther99AreWritten() throws Exception {
        redis.then(redis.answersBy(command -> command.key().symbol().equals("S42")
                ? new CommandOutcome.Refused("WRONGTYPE Operation against a key")
                : new CommandOutcome.Done()));
        fixture.write(bars(100));
        fixture.flush();

        assertThat(redis.requests).hasSize(1);
        assertThat(redis.stored).hasSize(99);
        DeadLetter letter = fixture.deadLetters.letters.get(0);
        assertThat(fixture.deadLetters.letters).hasSize(1);
        assertThat(new String(letter.key(), UTF_8)).isEqualTo("bars:1m:S42:1723212180000");
        assertThat(new String(letter.value(), UTF_8))
                .isEqualTo(BarJson.of(bar("S42").closed()));
        assertThat(letter.reason())
                .isEqualTo("bar S42 14:03 revision 3 rejected by Redis: WRONGTYPE Operation against a key");
        assertThat(letter.source()).isEqualTo("redis:bars:1m:S42:1723212180000");
        assertThat(letter.headers())
                .extracting(DeadLetter.RecordHeader::name)
                .containsExactly(RefusedBar.INTERVAL_HEADER, RefusedBar.SYMBOL_HEADER);
        assertThat(fixture.metrics.count("refusedBars")).isEqualTo(1);
        assertThat(fixture.metrics.count("numRecordsSendErrors")).isEqualTo(1);
        assertThat(fixture.metrics.count("numRecordsSend")).isEqualTo(99);
    }

    @Test
    void flushAlsoFlushesDeadLetters() throws Exception {
        redis.then(redis.fails(new CommandOutcome.Refused("ERR no")));
        fixture.write(bar("A").closed());
        fixture.flush();

        assertThat(fixture.deadLetters.flushed).isEqualTo(1);
    }

    @Test
    void deadLetterThatCannotBeKeptFailsTheFlush() throws Exception {
        redis.then(redis.fails(new CommandOutcome.Refused("ERR no")));
        fixture.deadLetters.failure = new IOException("no broker");
        fixture.write(bar("A").closed());

        assertThatThrownBy(fixture::flush).hasRootCauseMessage("no broker");
        assertThatThrownBy(fixture::flush).hasMessageContaining("no broker");
    }

    @Test
    void batchRejectedAsAWholeIsSentAgainOneByOneSoThatOnlyTheGuiltyIsSetAside() throws Exception {
        redis.otherwise((batch, answer) -> {
            boolean guilty =
                    batch.stream().anyMatch(command -> command.key().symbol().equals("S3"));
            (guilty ? redis.fails(new CommandOutcome.BatchRejected("HTTP 413: too large")) : redis.answers())
                    .handle(batch, answer);
        });
        fixture.write(bars(5));
        fixture.flush();

        assertThat(redis.requests)
                .extracting(request -> request.commands().size())
                .containsExactly(5, 1, 1, 1, 1, 1);
        assertThat(redis.stored).hasSize(4);
        assertThat(fixture.deadLetters.letters).singleElement().satisfies(letter -> assertThat(letter.reason())
                .isEqualTo("bar S3 14:03 revision 3 rejected by Redis: HTTP 413: too large"));
        assertThat(fixture.metrics.count("retries")).isZero();
    }

    @Test
    void barsThatComeAfterARejectedBatchShareARequestAgain() throws Exception {
        fixture.maxRequests(1);
        redis.then(redis.fails(new CommandOutcome.BatchRejected("HTTP 413")));
        fixture.write(bars(2));
        task.runUntil(20);
        fixture.write(bar("X").closed(), bar("Y").closed());
        fixture.flush();

        assertThat(redis.requests)
                .extracting(request -> request.commands().size())
                .containsExactly(2, 1, 1, 2);
    }

    @Test
    void brokenCallbackFailsTheJobInsteadOfHanging() throws Exception {
        redis.then((batch, answer) ->
                task.after(5, () -> answer.completeExceptionally(new IllegalStateException("callback broke"))));
        fixture.write(bar("A").closed());

        assertThatThrownBy(fixture::flush).hasRootCauseMessage("callback broke");
        assertThatThrownBy(() -> fixture.write(bar("B").closed())).hasMessageContaining("a mistake in the sink");
    }

    @Test
    void missingReplyFailsTheJobInsteadOfHanging() throws Exception {
        redis.then((batch, answer) -> answer.complete(java.util.List.of()));
        fixture.write(bar("A").closed());

        assertThatThrownBy(fixture::flush).hasStackTraceContaining("without a reply for each");
    }

    @Test
    void replyAfterCloseIsIgnored() throws Exception {
        redis.then(redis.answersAfter(100));
        fixture.write(bar("A").closed());
        task.runUntil(50);
        fixture.writer().close();
        task.end();

        task.runUntil(10_000);

        assertThat(fixture.metrics.count("numRecordsSend")).isZero();
    }

    @Test
    void replyAfterTheTaskHasEndedIsIgnored() throws Exception {
        redis.then(redis.answersAfter(100));
        fixture.write(bar("A").closed());
        task.runUntil(50);
        task.end();

        task.runUntil(10_000);

        assertThat(redis.requests).hasSize(1);
    }

    @Test
    void secondCloseDoesNothing() {
        fixture.writer().close();
        fixture.writer().close();

        assertThat(fixture.closings).isEqualTo(1);
        assertThat(fixture.deadLetters.closed).isTrue();
    }

    @Test
    void countsTellWhatRedisAnswered() throws Exception {
        fixture.write(bar("A").trades(3).closed());
        fixture.flush();
        redis.then(redis.answersAfter(30));
        // The guard in Redis says no to this one, as after a restore.
        fixture.write(bar("A").trades(1).open(), bar("B").open());
        fixture.flush();

        assertThat(fixture.metrics.count("requests")).isEqualTo(2);
        assertThat(fixture.metrics.count("numRecordsSend")).isEqualTo(3);
        assertThat(fixture.metrics.count("barsWritten")).isEqualTo(2);
        assertThat(fixture.metrics.count("staleBars")).isEqualTo(1);
        assertThat(fixture.metrics.count("numBytesSend")).isPositive();
        assertThat(fixture.metrics.gauge("currentSendTime")).isEqualTo(30L);
        assertThat(fixture.metrics.gauge("tlsHandshakes")).isEqualTo(1L);
        assertThat(fixture.metrics.gauge("connectionsActive")).isEqualTo(2);
        assertThat(fixture.metrics.gauge("connectionsIdle")).isEqualTo(3);
        assertThat(fixture.metrics.histogram("batchCommands").getStatistics().getValues())
                .containsExactly(1, 2);
        assertThat(fixture.metrics.histogram("requestMillis").getStatistics().getValues())
                .containsExactly(1, 30);
        // The simulated clock starts when the minute of the bar ends; open bars do not count.
        assertThat(fixture.metrics
                        .histogram("closeToVisibleMillis")
                        .getStatistics()
                        .getValues())
                .containsExactly(1);
    }

    private static Bar[] bars(int count) {
        return IntStream.range(0, count).mapToObj(i -> bar("S" + i).closed()).toArray(Bar[]::new);
    }
}
