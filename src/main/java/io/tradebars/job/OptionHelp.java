package io.tradebars.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Shows options to people: in a command's help, grouped by the first part of their names, and as a table. */
final class OptionHelp {

    private static final String INDENT = " ".repeat(8);

    private final Map<String, OptionDefinition> definitions;

    private OptionHelp(Map<String, OptionDefinition> definitions) {
        this.definitions = definitions;
    }

    /** Lets a command show its options in our way, as wide as the terminal. */
    static void addTo(CommandSpec command, Map<String, OptionDefinition> definitions) {
        UsageMessageSpec usage = command.usageMessage();
        Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>(usage.sectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new OptionHelp(definitions)::optionList);
        usage.sectionMap(sections).abbreviateSynopsis(true).autoWidth(true);
    }

    private String optionList(Help help) {
        Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
        groups.put("", new ArrayList<>());
        for (OptionSpec option : help.commandSpec().options()) {
            if (!option.hidden()) {
                OptionDefinition definition = definition(option);
                String group = definition == null ? "" : groupOf(definition);
                groups.computeIfAbsent(group, name -> new ArrayList<>()).add(option);
            }
        }
        StringBuilder text = new StringBuilder();
        groups.forEach((group, options) -> {
            if (!options.isEmpty()) {
                text.append(
                        String.format("%n%s%n", help.colorScheme().text(group.isEmpty() ? "Options:" : group + ":")));
                options.forEach(option -> text.append(render(help, option)));
            }
        });
        return text.toString();
    }

    private String render(Help help, OptionSpec option) {
        int width = help.commandSpec().usageMessage().width() - INDENT.length();
        OptionDefinition definition = definition(option);
        Text names = help.colorScheme().optionText(String.join(", ", option.names()));
        List<String> paragraphs;
        String label;
        if (definition == null) {
            label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            paragraphs = List.of(String.format(String.join(" ", option.description())));
        } else {
            label = definition.type().isFlag()
                    ? "[=true|false]"
                    : " " + definition.type().label();
            paragraphs = List.of(meaning(definition), defaultAndVariable(definition));
        }
        StringBuilder text = new StringBuilder(String.format("  %s%s%n", names, label));
        for (String paragraph : paragraphs) {
            for (String line : wrapped(paragraph, width)) {
                text.append(String.format("%s%s%n", INDENT, line));
            }
        }
        return text.toString();
    }

    /** Breaks at spaces only: picocli's own tables would break inside of {@code flink.state.backend.type}. */
    private static List<String> wrapped(String paragraph, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : paragraph.split("\\s+")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private OptionDefinition definition(OptionSpec option) {
        String name = option.longestName().replaceFirst("^--", "");
        OptionDefinition exact = definitions.get(name);
        return exact != null ? exact : definitions.get(name.replaceFirst("\\.<name>$", ""));
    }

    private static String groupOf(OptionDefinition definition) {
        int dot = definition.key().indexOf('.');
        String first = dot < 0 && !definition.type().isPrefix()
                ? ""
                : definition.key().substring(0, dot < 0 ? definition.key().length() : dot);
        return first.isEmpty() ? "" : Character.toUpperCase(first.charAt(0)) + first.substring(1);
    }

    private static String meaning(OptionDefinition definition) {
        String description = definition.description();
        List<String> choices = definition.type().choices();
        List<String> words = List.of(description.split("[^\\w-]+"));
        return words.containsAll(choices) ? description : description + " One of " + String.join(", ", choices) + ".";
    }

    private static String defaultAndVariable(OptionDefinition definition) {
        String defaultText = definition.defaultText();
        String variable;
        if (!definition.type().isPrefix()) {
            variable = "environment: " + definition.variable();
        } else if (definition.hasVariables()) {
            variable = "environment: " + definition.variable() + "_<NAME>; an underscore is a dot";
        } else {
            variable = "not from the environment";
        }
        return defaultText.isEmpty() ? "(" + variable + ")" : "(default: " + defaultText + "; " + variable + ")";
    }

    /** See {@link OptionReader#markdownTable}. */
    static String markdownTable(Collection<OptionDefinition> definitions) {
        StringBuilder table = new StringBuilder("| option | default | meaning |\n|---|---|---|\n");
        for (OptionDefinition definition : definitions) {
            String name = definition.type().isPrefix() ? definition.prefix() + "*" : definition.key();
            table.append("| ").append(code(name)).append(" | ");
            if (!definition.defaultText().isEmpty()) {
                table.append(code(definition.defaultText())).append(' ');
            }
            table.append("| ").append(cell(meaning(definition))).append(" |\n");
        }
        return table.toString();
    }

    private static String code(String text) {
        return "`" + text.replace("|", "\\|") + "`";
    }

    /** Text without anything that Markdown would take for its own. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
    }
}
