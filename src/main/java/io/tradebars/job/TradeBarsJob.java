package io.tradebars.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The job on a Flink cluster: {@code flink run tradebars.jar [options]}. */
public final class TradeBarsJob {

    /** The job's name where nothing else is said. */
    public static final String NAME = "tradebars";

    private static final Logger LOG = LoggerFactory.getLogger(TradeBarsJob.class);

    private TradeBarsJob() {}

    /**
     * Reads the options, looks at Kafka, and hands the job to the cluster.
     *
     * @throws WrongOptionsException if something in the options, or in what they name, keeps the job from starting; its message
     *     has all of it
     */
    public static void main(String[] args) throws Exception {
        CommandSpec command =
                CommandSpec.create().name("flink run tradebars.jar").mixinStandardHelpOptions(true);
        OptionReader reader = new OptionReader(JobSettings.options());
        List<String> arguments = List.of(args);
        OptionValues values = reader.read(command, arguments, System.getenv());
        if (arguments.contains("--help") || arguments.contains("-h")) {
            new CommandLine(command).usage(System.out);
            return;
        }
        List<String> problems = new ArrayList<>(values.problems());
        Optional<JobSettings> settings = JobSettings.read(values.options(), problems::add);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(values.flink());
        settings.ifPresent(read -> problems.addAll(Pipeline.problems(env.getConfiguration(), read)));
        if (problems.isEmpty()) {
            problems.addAll(KafkaPreflight.problems(
                    settings.get().kafka(), settings.get().deadLetterTopic()));
        }
        if (!problems.isEmpty()) {
            throw new WrongOptionsException(problems);
        }
        values.warnings().forEach(warning -> LOG.warn("{}", warning));
        Pipeline.configure(env, settings.get());
        Pipeline.define(env, settings.get(), false);
        env.execute(NAME);
    }
}
