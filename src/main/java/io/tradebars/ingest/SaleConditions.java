package io.tradebars.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tradebars.trade.Counting;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What trades count for, by the venue's codes of how they came about.
 *
 * <p>The table is a file with one JSON object: for each code, what of a bar a trade with it counts for, out of {@code high-low},
 * {@code open-close} and {@code volume}:
 *
 * <pre>{@code
 * {"@": ["high-low", "open-close", "volume"], "I": ["volume"], "W": ["volume"], "M": []}
 * }</pre>
 *
 * <p>Of several codes each takes something away: a trade counts for what all of them let it count for, as the consolidated tapes
 * have it (UTP and CTA Plans, "Sale condition matrix"). A code that is not in the table takes nothing away; the code {@code *} stands
 * for all of these. Without a table every trade counts for everything. Immutable.
 */
public final class SaleConditions implements Serializable {

    /** No table. */
    public static final SaleConditions NONE = new SaleConditions(Map.of());

    private static final long serialVersionUID = 1L;

    private static final String OTHERS = "*";

    private final Map<String, Rule> rules;

    /** A {@link Counting} that can be part of the job graph. */
    private record Rule(boolean highLow, boolean openClose, boolean volume) implements Serializable {
        Counting counting() {
            return new Counting(highLow, openClose, volume);
        }
    }

    private SaleConditions(Map<String, Rule> rules) {
        this.rules = Map.copyOf(rules);
    }

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException if it cannot be read; the message goes on after the option's name and says why
     */
    public static SaleConditions read(Path file) {
        Map<String, Rule> rules = new HashMap<>();
        try (JsonParser json = new JsonFactory().createParser(Files.readAllBytes(file))) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(file, "it is no JSON object");
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String code = json.currentName();
                json.nextToken();
                if (rules.put(code, readRule(code, json, file)) != null) {
                    throw malformed(file, "code '" + code + "' is given twice");
                }
            }
            if (json.nextToken() != null) {
                throw malformed(file, "it goes on after its object");
            }
        } catch (JsonProcessingException e) {
            throw malformed(
                    file,
                    "it is no JSON: " + e.getOriginalMessage() + " in line "
                            + e.getLocation().getLineNr());
        } catch (IOException e) {
            throw new IllegalArgumentException("names a file that cannot be read: " + e);
        }
        return new SaleConditions(rules);
    }

    private static Rule readRule(String code, JsonParser json, Path file) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw malformed(file, "code '" + code + "' has no array");
        }
        Set<String> words = new HashSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String word = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
            if (!Set.of("high-low", "open-close", "volume").contains(word)) {
                throw malformed(
                        file,
                        "code '" + code + "' counts for high-low, open-close and volume only, not for '"
                                + json.getText() + "'");
            }
            words.add(word);
        }
        return new Rule(words.contains("high-low"), words.contains("open-close"), words.contains("volume"));
    }

    private static IllegalArgumentException malformed(Path file, String why) {
        return new IllegalArgumentException("names the file '" + file + "', but " + why
                + " (it should read like {\"I\": [\"volume\"], \"W\": []})");
    }

    /** What a trade with these codes counts for. */
    Counting countingOf(List<String> codes) {
        if (rules.isEmpty() || codes.isEmpty()) {
            return Counting.ALL;
        }
        Counting counting = Counting.ALL;
        for (String code : codes) {
            Rule rule = rules.getOrDefault(code, rules.get(OTHERS));
            if (rule != null) {
                counting = counting.and(rule.counting());
            }
        }
        return counting;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SaleConditions that && rules.equals(that.rules);
    }

    @Override
    public int hashCode() {
        return rules.hashCode();
    }

    @Override
    public String toString() {
        return "SaleConditions" + rules.keySet();
    }
}
