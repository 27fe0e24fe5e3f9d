package io.tradebars.local;

import io.tradebars.bars.BarOptions;
import io.tradebars.ingest.KafkaOptions;
import io.tradebars.ingest.MessageOptions;
import io.tradebars.ingest.MessageSettings;
import io.tradebars.job.JobSettings;
import io.tradebars.job.KafkaPreflight;
import io.tradebars.job.OptionReader;
import io.tradebars.job.OptionValues;
import io.tradebars.job.Pipeline;
import io.tradebars.redis.RedisConnector;
import io.tradebars.sink.RedisOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The local program: local mode and its commands. */
public final class LocalMain {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_OPTIONS = 2;

    private static final Duration LOCAL_UPDATE_INTERVAL = Duration.ofSeconds(1);

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    LocalMain(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the JVM with its exit status: 0 done, 1 failed, 2 wrong options. */
    public static void main(String[] args) {
        if (System.getProperty("log4j2.configurationFile") == null) {
            System.setProperty("log4j2.configurationFile", "io/tradebars/local/log4j2.properties");
        }
        System.exit(new LocalMain(System.getenv(), Terminal.out(), System.err).run(List.of(args)));
    }

    /** Runs a command line; returns its exit status. */
    int run(List<String> arguments) {
        OptionReader reader = new OptionReader(options());
        CommandSpec root = LocalCommands.root();
        reader.addTo(root, arguments);
        root.subcommands().values().forEach(sub -> reader.addTo(sub.getCommandSpec(), arguments));
        ParseResult parsed = new CommandLine(root).parseArgs(arguments.toArray(String[]::new));
        ParseResult command = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        if (command.isUsageHelpRequested()) {
            command.commandSpec().commandLine().usage(out);
            return DONE;
        }
        if (command.isVersionHelpRequested()) {
            root.commandLine().printVersionHelp(out);
            return DONE;
        }
        if (!parsed.hasSubcommand() && !arguments.isEmpty() && !arguments.get(0).startsWith("-")) {
            return refuse(List.of(LocalCommands.unknown(root, arguments.get(0))));
        }
        OptionValues values = reader.read(parsed, environment);
        try {
            return switch (command.commandSpec().name()) {
                case LocalCommands.REPLAY -> replay(command, values);
                case LocalCommands.PARSE -> parse(command, values);
                case LocalCommands.REDRIVE -> redrive(values);
                case BarsCommand.NAME -> bars(command, values);
                case DoctorCommand.NAME -> doctor(command, values);
                case ChartCommand.NAME -> chart(values);
                default -> live(values);
            };
        } catch (LocalFlink.JobFailedException e) {
            err.println("the job failed: " + e.getMessage());
            return FAILED;
        } catch (Exception e) {
            err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            return FAILED;
        }
    }

    static List<ConfigOption<?>> options() {
        List<ConfigOption<?>> options = new ArrayList<>(JobSettings.options());
        options.addAll(LocalOptions.live());
        options.addAll(LocalOptions.services());
        return options;
    }

    private static List<String> filesOf(ParseResult command) {
        return command.matchedPositionalValue(0, List.<String>of());
    }

    // --- parse

    private int parse(ParseResult command, OptionValues values) throws IOException {
        List<String> files = filesOf(command);
        List<String> problems = new ArrayList<>(values.problems());
        MessageSettings messages = MessageOptions.read(values.options(), problems::add);
        problems.addAll(InputLines.problems(files));
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        warn(values);
        ParseCommand.run(files, messages, Clock.systemUTC(), out);
        return DONE;
    }

    // --- redrive

    private int redrive(OptionValues values) throws Exception {
        List<String> problems = new ArrayList<>(values.problems());
        Optional<JobSettings> read = JobSettings.read(values.options(), problems::add);
        if (read.isPresent() && read.get().deadLetterTopic().isEmpty()) {
            problems.add("dead-letter.topic must name the topic to read, was 'none'");
        }
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        warn(values);
        JobSettings settings = read.get();
        String topic = settings.deadLetterTopic().get();
        List<String> kafkaProblems = KafkaPreflight.problemsOfDeadLetters(settings.kafka(), topic);
        if (!kafkaProblems.isEmpty()) {
            kafkaProblems.forEach(err::println);
            return FAILED;
        }
        return new RedriveCommand(settings.kafka(), topic, settings.sink()).run(out) ? DONE : FAILED;
    }

    // --- chart, bars and doctor

    private int chart(OptionValues values) throws Exception {
        List<String> problems = new ArrayList<>(values.problems());
        Optional<ChartSettings> settings = ChartSettings.read(values.options(), problems::add);
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        warn(values);
        try (Interruption interruption = new Interruption()) {
            ChartCommand.run(settings.get(), interruption, out);
            return DONE;
        }
    }

    private int bars(ParseResult command, OptionValues values) throws IOException {
        List<String> problems = new ArrayList<>(values.problems());
        if (!values.options().contains(RedisOptions.URL)) {
            problems.add(
                    "redis.url must say where the bars are: https://... of an Upstash database, or redis://host:port"
                            + " (--redis.url, TRADEBARS_REDIS_URL or UPSTASH_REDIS_REST_URL)");
        }
        Optional<JobSettings> settings = JobSettings.read(LocalServices.rehearse(values.options()), problems::add);
        BarsCommand bars = BarsCommand.of(command, settings, problems::add);
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        warn(values);
        bars.run(out);
        return DONE;
    }

    private int doctor(ParseResult command, OptionValues values) throws InterruptedException {
        boolean kafka = values.isGiven(KafkaOptions.BOOTSTRAP_SERVERS);
        boolean redis = values.isGiven(RedisOptions.URL);
        Configuration options = LocalServices.rehearse(values.options());
        options.set(RedisOptions.RETRY_ATTEMPTS, 1);
        List<String> problems = new ArrayList<>(values.problems());
        if (!kafka && !redis) {
            problems.add("doctor needs a service to look at: give kafka.bootstrap.servers, redis.url or both"
                    + " (local mode brings its own, which need no doctor)");
        }
        int sampleSize = DoctorCommand.sampleSize(command, problems::add);
        Optional<JobSettings> settings = JobSettings.read(options, problems::add);
        settings.ifPresent(read -> problems.addAll(Pipeline.problems(values.flink(), read)));
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        warn(values);
        return new DoctorCommand().run(settings.get(), sampleSize, kafka, redis, out) ? DONE : FAILED;
    }

    // --- replay and local mode

    private int replay(ParseResult command, OptionValues values) throws Exception {
        List<String> files = filesOf(command);
        Optional<Path> export = Optional.ofNullable(command.matchedOptionValue("--export", (Path) null));
        boolean keep = command.matchedOptionValue("--keep", false);
        String speed = command.matchedOptionValue("--speed", "0");
        boolean isPaced = !speed.equals("0");
        if (isPaced && !values.isGiven(BarOptions.UPDATE_INTERVAL)) {
            values.options().set(BarOptions.UPDATE_INTERVAL, LOCAL_UPDATE_INTERVAL);
        }
        List<String> problems = problemsOf(values);
        ChartSettings.refreshProblem(values.options()).ifPresent(problems::add);
        if (isPaced && !speed.matches("(?=.*[1-9])\\d{1,6}(\\.\\d{1,3})?")) {
            problems.add(
                    "--speed must be a number such as 60 (a minute of history a second) or 1, was '" + speed + "'");
        }
        problems.addAll(InputLines.problems(files));
        if (values.isGiven(KafkaOptions.BOOTSTRAP_SERVERS)) {
            problems.add("replay sends the files through a Kafka of its own: leave out kafka.bootstrap.servers"
                    + " (it was given as " + values.places().get(KafkaOptions.BOOTSTRAP_SERVERS.key()) + ")");
        }
        export.flatMap(LocalMain::exportProblem).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        warn(values);
        try (Interruption interruption = new Interruption();
                TemporaryFolder folder = new TemporaryFolder();
                LocalServices services = LocalServices.start(values.options(), folder.path())) {
            JobSettings settings = settingsOf(services);
            Progress progress = Progress.on(err);
            Pace pace = new Pace(Double.parseDouble(speed), System::nanoTime, interruption::await);
            Replay replay = new Replay(services, settings, values.flink(), folder.path(), interruption, progress, pace);
            try (Chart chart = isPaced || keep
                    ? Chart.besideJob(
                            ChartSettings.of(settings.sink(), settings.bars(), services.options()),
                            replay.seen(),
                            settings.kafka(),
                            settings.deadLetterTopic())
                    : null) {
                if (chart != null) {
                    out.println("CHART=" + chart.url());
                }
                boolean complete = replay.run(files, export, out);
                if (keep && !interruption.isWished()) {
                    services.addresses().forEach((name, value) -> out.println(name + "=" + value));
                    out.println("Redis, its REST endpoint and the chart stay up until Ctrl-C.");
                    while (!interruption.await(Duration.ofMinutes(1))) {
                        continue;
                    }
                }
                return complete ? DONE : FAILED;
            }
        }
    }

    private int live(OptionValues values) throws Exception {
        Configuration options = values.options();
        if (!values.isGiven(BarOptions.UPDATE_INTERVAL)) {
            options.set(BarOptions.UPDATE_INTERVAL, LOCAL_UPDATE_INTERVAL);
        }
        List<String> problems = problemsOf(values);
        ChartSettings.refreshProblem(options).ifPresent(problems::add);
        if (options.get(LocalOptions.SIMULATE_RATE) < 0) {
            problems.add("simulate.rate must be 0 or more, was '" + options.get(LocalOptions.SIMULATE_RATE) + "'");
        }
        if (TradeSimulator.symbolNames(options.get(LocalOptions.SIMULATE_SYMBOLS))
                .isEmpty()) {
            problems.add("simulate.symbols must be a number of symbols or their names, was '"
                    + options.get(LocalOptions.SIMULATE_SYMBOLS) + "'");
        }
        if (!problems.isEmpty()) {
            return refuse(problems);
        }
        warn(values);
        // Trades of a random walk have no business in somebody's real topic, unless asked for by name.
        boolean simulated =
                !values.isGiven(KafkaOptions.BOOTSTRAP_SERVERS) || values.isGiven(LocalOptions.SIMULATE_RATE);
        int rate = simulated ? options.get(LocalOptions.SIMULATE_RATE) : 0;
        try (Interruption interruption = new Interruption();
                TemporaryFolder folder = new TemporaryFolder();
                LocalServices services = LocalServices.start(options, folder.path())) {
            JobSettings settings = settingsOf(services);
            List<String> kafkaProblems = KafkaPreflight.problems(settings.kafka(), settings.deadLetterTopic());
            if (!kafkaProblems.isEmpty()) {
                kafkaProblems.forEach(err::println);
                return FAILED;
            }
            LocalMode.run(services, settings, values.flink(), rate, folder.path(), interruption, out);
            return DONE;
        }
    }

    private static List<String> problemsOf(OptionValues values) {
        List<String> problems = new ArrayList<>(values.problems());
        JobSettings.read(LocalServices.rehearse(values.options()), problems::add)
                .ifPresent(read -> {
                    problems.addAll(Pipeline.problems(values.flink(), read));
                    // Reads what the options name: token and certificates.
                    try (RedisConnector unused =
                            RedisConnector.create(read.sink().redis())) {
                        return;
                    } catch (IllegalArgumentException e) {
                        problems.add(e.getMessage());
                    }
                });
        problems.addAll(LocalServices.problems(values.options()));
        return problems;
    }

    private static JobSettings settingsOf(LocalServices services) {
        List<String> problems = new ArrayList<>();
        return JobSettings.read(services.options(), problems::add)
                .orElseThrow(() -> new IllegalStateException(String.join("\n", problems)));
    }

    private static Optional<String> exportProblem(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            return Optional.of("--export must name a file, but '" + file + "' is a folder");
        }
        return Files.isDirectory(folder) && Files.isWritable(folder)
                ? Optional.empty()
                : Optional.of("--export cannot write '" + file + "': the folder is missing or may not be written to");
    }

    private void warn(OptionValues values) {
        values.warnings().forEach(warning -> err.println("warning: " + warning));
    }

    private int refuse(List<String> problems) {
        problems.forEach(err::println);
        err.println("(--help shows all options)");
        return WRONG_OPTIONS;
    }
}
