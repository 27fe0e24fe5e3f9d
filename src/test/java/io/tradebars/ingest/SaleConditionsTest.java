package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradebars.trade.Counting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaleConditionsTest {

    private static final Counting VOLUME_ONLY = new Counting(false, false, true);

    @TempDir
    private Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("conditions.json"), text);
    }

    @Test
    void withoutATableEveryTradeCountsForEverything() {
        assertThat(SaleConditions.NONE.countingOf(List.of("I", "W"))).isEqualTo(Counting.ALL);
    }

    @Test
    void eachCodeTakesSomethingAwayAndAnUnknownOneNothing() throws Exception {
        SaleConditions conditions = SaleConditions.read(
                file(
                        "{\"@\":[\"high-low\",\"open-close\",\"volume\"],\"I\":[\"volume\"],\" \":[\"volume\",\"high-low\"],\"M\":[]}"));

        assertThat(conditions.countingOf(List.of())).isEqualTo(Counting.ALL);
        assertThat(conditions.countingOf(List.of("@", "unknown"))).isEqualTo(Counting.ALL);
        assertThat(conditions.countingOf(List.of("@", "I"))).isEqualTo(VOLUME_ONLY);
        assertThat(conditions.countingOf(List.of(" "))).isEqualTo(new Counting(true, false, true));
        assertThat(conditions.countingOf(List.of("I", "M"))).isEqualTo(new Counting(false, false, false));
    }

    @Test
    void aStarStandsForAllOtherCodes() throws Exception {
        SaleConditions conditions =
                SaleConditions.read(file("{\"0\":[\"high-low\",\"open-close\",\"volume\"],\"*\":[\"volume\"]}"));

        assertThat(conditions.countingOf(List.of("0"))).isEqualTo(Counting.ALL);
        assertThat(conditions.countingOf(List.of("37"))).isEqualTo(VOLUME_ONLY);
        assertThat(conditions.countingOf(List.of())).isEqualTo(Counting.ALL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            []                             | it is no JSON object
            {"I":"volume"}                 | code 'I' has no array
            {"I":["size"]}                 | code 'I' counts for high-low, open-close and volume only, not for 'size'
            {"I":[1]}                      | code 'I' counts for high-low, open-close and volume only, not for '1'
            {"I":[],"I":[]}                | code 'I' is given twice
            {"I":[]} {}                    | it goes on after its object
            {"I":                          | it is no JSON
            """)
    void whatIsWrongWithATableIsSaid(String text, String why) throws Exception {
        Path file = file(text);
        assertThatThrownBy(() -> SaleConditions.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("names the file '" + file + "', but ")
                .hasMessageContaining(why);
    }

    @Test
    void anUnreadableTableIsAMistakeInTheOptions() {
        List<String> problems = new ArrayList<>();
        MessageOptions.read(Configuration.fromMap(Map.of("trade.conditions", "no/such/file.json")), problems::add);

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("trade.conditions names a file that cannot be read: ")
                .endsWith("(--trade.conditions or TRADEBARS_TRADE_CONDITIONS)");
    }

    @Test
    void survivesTheJobGraph() throws Exception {
        SaleConditions conditions = SaleConditions.read(file("{\"I\":[\"volume\"]}"));
        assertThat(InstantiationUtil.clone(conditions)).isEqualTo(conditions);
    }
}
