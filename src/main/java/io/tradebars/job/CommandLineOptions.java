package io.tradebars.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Declares options to picocli and reads what it found. Whatever begins with two dashes is an option, never a value; so
 * names under a prefix and unknown names can be declared before picocli parses, and an unknown option takes its value
 * with it instead of leaving it behind as a file name.
 */
final class CommandLineOptions {

    /** Marks options that exist only because somebody wrote them. */
    private static final Object UNKNOWN = "unknown option";

    /**
     * What picocli says for a missing value. Of an option that must have one picocli takes the next option as the value
     * of the first, and then the next value for a file; so ours all may be without one, and it is missed here. No command
     * line can hold it.
     */
    private static final String NO_VALUE = "\0";

    private final Map<String, OptionDefinition> definitions;

    CommandLineOptions(Map<String, OptionDefinition> definitions) {
        this.definitions = definitions;
    }

    /** See {@link OptionReader#addTo}. */
    void addTo(CommandSpec command, List<String> arguments) {
        command.parser().collectErrors(true).expandAtFiles(false);
        for (OptionDefinition definition : definitions.values()) {
            command.addOption(declared(definition));
        }
        for (String argument : arguments) {
            if (argument.equals("--")) {
                return;
            }
            if (argument.startsWith("--") && argument.length() > 2 && argument.charAt(2) != '=') {
                int end = argument.indexOf('=');
                declareWritten(command, end < 0 ? argument : argument.substring(0, end));
            }
        }
    }

    private static OptionSpec declared(OptionDefinition definition) {
        OptionType type = definition.type();
        if (type.isPrefix()) {
            return OptionSpec.builder(definition.flag() + ".<name>")
                    .type(String.class)
                    .arity("0..1")
                    .paramLabel(type.label())
                    .build();
        }
        // Boolean for picocli's rule that only true and false are taken as the value of such an option.
        return OptionSpec.builder(definition.flag())
                .type(type.isFlag() ? Boolean.class : String.class)
                .arity("0..1")
                .fallbackValue(type.isFlag() ? "true" : NO_VALUE)
                .paramLabel(type.label())
                .build();
    }

    private void declareWritten(CommandSpec command, String flag) {
        if (command.optionsMap().containsKey(flag)) {
            return;
        }
        OptionSpec.Builder option = OptionSpec.builder(flag)
                .type(String.class)
                .arity("0..1")
                .fallbackValue(NO_VALUE)
                .hidden(true);
        if (!isUnderPrefix(flag)) {
            OptionSpec meant = Nearest.to(flag, flags(command))
                    .map(nearest -> command.optionsMap().get(nearest))
                    .orElse(null);
            boolean takesValue = meant == null || meant.arity().max() > 0;
            option.userObject(UNKNOWN);
            if (!takesValue) {
                option.type(Boolean.class).arity("0").fallbackValue(null);
            }
        }
        command.addOption(option.build());
    }

    private boolean isUnderPrefix(String flag) {
        return definitions.values().stream()
                .anyMatch(definition -> definition.type().isPrefix()
                        && flag.startsWith("--" + definition.prefix())
                        && flag.length() > definition.prefix().length() + 2);
    }

    private static Collection<String> flags(CommandSpec command) {
        Set<String> flags = new LinkedHashSet<>();
        for (OptionSpec option : command.options()) {
            if (option.userObject() != UNKNOWN && !option.hidden()) {
                flags.addAll(List.of(option.names()));
            }
        }
        return flags;
    }

    /**
     * What was given on a command line, in its order, to the options that are defined here or unknown; a command's own
     * options are its own affair. Options before a subcommand count like those after it.
     *
     * @param parsed what picocli found
     * @param problems takes what picocli had to object, a line each
     */
    List<Given> read(ParseResult parsed, Consumer<String> problems) {
        List<Given> given = new ArrayList<>();
        for (ParseResult level = parsed; level != null; level = level.subcommand()) {
            Collection<String> flags = flags(level.commandSpec());
            for (OptionSpec option : level.matchedOptions()) {
                String name = option.longestName().substring(2);
                if (option.userObject() == UNKNOWN) {
                    problems.accept(unknown(option.longestName(), flags));
                } else if (definitions.containsKey(name) || isUnderPrefix(option.longestName())) {
                    Object value = option.getValue();
                    if (NO_VALUE.equals(value)) {
                        problems.accept(missingValue(option.longestName()));
                    } else {
                        given.add(Given.onCommandLine(name, value.toString()));
                    }
                }
            }
            for (Exception error : level.errors()) {
                report(error, given, problems);
            }
        }
        return given;
    }

    private String unknown(String flag, Collection<String> flags) {
        String name = flag.substring(2);
        OptionDefinition prefix = definitions.get(name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        if (prefix != null && prefix.type().isPrefix()) {
            return flag + " lacks the rest of its name: write " + prefix.flag() + ".<name> <value>";
        }
        return "unknown option " + Secrets.masked("", flag) + ": "
                + UnknownNames.meant(name, definitions.values())
                        .map(meant -> "--" + meant)
                        .or(() -> Nearest.to(flag, flags))
                        .map(meant -> "did you mean " + meant + "?")
                        .orElse("--help shows all options");
    }

    private void report(Exception error, List<Given> given, Consumer<String> problems) {
        if (error instanceof MissingParameterException missing) {
            for (ArgSpec argument : missing.getMissing()) {
                problems.accept(label(argument) + " is missing; --help shows what is expected");
            }
        } else if (error instanceof OverwrittenOptionException twice) {
            if (!(twice.getOverwritten() instanceof OptionSpec option) || option.userObject() != UNKNOWN) {
                problems.accept(
                        label(twice.getOverwritten()) + " is given twice on the command line; keep one of them");
            }
        } else if (error instanceof UnmatchedArgumentException unmatched) {
            boolean mayBeSecret = given.stream().anyMatch(value -> Secrets.isSecretName(value.name()));
            for (String argument : unmatched.getUnmatched()) {
                problems.accept("unexpected argument '" + (mayBeSecret ? Secrets.MASK : Secrets.masked("", argument))
                        + "': options begin with --, and a value with spaces needs quotes, such as --redis.ttl '2 h'");
            }
        } else if (error instanceof ParameterException wrong
                && wrong.getArgSpec() instanceof OptionSpec option
                && definitions.containsKey(option.longestName().substring(2))) {
            given.add(Given.onCommandLine(option.longestName().substring(2), wrong.getValue()));
        } else {
            problems.accept(Secrets.masked("", String.valueOf(error.getMessage())));
        }
    }

    private String missingValue(String flag) {
        OptionDefinition definition = definitions.get(flag.substring(2));
        boolean isText = definition == null || definition.type().element() == String.class;
        return flag + " has no value; write " + flag + " '" + (definition == null ? "text" : definition.example()) + "'"
                + (isText ? ", or " + flag + "=VALUE for a value that begins with --" : "");
    }

    private static String label(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }
}
