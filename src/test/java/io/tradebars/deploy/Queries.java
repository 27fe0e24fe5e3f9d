package io.tradebars.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The PromQL of alert rules and of the dashboard's panels, and what lists the values of its variables. */
public final class Queries {

    private static final Pattern SELECTOR = Pattern.compile("\\b(flink_\\w+)\\s*(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\(([^,]+),\\s*(\\w+)\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\w+|\\$\\{\\w+}");

    private Queries() {}

    /**
     * One query.
     *
     * @param where file and title, for messages
     */
    public record Query(String where, String promql) {

        List<Selector> selectors() {
            List<Selector> selectors = new ArrayList<>();
            for (Matcher found = SELECTOR.matcher(promql); found.find(); ) {
                List<LabelMatcher> matchers = new ArrayList<>();
                if (found.group(2) != null) {
                    for (Matcher matcher = MATCHER.matcher(found.group(2)); matcher.find(); ) {
                        // A variable of the dashboard may be anything.
                        String value = VARIABLE.matcher(matcher.group(3)).replaceAll(".*");
                        matchers.add(new LabelMatcher(matcher.group(1), matcher.group(2), value));
                    }
                }
                selectors.add(new Selector(found.group(1), matchers));
            }
            return selectors;
        }

        /** The labels that it groups or joins by, or lists. */
        Set<String> groupingLabels() {
            Set<String> labels = new TreeSet<>();
            Matcher values = LABEL_VALUES.matcher(promql);
            if (values.matches()) {
                labels.add(values.group(2));
            }
            for (Matcher found = GROUPING.matcher(promql); found.find(); ) {
                for (String label : found.group(1).split(",")) {
                    if (!label.isBlank()) {
                        labels.add(label.strip());
                    }
                }
            }
            return labels;
        }
    }

    /** A metric and what its labels must be. */
    record Selector(String name, List<LabelMatcher> matchers) {}

    /** What a label must be; an absent one counts as empty. */
    record LabelMatcher(String label, String operator, String value) {
        boolean accepts(String actual) {
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "=~" -> actual.matches(value);
                case "!~" -> !actual.matches(value);
                default -> throw new AssertionError(operator);
            };
        }
    }

    /** All of them. */
    public static List<Query> ofAlertsAndPanels() {
        List<Query> queries = new ArrayList<>(ofAlerts());
        queries.addAll(ofPanels());
        return queries;
    }

    static List<Query> ofAlerts() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode group : DeployFiles.yaml(DeployFiles.ALERTS).get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                queries.add(new Query(
                        "alert " + rule.get("alert").asText(), rule.get("expr").asText()));
            }
        }
        return queries;
    }

    static List<Query> ofPanels() {
        List<Query> queries = new ArrayList<>();
        JsonNode dashboard = DeployFiles.json(DeployFiles.DASHBOARD);
        for (JsonNode panel : dashboard.get("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        "panel " + panel.get("title").asText(),
                        target.get("expr").asText()));
            }
        }
        for (JsonNode variable : dashboard.at("/templating/list")) {
            if (variable.get("type").asText().equals("query")) {
                queries.add(new Query(
                        "variable " + variable.get("name").asText(),
                        variable.get("definition").asText()));
            }
        }
        return queries;
    }
}
