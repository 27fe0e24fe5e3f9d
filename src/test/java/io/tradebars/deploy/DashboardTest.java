package io.tradebars.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tradebars.local.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/grafana: that panels stand beside each other, explain themselves, and ask in PromQL. */
class DashboardTest {

    private static final int COLUMNS = 24;
    private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    @TempDir
    private Path folder;

    private final JsonNode dashboard = DeployFiles.json(DeployFiles.DASHBOARD);

    @Test
    void everyPanelHasAUnitADescriptionAndQueriesOfTheChosenDataSource() {
        Set<String> titles = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            String title = panel.get("title").asText();
            assertThat(titles.add(panel.get("type").asText() + title)).as(title).isTrue();
            if (panel.get("type").asText().equals("row")) {
                continue;
            }
            assertThat(panel.path("description").asText()).as(title).endsWith(".");
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as(title)
                    .isNotBlank();
            assertThat(panel.get("targets")).as(title).isNotEmpty();
            for (JsonNode target : panel.get("targets")) {
                assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}");
            }
        }
        assertThat(titles).hasSizeGreaterThan(20);
        assertThat(dashboard.at("/templating/list/0/type").asText()).isEqualTo("datasource");
        assertThat(dashboard.at("/templating/list/0/name").asText()).isEqualTo("datasource");
    }

    @Test
    void panelsFillTheGridAndDoNotOverlap() {
        Set<List<Integer>> taken = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.get("panels")) {
            assertThat(ids.add(panel.get("id").asInt())).isTrue();
            JsonNode place = panel.get("gridPos");
            int x = place.get("x").asInt();
            int y = place.get("y").asInt();
            assertThat(x + place.get("w").asInt()).isLessThanOrEqualTo(COLUMNS);
            for (int column = x; column < x + place.get("w").asInt(); column++) {
                for (int line = y; line < y + place.get("h").asInt(); line++) {
                    assertThat(taken.add(List.of(column, line)))
                            .as(panel.get("title").asText())
                            .isTrue();
                }
            }
        }
        int lines = taken.stream().mapToInt(cell -> cell.get(1)).max().orElseThrow() + 1;
        assertThat(taken).hasSize(lines * COLUMNS);
    }

    @Test
    void legendsNameLabelsThatTheirQueryKeeps() {
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                Set<String> kept = new Queries.Query("", target.get("expr").asText()).groupingLabels();
                for (Matcher label =
                                LEGEND_LABEL.matcher(target.get("legendFormat").asText());
                        label.find(); ) {
                    assertThat(kept).as(panel.get("title").asText()).contains(label.group(1));
                }
            }
        }
    }

    @Test
    void everyQueryOfAPanelIsPromQl() throws Exception {
        Tool.assumeInstalled(folder, "promtool");
        StringBuilder rules = new StringBuilder("groups:\n- name: panels\n  rules:\n");
        int number = 0;
        for (Queries.Query query : Queries.ofPanels()) {
            if (query.where().startsWith("panel ")) {
                rules.append("  - record: q").append(number++).append("\n    expr: >-\n      ");
                rules.append(query.promql().replace("$__rate_interval", "1m")).append('\n');
            }
        }
        Path file = Files.writeString(folder.resolve("panels.yaml"), rules);

        Tool.Ended ended = Tool.run(folder, Map.of(), "promtool", "check", "rules", file.toString());

        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("SUCCESS: " + number + " rules found");
    }
}
