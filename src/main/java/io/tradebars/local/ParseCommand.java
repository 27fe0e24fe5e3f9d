package io.tradebars.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.ingest.MessageReader;
import io.tradebars.ingest.MessageSettings;
import io.tradebars.trade.Amendment;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/**
 * A dry run for one's own feed: for each line of the files one JSON line that says what it would give.
 *
 * <p>{@code {"line":7,"trades":[{"symbol":"A","price":1.5,"size":2,"t":1723161257687,"id":"7"}]}}, with {@code "venue"} and, for an
 * aggregate, {@code "n"} where there are any; {@code {"line":8,"ignored":"kline"}}; {@code {"line":9,"rejected":"…"}}. A line that takes
 * trades back or corrects them has {@code "cancels"} or {@code "corrections"}, whose {@code "of"} is the id of the trade as it was
 * sent. Lines are counted from 1, over all files.
 */
final class ParseCommand {

    private static final JsonFactory FACTORY = new JsonFactory();

    private ParseCommand() {}

    static void run(List<String> files, MessageSettings settings, Clock clock, OutputStream target) throws IOException {
        MessageReader reader = new MessageReader(settings, clock);
        OutputStream out = new BufferedOutputStream(target, 1 << 16);
        try (InputLines lines = new InputLines(files)) {
            long number = 0;
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                number++;
                SourceRecord record = new SourceRecord("line", 0, number, null, line, List.of());
                write(number, reader.read(record), out);
            }
        }
        out.flush();
    }

    private static void write(long number, MessageReader.Content content, OutputStream out) throws IOException {
        try (JsonGenerator json = FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            json.writeStartObject();
            json.writeNumberField("line", number);
            if (content.rejection() != null) {
                json.writeStringField("rejected", content.rejection());
            } else {
                List<Trade> trades = content.records().stream()
                        .map(TradeRecord::trade)
                        .filter(Objects::nonNull)
                        .toList();
                List<Amendment> amendments = content.records().stream()
                        .map(TradeRecord::amendment)
                        .filter(Objects::nonNull)
                        .toList();
                if (!trades.isEmpty() || content.ignored().isEmpty()) {
                    writeTrades(trades, json);
                }
                writeAmendments("cancels", amendments, true, json);
                writeAmendments("corrections", amendments, false, json);
                if (!content.ignored().isEmpty()) {
                    json.writeStringField("ignored", String.join(", ", content.ignored()));
                }
            }
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void writeTrades(List<Trade> trades, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("trades");
        for (Trade trade : trades) {
            json.writeStartObject();
            writeInstrument(trade.symbol(), trade.venue(), json);
            writePrint(trade, json);
            json.writeNumberField("t", trade.eventTimeMillis());
            // As the message has it, though it may be one that several trades share.
            json.writeStringField("id", trade.order().id());
            if (trade.count() != 1) {
                json.writeNumberField("n", trade.count());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeAmendments(String name, List<Amendment> all, boolean cancels, JsonGenerator json)
            throws IOException {
        List<Amendment> amendments =
                all.stream().filter(each -> each.isCancel() == cancels).toList();
        if (amendments.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart(name);
        for (Amendment amendment : amendments) {
            json.writeStartObject();
            writeInstrument(amendment.symbol(), amendment.venue(), json);
            json.writeStringField("of", amendment.identity().replace('\u0000', ' '));
            if (!cancels) {
                Trade corrected = amendment.corrected();
                writePrint(corrected, json);
                if (!amendment.keepsTime()) {
                    json.writeNumberField("t", corrected.eventTimeMillis());
                }
                json.writeStringField("id", corrected.id());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeInstrument(String symbol, String venue, JsonGenerator json) throws IOException {
        json.writeStringField("symbol", symbol);
        if (venue != null) {
            json.writeStringField("venue", venue);
        }
    }

    private static void writePrint(Trade trade, JsonGenerator json) throws IOException {
        json.writeFieldName("price");
        json.writeNumber(trade.price().stripTrailingZeros().toPlainString());
        json.writeFieldName("size");
        json.writeNumber(trade.size().stripTrailingZeros().toPlainString());
    }
}
