package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.deadletter.DeadLetter;
import io.tradebars.local.SentRecords.Content;
import io.tradebars.local.SentRecords.Letter;
import io.tradebars.local.SentRecords.TextHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A record of 1 s past the epoch whose dead letter was written at 9 s; each test plants one wrong, or shows what is none. */
class SentRecordsTest {

    private static final String POSITION = "trades-1@7";
    private static final String REASON = "message is not JSON: at byte 3";
    private static final long AT = 5_000;
    private static final long WRITTEN = 9_000;
    private static final List<TextHeader> HEADERS = List.of(
            new TextHeader("trace", "\u00ff"),
            new TextHeader("none", null),
            new TextHeader(DeadLetter.REASON_HEADER, "of an earlier life"),
            new TextHeader("trace", "again"));
    private static final Content CONTENT = new Content("key", "\u0000\u00fe", HEADERS);

    private final SentRecords records = new SentRecords();

    @BeforeEach
    void send() {
        records.add(POSITION, new SentRecords.Sent(CONTENT, true, "not JSON", 1_000));
    }

    /** The dead letter that a record gets. */
    static Letter letter(Content content, String reason, String position, long atMillis) {
        List<TextHeader> headers = new ArrayList<>(content.headers());
        headers.add(new TextHeader(DeadLetter.REASON_HEADER, reason));
        headers.add(new TextHeader(DeadLetter.SOURCE_HEADER, position));
        headers.add(new TextHeader(
                DeadLetter.AT_HEADER, Instant.ofEpochMilli(atMillis).toString()));
        return new Letter(new Content(content.key(), content.value(), headers), WRITTEN);
    }

    private static Letter right() {
        return letter(CONTENT, REASON, POSITION, AT);
    }

    private static Letter of(Content content) {
        return letter(content, REASON, POSITION, AT);
    }

    /** A right one, but for the header at this place. */
    private static Letter with(int place, TextHeader header) {
        List<TextHeader> headers = new ArrayList<>(right().content().headers());
        headers.remove(place);
        Optional.ofNullable(header).ifPresent(other -> headers.add(place, other));
        return new Letter(new Content(CONTENT.key(), CONTENT.value(), headers), WRITTEN);
    }

    /** It is wrong, and so the record has no dead letter. */
    private void assertWrong(Letter letter) {
        assertThat(records.wrongLetters(List.of(letter)))
                .hasSize(2)
                .anyMatch(wrong -> wrong.startsWith("rejected, and no dead letter of it: " + POSITION));
    }

    @Test
    void rightLetterIsRightOnceOrMore() {
        assertThat(records.wrongLetters(List.of(right()))).isEmpty();
        assertThat(records.wrongLetters(List.of(right(), letter(CONTENT, REASON, POSITION, AT + 1))))
                .isEmpty();
    }

    @Test
    void rejectWithoutALetterIsWrongAndATradeWithoutOneIsNot() {
        records.add("trades-1@8", new SentRecords.Sent(CONTENT, false, "too late", 1_000));

        assertThat(records.wrongLetters(List.of())).singleElement().asString().contains(POSITION);
    }

    @Test
    void wrongLetterBesideARightOneIsWrong() {
        assertThat(records.wrongLetters(List.of(right(), letter(CONTENT, "too late", POSITION, AT))))
                .hasSize(1);
    }

    @Test
    void otherKeyOrValueIsWrong() {
        assertWrong(of(new Content("other", CONTENT.value(), HEADERS)));
        assertWrong(of(new Content(null, CONTENT.value(), HEADERS)));
        assertWrong(of(new Content(CONTENT.key(), "\u0000\u00ff", HEADERS)));
        assertWrong(of(new Content(CONTENT.key(), null, HEADERS)));
    }

    @Test
    void headerOfItsOwnThatIsLostOrChangedOrMovedIsWrong() {
        assertWrong(of(new Content(CONTENT.key(), CONTENT.value(), List.of())));
        assertWrong(with(0, null));
        assertWrong(with(0, new TextHeader("trace", "\u00fe")));
        assertWrong(with(0, new TextHeader("Trace", "\u00ff")));
        assertWrong(with(1, new TextHeader("none", "")));
        assertWrong(with(2, null));
        List<TextHeader> moved = new ArrayList<>(HEADERS);
        moved.add(moved.remove(0));
        assertWrong(of(new Content(CONTENT.key(), CONTENT.value(), moved)));
    }

    @Test
    void otherPlaceIsWrong() {
        assertWrong(letter(CONTENT, REASON, "trades-1@6", AT));
        assertWrong(letter(CONTENT, REASON, "trades-0@7", AT));
        assertWrong(letter(CONTENT, REASON, "", AT));
        assertWrong(with(HEADERS.size() + 1, null));
    }

    @Test
    void placeOfAnotherRecordIsWrong() {
        records.add("trades-1@8", new SentRecords.Sent(new Content(null, "{}", List.of()), false, "not JSON", 1_000));

        assertWrong(letter(CONTENT, REASON, "trades-1@8", AT));
    }

    @Test
    void reasonThatIsAbsentOrAnotherIsWrong() {
        assertWrong(with(HEADERS.size(), null));
        assertWrong(with(HEADERS.size(), new TextHeader(DeadLetter.REASON_HEADER, null)));
        assertWrong(letter(CONTENT, "price is missing", POSITION, AT));
    }

    @Test
    void timeThatIsNoneOrBeforeItWasSentOrAfterItWasWrittenIsWrong() {
        assertThat(records.wrongLetters(List.of(letter(CONTENT, REASON, POSITION, 1_000))))
                .isEmpty();
        assertThat(records.wrongLetters(List.of(letter(CONTENT, REASON, POSITION, WRITTEN))))
                .isEmpty();
        assertWrong(letter(CONTENT, REASON, POSITION, 999));
        assertWrong(letter(CONTENT, REASON, POSITION, WRITTEN + 1));
        assertWrong(with(HEADERS.size() + 2, new TextHeader(DeadLetter.AT_HEADER, "5000")));
        assertWrong(with(HEADERS.size() + 2, null));
    }

    @Test
    void oneMoreHeaderIsWrong() {
        List<TextHeader> more = new ArrayList<>(HEADERS);
        more.add(new TextHeader("tradebars-error", "none"));

        assertWrong(of(new Content(CONTENT.key(), CONTENT.value(), more)));
    }

    @Test
    void contentSurvivesTheWayIntoARecordAndOut() {
        ProducerRecord<byte[], byte[]> sent = CONTENT.toRecord("trades", 1);

        assertThat(sent.value()).containsExactly(0, 0xfe);
        assertThat(sent.partition()).isEqualTo(1);
        ConsumerRecord<byte[], byte[]> read = new ConsumerRecord<>(
                "trades",
                1,
                7,
                WRITTEN,
                TimestampType.CREATE_TIME,
                0,
                0,
                sent.key(),
                sent.value(),
                sent.headers(),
                Optional.empty());
        assertThat(Letter.of(read)).isEqualTo(new Letter(CONTENT, WRITTEN));
    }
}
