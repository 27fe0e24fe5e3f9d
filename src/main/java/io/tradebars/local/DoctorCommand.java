package io.tradebars.local;

import io.tradebars.job.JobSettings;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Checks a set of options against the services that they name, a line for each thing that it looks at. */
final class DoctorCommand {

    static final String NAME = "doctor";

    private static final int DEFAULT_SAMPLE = 200;

    private final Map<Finding.Level, Integer> counts = new EnumMap<>(Finding.Level.class);

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name(NAME)
                .mixinStandardHelpOptions(true)
                .addOption(OptionSpec.builder("--sample")
                        .type(String.class)
                        .paramLabel("N")
                        .description("How many of the latest messages to try the format on; " + DEFAULT_SAMPLE
                                + " by default.")
                        .build());
        spec.usageMessage()
                .customSynopsis("java -jar tradebars.jar doctor [--kafka.bootstrap.servers ...] [--redis.url ...]"
                        + " [options]")
                .description(
                        "Checks options against the services that they name, before a job runs with them: brokers, topics,"
                                + " a sample of messages, Redis, its protocol, clocks, and whether bars may be written."
                                + " Each line says ok, warning or failed, and what to do.",
                        "In Kafka nothing is changed. In Redis a bar of a symbol that nobody has is written as the job"
                                + " would, and deleted again. Ends with 0 if nothing failed, 1 if something did, 2 if the"
                                + " options are wrong.");
        return spec;
    }

    /** The size of the sample that is asked for. */
    static int sampleSize(ParseResult command, Consumer<String> problems) {
        return LocalCommands.count(command, "--sample", DEFAULT_SAMPLE, problems);
    }

    /**
     * Runs it.
     *
     * @param settings with one attempt for each request to Redis
     * @param lookAtKafka whether the options name brokers
     * @param lookAtRedis whether they name a Redis
     * @return whether nothing failed
     */
    boolean run(JobSettings settings, int sampleSize, boolean lookAtKafka, boolean lookAtRedis, PrintStream out)
            throws InterruptedException {
        Consumer<Finding> findings = finding -> {
            counts.merge(finding.level(), 1, Integer::sum);
            out.println(finding.line());
        };
        if (lookAtKafka) {
            new KafkaExamination(settings, sampleSize, findings).run();
        } else {
            findings.accept(Finding.skipped("Kafka", "kafka.bootstrap.servers is not given"));
        }
        if (lookAtRedis) {
            new RedisExamination(settings, findings).run();
        } else {
            findings.accept(Finding.skipped("Redis", "redis.url is not given"));
        }
        out.println(sum());
        return count(Finding.Level.FAILED) == 0;
    }

    private String sum() {
        return String.join(
                ", ",
                List.of(
                        count(Finding.Level.OK) + " ok",
                        Figures.count(count(Finding.Level.WARNING), "warning"),
                        count(Finding.Level.FAILED) + " failed"));
    }

    private int count(Finding.Level level) {
        return counts.getOrDefault(level, 0);
    }
}
