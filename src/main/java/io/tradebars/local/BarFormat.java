package io.tradebars.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How bars are printed. Numbers are never read as numbers, so they come out as they are stored. */
enum BarFormat {
    /** Columns for people, starts in UTC. */
    TABLE {
        @Override
        void print(List<StoredBar> bars, PrintStream out) throws IOException {
            boolean severalIntervals =
                    bars.stream().map(bar -> bar.key().interval()).distinct().count() > 1;
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("", "start (UTC)", "open", "high", "low", "close", "volume", "vwap", "trades", ""));
            for (StoredBar bar : bars) {
                Map<String, String> fields = fields(bar.json());
                List<String> row = new ArrayList<>();
                row.add(severalIntervals ? bar.key().interval().label() : "");
                row.add(MINUTES.format(Instant.ofEpochMilli(bar.key().startMillis())));
                for (String name : List.of("o", "h", "l", "c", "v", "vw", "n")) {
                    row.add(fields.getOrDefault(name, ""));
                }
                row.add("false".equals(fields.get("x")) ? "open" : "");
                rows.add(row);
            }
            int[] widths = new int[rows.get(0).size()];
            for (List<String> row : rows) {
                for (int i = 0; i < widths.length; i++) {
                    widths[i] = Math.max(widths[i], row.get(i).length());
                }
            }
            for (List<String> row : rows) {
                StringBuilder line = new StringBuilder();
                for (int i = 0; i < widths.length; i++) {
                    if (widths[i] > 0) {
                        line.append(line.isEmpty() ? "" : "  ")
                                .append(" ".repeat(widths[i] - row.get(i).length()))
                                .append(row.get(i));
                    }
                }
                out.println(line.toString().stripTrailing());
            }
        }
    },

    /** One object a line, as an export has them. */
    JSON {
        @Override
        void print(List<StoredBar> bars, PrintStream out) {
            bars.forEach(bar -> out.println(BarReader.line(bar.key(), bar.json())));
        }
    },

    /** Comma-separated (RFC 4180, but for lines that end as the system has it), with all fields that any of the bars has. */
    CSV {
        @Override
        void print(List<StoredBar> bars, PrintStream out) throws IOException {
            List<Map<String, String>> rows = new ArrayList<>();
            Set<String> names = new LinkedHashSet<>();
            for (StoredBar bar : bars) {
                Map<String, String> row = fields(BarReader.line(bar.key(), bar.json()));
                names.addAll(row.keySet());
                rows.add(row);
            }
            out.println(String.join(",", names));
            for (Map<String, String> row : rows) {
                out.println(String.join(
                        ",",
                        names.stream()
                                .map(name -> quoted(row.getOrDefault(name, "")))
                                .toList()));
            }
        }
    };

    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private static final int SHOWN_CHARACTERS = 100;

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Prints bars, all of one symbol. */
    abstract void print(List<StoredBar> bars, PrintStream out) throws IOException;

    /** The texts of a flat object's fields in their order; {@code null} is empty. */
    private static Map<String, String> fields(String json) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                fields.put(name, parser.nextToken() == JsonToken.VALUE_NULL ? "" : parser.getText());
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "what stands in Redis is no bar: '" + json.substring(0, Math.min(json.length(), SHOWN_CHARACTERS))
                            + "' (is redis.key that of the job?)");
        }
        return fields;
    }

    private static String quoted(String text) {
        return text.matches("[^\",\r\n]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }
}
