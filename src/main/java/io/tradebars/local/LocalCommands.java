package io.tradebars.local;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands of the local program, as its command line and {@code --help} have them. */
final class LocalCommands {

    static final String REPLAY = "replay";
    static final String PARSE = "parse";
    static final String REDRIVE = "redrive";

    private LocalCommands() {}

    /** What an option of a command says of how many, from 1 to 999,999; the default, after a problem was told, if it says anything else. */
    static int count(ParseResult command, String option, int byDefault, Consumer<String> problems) {
        String text = command.matchedOptionValue(option, Integer.toString(byDefault));
        if (!text.matches("[1-9]\\d{0,5}")) {
            problems.accept(option + " must be a whole number from 1 to 999999, was '" + text + "'");
            return byDefault;
        }
        return Integer.parseInt(text);
    }

    /** The program itself, with its commands; the options of the job are added by who reads them. */
    static CommandSpec root() {
        CommandSpec root = CommandSpec.create()
                .name("tradebars")
                .mixinStandardHelpOptions(true)
                .version("tradebars "
                        + Optional.ofNullable(LocalCommands.class.getPackage().getImplementationVersion())
                                .orElse("(not packaged)"));
        root.usageMessage()
                .customSynopsis(
                        "java -jar tradebars.jar [replay FILE... | parse FILE... | bars SYMBOL | chart | doctor | redrive] [options]")
                .description(
                        "Local mode: Kafka, Redis with a REST endpoint, Flink, simulated trades, the job and a chart, until Ctrl-C."
                                + " --kafka.bootstrap.servers or --redis.url put a real service in the place of an embedded one.");
        CommandSpec replay = CommandSpec.create()
                .name(REPLAY)
                .mixinStandardHelpOptions(true)
                .addPositional(files())
                .addOption(OptionSpec.builder("--export")
                        .type(Path.class)
                        .paramLabel("OUT")
                        .description("Write the bars to this file, read back out of Redis, one JSON object a line.")
                        .build())
                .addOption(OptionSpec.builder("--speed")
                        .type(String.class)
                        .paramLabel("N")
                        .description(
                                "Replay N times as fast as it happened, by the time of the trades, with the chart page"
                                        + " up; without it as fast as can be.")
                        .build())
                .addOption(OptionSpec.builder("--keep")
                        .type(boolean.class)
                        .description("Leave Redis, its REST endpoint and the chart page up until Ctrl-C.")
                        .build());
        replay.usageMessage()
                .customSynopsis("java -jar tradebars.jar replay FILE... [--export OUT] [--keep] [--speed N] [options]")
                .description(
                        "Sends the lines of files through the embedded Kafka and the job, and ends when every bar is in"
                                + " Redis.");
        CommandSpec parse =
                CommandSpec.create().name(PARSE).mixinStandardHelpOptions(true).addPositional(files());
        parse.usageMessage()
                .customSynopsis("java -jar tradebars.jar parse FILE... [--trade.format F] [options]")
                .description("A dry run: says for each line of the files what it would give.");
        CommandSpec redrive = CommandSpec.create().name(REDRIVE).mixinStandardHelpOptions(true);
        redrive.usageMessage()
                .customSynopsis(
                        "java -jar tradebars.jar redrive --kafka.bootstrap.servers ... --redis.url ... [options]")
                .description(
                        "Writes the bars again that Redis refused: takes them from the dead-letter topic, from where the"
                                + " last run ended to what it holds now. A newer state in Redis is never overwritten.");
        return root.addSubcommand(REPLAY, replay)
                .addSubcommand(PARSE, parse)
                .addSubcommand(REDRIVE, redrive)
                .addSubcommand(BarsCommand.NAME, BarsCommand.spec())
                .addSubcommand(ChartCommand.NAME, ChartCommand.spec())
                .addSubcommand(DoctorCommand.NAME, DoctorCommand.spec());
    }

    /** What to say of a word that is no command. */
    static String unknown(CommandSpec root, String word) {
        List<String> nearest = new UnmatchedArgumentException(root.commandLine(), List.of(word)).getSuggestions();
        return "there is no command '" + word + "': "
                + (nearest.isEmpty() ? "" : "did you mean " + nearest.get(0) + "? The ")
                + (nearest.isEmpty() ? "the " : "") + "commands are "
                + String.join(", ", root.subcommands().keySet()) + "; without one, local mode starts";
    }

    private static PositionalParamSpec files() {
        return PositionalParamSpec.builder()
                .paramLabel("FILE")
                .arity("1..*")
                .required(true)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description("Files with one message a line; .gz is unpacked, - is standard input.")
                .build();
    }
}
