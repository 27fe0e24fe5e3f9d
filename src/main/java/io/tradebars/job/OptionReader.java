package io.tradebars.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Reads options from the command line, else from the environment, else from a file, and finds all mistakes at once.
 *
 * <ul>
 *   <li>Command line: {@code --name value} or {@code --name=value}; {@code --name} alone for a boolean. A value that
 *       begins with two dashes needs the {@code =}. An option that is given twice is a mistake.
 *   <li>Environment: {@code TRADEBARS_} and the name in upper case, dots and dashes as {@code _}; after these {@code
 *       UPSTASH_REDIS_REST_URL} and {@code UPSTASH_REDIS_REST_TOKEN} for {@code redis.url} and {@code redis.token}. An empty
 *       variable counts as none. Names under a prefix are lower case with dots: {@code
 *       TRADEBARS_KAFKA_PROPERTIES_SECURITY_PROTOCOL} is {@code kafka.properties.security.protocol}; those of Flink have
 *       dashes as well and can't be told, so they are refused. Variables that Kubernetes makes for a service named
 *       tradebars are left alone; another unknown name is a mistake where it is like an option's, else a warning.
 *   <li>File: {@code --config} or {@code TRADEBARS_CONFIG}; see {@link OptionFile}.
 * </ul>
 *
 * <p>Options of map type are prefixes. An empty value is a mistake, except under a prefix, where it may mean something
 * ({@code ssl.endpoint.identification.algorithm}). Values of secrets are never in a message. Immutable.
 */
public final class OptionReader {

    private static final Map<String, String> ALIASES =
            Map.of("UPSTASH_REDIS_REST_URL", "redis.url", "UPSTASH_REDIS_REST_TOKEN", "redis.token");

    /** What a service named tradebars, tradebars-rest ... adds to each pod (kubernetes.io, "Discovering services"). */
    private static final Pattern KUBERNETES_SERVICE =
            Pattern.compile(".*_SERVICE_(HOST|PORT(_\\w+)?)|.*_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");

    private static final Pattern KUBERNETES_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private final Map<String, OptionDefinition> definitions = new LinkedHashMap<>();
    private final CommandLineOptions commandLine;

    /**
     * @param options all options that a program knows, in the order in which help shows them; {@link RunOptions#CONFIG} is
     *     added
     * @throws IllegalArgumentException if two have the same name or environment variable, or one has a type that can't
     *     be read from text
     */
    public OptionReader(Collection<ConfigOption<?>> options) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<ConfigOption<?>> all = new ArrayList<>(options);
        all.add(0, RunOptions.CONFIG);
        for (ConfigOption<?> option : all) {
            OptionDefinition definition = OptionDefinition.of(option);
            String other = variables.put(definition.variable(), definition.key());
            if (other != null) {
                throw new IllegalArgumentException(definition.key() + " and " + other + " have the same name in the"
                        + " environment: " + definition.variable());
            }
            definitions.put(definition.key(), definition);
        }
        commandLine = new CommandLineOptions(definitions);
    }

    /**
     * Adds the options to a command, with their help, and sets the command's parser up for {@link #read(ParseResult,
     * Map)}. To be called after the command has got its own options, and for each subcommand that takes these options.
     *
     * @param arguments the whole command line: names in it that only come up when written (under a prefix, or unknown) are
     *     declared too
     */
    public void addTo(CommandSpec command, List<String> arguments) {
        commandLine.addTo(command, arguments);
        OptionHelp.addTo(command, definitions);
    }

    /**
     * Adds the options to a command without subcommands, parses and reads.
     *
     * @param environment the environment variables
     */
    public OptionValues read(CommandSpec command, List<String> arguments, Map<String, String> environment) {
        addTo(command, arguments);
        return read(new CommandLine(command).parseArgs(arguments.toArray(String[]::new)), environment);
    }

    /**
     * Reads all three sources.
     *
     * @param parsed what picocli found on the command line of a command that went through {@link #addTo}; also what it
     *     found for its subcommand
     * @param environment the environment variables
     */
    public OptionValues read(ParseResult parsed, Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        List<Given> given = new ArrayList<>();
        given.addAll(commandLine.read(parsed, problems::add));
        for (Given value : given) {
            warnOfSecret(value, warnings);
        }
        given.addAll(readEnvironment(environment, problems, warnings));
        given.addAll(readFile(given, problems));
        return values(given, problems, warnings);
    }

    /** A table of all options in Markdown: name, default, meaning. Each line ends with a line feed. */
    public String markdownTable() {
        return OptionHelp.markdownTable(definitions.values());
    }

    private void warnOfSecret(Given value, List<String> warnings) {
        if (Secrets.isSecretName(value.name()) || Secrets.hasUserInfo(value.text())) {
            warnings.add(
                    value.place() + " has a secret, and other users of this machine can see command lines; give it "
                            + (definition(value.name()).hasVariables()
                                    ? "as " + OptionDefinition.variableOf(value.name()) + " or "
                                    : "")
                            + "in a file (--config)");
        }
    }

    private List<Given> readEnvironment(Map<String, String> environment, List<String> problems, List<String> warnings) {
        List<Given> given = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (variable.startsWith(OptionDefinition.VARIABLE_PREFIX) && !text.isEmpty()) {
                String name = nameOf(variable);
                if (name != null) {
                    given.add(Given.inEnvironment(name, text, variable));
                } else if (!isOfKubernetes(variable, text)) {
                    reportUnknown(variable, problems, warnings);
                }
            }
        });
        new TreeMap<>(ALIASES).forEach((variable, name) -> {
            String text = environment.getOrDefault(variable, "");
            if (!text.isEmpty()
                    && definitions.containsKey(name)
                    && given.stream().noneMatch(value -> value.name().equals(name))) {
                given.add(Given.inEnvironment(name, text, variable));
            }
        });
        return given;
    }

    /** The option that a variable gives a value to, or {@code null} if it can't be told or there is none. */
    private String nameOf(String variable) {
        for (OptionDefinition definition : definitions.values()) {
            if (!definition.type().isPrefix()) {
                if (definition.variable().equals(variable)) {
                    return definition.key();
                }
            } else if (definition.hasVariables() && isUnder(definition, variable)) {
                String rest = variable.substring(definition.variable().length() + 1);
                return definition.prefix() + rest.toLowerCase(Locale.ROOT).replace('_', '.');
            }
        }
        return null;
    }

    private static boolean isUnder(OptionDefinition prefix, String variable) {
        return variable.startsWith(prefix.variable() + "_")
                && variable.length() > prefix.variable().length() + 1;
    }

    private static boolean isOfKubernetes(String variable, String text) {
        return KUBERNETES_SERVICE.matcher(variable).matches()
                || variable.endsWith("_PORT")
                        && KUBERNETES_ADDRESS.matcher(text).matches();
    }

    /** A slip of the pen is a mistake; a name that is like no option's may be somebody else's, and is only warned of. */
    private void reportUnknown(String variable, List<String> problems, List<String> warnings) {
        for (OptionDefinition definition : definitions.values()) {
            if (definition.type().isPrefix() && isUnder(definition, variable)) {
                problems.add(
                        variable + " can't be told to be one setting: its underscores may be dots or dashes; write "
                                + definition.flag() + ".<name> on the command line or " + definition.prefix()
                                + "<name> in a file (--config)");
                return;
            }
        }
        List<String> known = definitions.values().stream()
                .filter(definition -> !definition.type().isPrefix())
                .map(OptionDefinition::variable)
                .toList();
        Nearest.to(variable, known)
                .ifPresentOrElse(
                        meant -> problems.add(
                                "unknown environment variable " + variable + ": did you mean " + meant + "?"),
                        () -> warnings.add("environment variable " + variable
                                + " is not used: no option has that name (--help shows all)"));
    }

    private List<Given> readFile(List<Given> stronger, List<String> problems) {
        Optional<Given> config = stronger.stream()
                .filter(value -> value.name().equals(RunOptions.CONFIG.key()))
                .findFirst();
        if (config.isEmpty() || config.get().text().isBlank()) {
            return List.of();
        }
        List<Given> given = new ArrayList<>();
        for (Given value : OptionFile.read(config.get().text(), config.get().where(true), problems::add)) {
            OptionDefinition definition = definition(value.name());
            if (value.name().equals(RunOptions.CONFIG.key())) {
                problems.add("config can't be given in a file (" + value.place() + "); remove the line");
            } else if (definition == null) {
                problems.add("unknown option " + value.name() + " (" + value.place() + "): "
                        + UnknownNames.meant(value.name(), definitions.values())
                                .map(meant -> "did you mean " + meant + "?")
                                .orElse("--help shows all options"));
            } else {
                given.stream()
                        .filter(earlier -> earlier.name().equals(value.name()))
                        .findFirst()
                        .ifPresent(earlier -> problems.add(value.name() + " is given twice (" + value.place() + " and "
                                + earlier.place() + "); keep one of them"));
                given.add(value);
            }
        }
        return given;
    }

    /** The option of that name, or the prefix that it is under; {@code null} if there is none. */
    private OptionDefinition definition(String name) {
        OptionDefinition exact = definitions.get(name);
        if (exact != null) {
            return exact.type().isPrefix() ? null : exact;
        }
        return definitions.values().stream()
                .filter(definition -> definition.type().isPrefix()
                        && name.startsWith(definition.prefix())
                        && name.length() > definition.prefix().length())
                .findFirst()
                .orElse(null);
    }

    /** Checks all values, also those that a stronger source replaces, and keeps the strongest. */
    private OptionValues values(List<Given> given, List<String> problems, List<String> warnings) {
        Configuration options = new Configuration();
        Configuration flink = new Configuration();
        Map<String, String> places = new LinkedHashMap<>();
        Map<Given.Source, List<String>> wrong = new EnumMap<>(Given.Source.class);
        for (Given value : given) {
            OptionDefinition definition = definition(value.name());
            boolean strongest = places.putIfAbsent(value.name(), value.place()) == null;
            OptionType.Reading reading = check(value, definition);
            if (reading.isWrong()) {
                wrong.computeIfAbsent(value.source(), source -> new ArrayList<>())
                        .add(value.name() + " " + reading.fault() + " " + value.where(definition.hasVariables()) + "; "
                                + reading.advice());
            } else if (strongest) {
                put(value.name(), reading.value(), definition, options, flink);
            }
        }
        wrong.values().forEach(problems::addAll);
        return new OptionValues(options, flink, places, problems, warnings);
    }

    private static OptionType.Reading check(Given value, OptionDefinition definition) {
        OptionType type = definition.type();
        if (value.text().isBlank() && !type.isPrefix()) {
            return OptionType.Reading.wrong(
                    "has an empty value",
                    "write a value such as '" + definition.example() + "', or leave the option out");
        }
        if (value.elements() == null) {
            return type.read(value.text(), value.shown());
        }
        if (!type.isList()) {
            return OptionType.Reading.wrong("takes one value, not a list: '" + value.shown() + "'", "write one value");
        }
        return type.readList(value.elements(), value.shown());
    }

    @SuppressWarnings("unchecked")
    private static void put(
            String name, Object value, OptionDefinition definition, Configuration options, Configuration flink) {
        if (!definition.type().isPrefix()) {
            options.set((ConfigOption<Object>) definition.option(), value);
        } else if (definition.key().equals(RunOptions.FLINK.key())) {
            flink.setString(name.substring(definition.prefix().length()), (String) value);
        } else {
            options.setString(name, (String) value);
        }
    }
}
