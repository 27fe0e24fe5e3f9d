package io.tradebars.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tradebars.deadletter.SourceRecord;
import io.tradebars.ingest.MessageReader;
import io.tradebars.ingest.MessageSettings;
import io.tradebars.trade.Trade;
import io.tradebars.trade.TradeRecord;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;

/**
 * A dry run for one's own feed: for each line of the files one JSON line that says what it would give.
 *
 * <p>{@code {"line":7,"trades":[{"symbol":"A","price":1.5,"size":2,"t":1723161257687,"id":"7"}]}}, with {@code "venue"} and, for an
 * aggregate, {@code "n"} where there are any; {@code {"line":8,"ignored":"kline"}}; {@code {"line":9,"rejected":"…"}}. Lines are
 * counted from 1, over all files.
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
            List<TradeRecord> trades = content.trades();
            if (trades.size() == 1 && trades.get(0).isRejected()) {
                json.writeStringField("rejected", trades.get(0).rejection());
            } else if (!trades.isEmpty()) {
                writeTrades(trades, json);
            }
            if (!content.ignored().isEmpty()) {
                json.writeStringField("ignored", String.join(", ", content.ignored()));
            } else if (trades.isEmpty()) {
                json.writeArrayFieldStart("trades");
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        out.write('\n');
    }

    private static void writeTrades(List<TradeRecord> trades, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("trades");
        for (TradeRecord record : trades) {
            Trade trade = record.trade();
            json.writeStartObject();
            json.writeStringField("symbol", trade.symbol());
            if (trade.venue() != null) {
                json.writeStringField("venue", trade.venue());
            }
            json.writeFieldName("price");
            json.writeNumber(trade.price().stripTrailingZeros().toPlainString());
            json.writeFieldName("size");
            json.writeNumber(trade.size().stripTrailingZeros().toPlainString());
            json.writeNumberField("t", trade.eventTimeMillis());
            json.writeStringField("id", trade.id());
            if (trade.count() != 1) {
                json.writeNumberField("n", trade.count());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
