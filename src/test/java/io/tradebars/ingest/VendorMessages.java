package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.deadletter.SourceRecord;
import io.tradebars.trade.TakerSide;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads messages of one format and tells in a line of text each what its parser says of them: what tests of parsers share. */
final class VendorMessages {

    /** One of each kind that JSON tells apart: its signs, parts of numbers and words, controls, bytes that are no UTF-8. */
    private static final String WRONG_BYTES =
            "{}[]:,\"\\ -+.09eEtTfnNaz/\0\n\u001f\u007f\u0080\u00c3\u00e2\u00f0\u00ff";

    private static final byte[] BYTE_ORDER_MARK = "\uFEFF".getBytes(StandardCharsets.UTF_8);

    private final MessageSettings settings;

    VendorMessages(TradeFormat format) {
        this(format, format.timeUnits().get(0));
    }

    VendorMessages(TradeFormat format, TimestampUnit unit) {
        this(new MessageSettings(
                format,
                new JsonFields("symbol", "price", "size", "timestamp", "id", "sequence", "venue"),
                unit,
                "V",
                Duration.ofMinutes(5)));
    }

    /** @param settings whose venue is {@code V} */
    VendorMessages(MessageSettings settings) {
        this.settings = settings;
    }

    /**
     * What the parser tells, a line each: {@code trade AAPL 126.55 x 1 at 2021-02-22T15:51:44.208Z id 96921 of D, seq 7, SELLER, [@]}
     * (what is not known is left out), {@code cancel …}, {@code correction of 12: …}, {@code ignored quote}.
     *
     * @throws RejectedMessageException as the parser throws it
     */
    List<String> tell(String message) throws RejectedMessageException {
        return tell(settings.newParser(), message);
    }

    /** As {@link #tell}, by a parser that has read another message before, whatever came of that. */
    List<String> tellAfter(String before, String message) throws RejectedMessageException {
        TradeParser parser = settings.newParser();
        try {
            tell(parser, before);
        } catch (RejectedMessageException e) {
            // What it left behind is the point.
        }
        return tell(parser, message);
    }

    private static List<String> tell(TradeParser parser, String message) throws RejectedMessageException {
        return tell(parser, message.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> tell(TradeParser parser, byte[] message) throws RejectedMessageException {
        Told told = new Told();
        parser.parse(message, told);
        return told.lines;
    }

    /** As {@link #tell}, by that parser, or the reason for which it rejects the message. */
    static List<String> tellOrReject(TradeParser parser, byte[] message) {
        try {
            return tell(parser, message);
        } catch (RejectedMessageException e) {
            return List.of("rejected: " + e.getMessage());
        }
    }

    /** The same message behind a byte order mark, which Jackson skips: no scanner is sure of it. */
    static byte[] onlyForJackson(byte[] message) {
        byte[] marked = Arrays.copyOf(BYTE_ORDER_MARK, BYTE_ORDER_MARK.length + message.length);
        System.arraycopy(message, 0, marked, BYTE_ORDER_MARK.length, message.length);
        return marked;
    }

    TradeParser newParser() {
        return settings.newParser();
    }

    /** The trades that the reader makes of a message. */
    List<Trade> trades(String message) {
        return read(newReader(), message.getBytes(StandardCharsets.UTF_8)).records().stream()
                .map(TradeRecord::trade)
                .toList();
    }

    /** The reason for which the whole message is rejected. */
    String reject(String message) {
        MessageReader.Content content = read(newReader(), message.getBytes(StandardCharsets.UTF_8));
        assertThat(content.records()).as(message).singleElement().satisfies(t -> assertThat(t.isRejected())
                .isTrue());
        return content.records().get(0).rejection();
    }

    /** Cuts a message short and changes it, byte by byte: whatever comes of it, no exception leaves the reader. */
    void damage(String message) {
        MessageReader reader = newReader();
        byte[] whole = message.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThat(read(reader, part).records())
                    .as("the first %d bytes of %s", length, message)
                    .singleElement()
                    .satisfies(t -> assertThat(t.isRejected()).isTrue());
        }
        for (int at = 0; at < whole.length; at++) {
            byte right = whole[at];
            for (char wrong : WRONG_BYTES.toCharArray()) {
                whole[at] = (byte) wrong;
                read(reader, whole);
            }
            whole[at] = right;
        }
    }

    private MessageReader newReader() {
        return new MessageReader(settings, Clock.systemUTC());
    }

    private static MessageReader.Content read(MessageReader reader, byte[] message) {
        return reader.read(new SourceRecord("trades", 0, 0, null, message, List.of()));
    }

    private static final class Told implements TradeParser.Result {
        final List<String> lines = new ArrayList<>();

        @Override
        public void trade(TradeDraft trade) {
            lines.add("trade " + line(trade));
        }

        @Override
        public void cancel(TradeDraft trade) {
            lines.add("cancel " + line(trade));
        }

        @Override
        public void correction(String id, TradeDraft corrected) {
            lines.add("correction of " + id + ": " + line(corrected));
        }

        @Override
        public void ignored(String kind) {
            lines.add("ignored " + kind);
        }

        private static String line(TradeDraft draft) {
            Instant time = Instant.ofEpochSecond(0, draft.eventTimeNanos());
            return draft.symbol()
                    + (draft.price() == null ? "" : " " + draft.price().toPlainString())
                    + (draft.size() == null ? "" : " x " + draft.size().toPlainString())
                    + " at " + time
                    + (draft.id() == null ? "" : " id " + draft.id())
                    + (draft.idScope() == null ? "" : " of " + draft.idScope())
                    + (draft.sequence() == null ? "" : ", seq " + draft.sequence())
                    + (draft.taker() == TakerSide.UNKNOWN ? "" : ", " + draft.taker())
                    + ("V".equals(draft.venue()) ? "" : ", venue " + draft.venue())
                    + (draft.conditions().isEmpty() ? "" : ", " + draft.conditions());
        }
    }
}
