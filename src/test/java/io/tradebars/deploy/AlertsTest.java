package io.tradebars.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tradebars.job.TradeBarsJob;
import io.tradebars.local.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** deploy/prometheus: that alerts fire when they should and say what to do, by Prometheus' own promtool and README. */
class AlertsTest {

    private static final Path UNIT_TESTS = Path.of("src/test/resources/io/tradebars/deploy/alerts-test.yaml");

    @TempDir
    private Path folder;

    private static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        DeployFiles.yaml(DeployFiles.ALERTS).get("groups").forEach(group -> group.get("rules")
                .forEach(rules::add));
        return rules;
    }

    private void promtool(String... arguments) throws Exception {
        Tool.assumeInstalled(folder, "promtool");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Tool.Ended ended = Tool.run(folder, Map.of(), command.toArray(String[]::new));
        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(ended.output()).contains("SUCCESS");
    }

    @Test
    void prometheusReadsItsConfigurationAndTheRules() throws Exception {
        promtool(
                "check",
                "config",
                DeployFiles.FOLDER.resolve("prometheus/prometheus.yaml").toString());
        promtool("check", "rules", "--lint-fatal", DeployFiles.ALERTS.toString());
    }

    @Test
    void alertsFireWhenTheyShouldAndOnlyThen() throws Exception {
        promtool("test", "rules", UNIT_TESTS.toString());
    }

    @Test
    void everyAlertIsSeenToFire() {
        String tests = DeployFiles.text(UNIT_TESTS);
        for (JsonNode rule : rules()) {
            String name = rule.get("alert").asText();
            assertThat(tests).as(name).containsPattern("alertname(=\"|: )" + name + "\\b");
        }
    }

    @Test
    void everyAlertIsOfTheJobAndSaysHowBadItIsAndWhatToDo() {
        for (JsonNode rule : rules()) {
            String name = rule.get("alert").asText();
            assertThat(name).startsWith("Tradebars");
            assertThat(rule.at("/labels/severity").asText()).as(name).isIn("warning", "critical");
            for (String text : List.of("summary", "description")) {
                assertThat(rule.at("/annotations/" + text).asText()).as(name).isNotBlank();
            }
            for (Queries.Selector selector :
                    new Queries.Query(name, rule.get("expr").asText()).selectors()) {
                assertThat(selector.matchers())
                        .as(name)
                        .contains(new Queries.LabelMatcher("job_name", "=", TradeBarsJob.NAME));
            }
        }
    }

    @Test
    void everyAlertHasARowUnderTheHeadingThatItPointsTo() {
        String readme = DeployFiles.text(Path.of("README.md"));
        for (JsonNode rule : rules()) {
            String[] runbook = rule.at("/annotations/runbook").asText().split("#");
            assertThat(runbook[0]).isEqualTo("README.md");
            int heading = headingOf(readme, runbook[1]);
            assertThat(heading).as("heading #" + runbook[1]).isNotNegative();
            String section = readme.substring(heading).split("\n## ")[0];
            assertThat(section).contains("| `" + rule.get("alert").asText().substring("Tradebars".length()) + "` |");
        }
    }

    /** Where the heading ends whose anchor is this, as GitHub makes anchors; -1 if there is none. */
    private static int headingOf(String readme, String anchor) {
        return Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
                .matcher(readme)
                .results()
                .filter(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-')
                        .equals(anchor))
                .mapToInt(MatchResult::end)
                .findFirst()
                .orElse(-1);
    }
}
