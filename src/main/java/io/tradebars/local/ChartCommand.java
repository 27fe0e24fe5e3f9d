package io.tradebars.local;

import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;

/** The chart page alone, over a Redis that a job elsewhere writes to. */
final class ChartCommand {

    static final String NAME = "chart";

    private ChartCommand() {}

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create().name(NAME).mixinStandardHelpOptions(true);
        spec.usageMessage()
                .customSynopsis("java -jar tradebars.jar chart --redis.url ... [options]")
                .description(
                        "Serves the chart page on loopback, over the bars of any Redis, until Ctrl-C. Give it the options of"
                                + " the job: redis.*, bar.intervals, bar.day.zone and bar.allowed-lateness; the page is at"
                                + " local.chart.port.",
                        "Redis is asked while a page is open only: for what is looked at each local.chart.refresh, and for"
                                + " new symbols by SCAN, about one command in three seconds.");
        return spec;
    }

    /**
     * Runs until the interruption. A Redis that does not answer is waited for; the page says so.
     *
     * @param out takes the address
     * @throws Exception if the port is taken, or a file of the settings cannot be read
     */
    static void run(ChartSettings settings, Interruption interruption, PrintStream out) throws Exception {
        try (Chart chart = Chart.ofRedis(settings)) {
            out.println("CHART=" + chart.url());
            out.println("Open it in a browser. Ctrl-C stops it.");
            while (!interruption.await(Duration.ofMinutes(1))) {
                continue;
            }
        }
    }
}
