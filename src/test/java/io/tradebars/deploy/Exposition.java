package io.tradebars.deploy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Prometheus reporter exposes, in Prometheus' text format: a line a sample, of a name, labels and a value
 * (prometheus.io/docs/instrumenting/exposition_formats).
 */
public final class Exposition {

    private static final Pattern SAMPLE = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    private final List<Sample> samples = new ArrayList<>();

    private record Sample(String name, Map<String, String> labels, double value) {}

    private Exposition() {}

    /** Reads an answer to a scrape. */
    public static Exposition of(String text) {
        Exposition exposition = new Exposition();
        for (String line : text.split("\n")) {
            if (!line.startsWith("#") && !line.isBlank()) {
                exposition.add(line);
            }
        }
        return exposition;
    }

    private void add(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        Map<String, String> labels = new HashMap<>();
        if (sample.group(2) != null) {
            for (Matcher label = LABEL.matcher(sample.group(2)); label.find(); ) {
                labels.put(label.group(1), label.group(2));
            }
        }
        samples.add(new Sample(sample.group(1), labels, Double.parseDouble(sample.group(3))));
    }

    /** The sum of all samples of that name; 0 if there is none. */
    public double sum(String name) {
        return samples.stream()
                .filter(sample -> sample.name.equals(name))
                .mapToDouble(Sample::value)
                .sum();
    }

    /** What a query selects or groups by and no sample has, a sentence each. */
    public List<String> missingFor(Queries.Query query) {
        List<String> missing = new ArrayList<>();
        Set<String> labels = new HashSet<>();
        for (Queries.Selector selector : query.selectors()) {
            List<Sample> named = samples.stream()
                    .filter(sample -> sample.name.equals(selector.name()))
                    .toList();
            if (named.stream().noneMatch(matches(selector))) {
                missing.add("no sample for " + selector + (named.isEmpty() ? "" : ", but " + named) + " in "
                        + query.where());
            }
            named.forEach(sample -> labels.addAll(sample.labels.keySet()));
        }
        for (String label : query.groupingLabels()) {
            if (!labels.contains(label)) {
                missing.add("no label " + label + " to group by in " + query.where());
            }
        }
        return missing;
    }

    private static Predicate<Sample> matches(Queries.Selector selector) {
        return sample -> selector.matchers().stream()
                .allMatch(matcher -> matcher.accepts(sample.labels.getOrDefault(matcher.label(), "")));
    }
}
