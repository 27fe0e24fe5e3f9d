package io.tradebars.local;

import io.tradebars.job.JobSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.apache.flink.configuration.Configuration;

/** The whole of it on a laptop until Ctrl-C: services, simulated trades, job, chart, and a line of figures now and then. */
final class LocalMode {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("HH:mm:ss");

    /** The chart shows less; a day of minutes is enough to look back on. */
    private static final int SEEN_OF_EACH = 1_440;

    private LocalMode() {}

    /**
     * Runs until the interruption.
     *
     * @param simulateRate trades a second to simulate; 0: none
     * @param out takes the addresses and the lines of figures
     * @throws LocalFlink.JobFailedException if the job fails
     */
    static void run(
            LocalServices services,
            JobSettings settings,
            Configuration flink,
            int simulateRate,
            Path folder,
            Interruption interruption,
            PrintStream out)
            throws Exception {
        Configuration options = services.options();
        SeenBars seen = new SeenBars(SEEN_OF_EACH);
        try (LocalFlink job =
                        LocalFlink.start(settings, flink, false, seen, folder, options.get(LocalOptions.FLINK_PORT));
                Chart chart = Chart.besideJob(
                        ChartSettings.of(settings.sink(), settings.bars(), options),
                        seen,
                        settings.kafka(),
                        settings.deadLetterTopic())) {
            printAddresses(services.addresses(), job.webUrl(), chart.url(), out);
            List<String> symbols = TradeSimulator.symbolNames(options.get(LocalOptions.SIMULATE_SYMBOLS));
            FirstMinute.lines(
                            services.addresses(),
                            settings,
                            simulateRate,
                            simulateRate > 0 ? symbols.get(0) : null,
                            Instant.now(),
                            FirstMinute.thisProgram())
                    .forEach(out::println);
            try (TradeSimulator simulator = simulator(settings, options, simulateRate)) {
                simulator.start();
                watch(job, interruption, out);
            }
            job.stop();
        }
    }

    private static TradeSimulator simulator(JobSettings settings, Configuration options, int rate) {
        return new TradeSimulator(
                settings.kafka().bootstrapServers(),
                settings.kafka().topics().get(0),
                options.get(LocalOptions.SIMULATE_SYMBOLS),
                rate,
                RandomGenerator.getDefault(),
                Clock.systemUTC());
    }

    /** A line each, to be pasted into a shell. */
    static void printAddresses(Map<String, String> services, String web, String chart, PrintStream out) {
        services.forEach((name, value) -> out.println(name + "=" + value));
        out.println("FLINK_WEB=" + web);
        out.println("CHART=" + chart);
    }

    private static void watch(LocalFlink job, Interruption interruption, PrintStream out) throws Exception {
        long tradesBefore = 0;
        long nanosBefore = System.nanoTime();
        while (!interruption.await(BETWEEN_LINES)) {
            if (job.isEnded()) {
                // Throws what it ended by.
                job.await(Duration.ofSeconds(1));
                return;
            }
            Counters now = Counters.now();
            long nanos = System.nanoTime();
            long rate = Math.round((now.trades() - tradesBefore) * 1e9 / (nanos - nanosBefore));
            out.println(LocalTime.now().format(SECONDS) + "  " + Figures.count(rate, "trade") + "/s, "
                    + Figures.count(now.barsWritten(), "bar") + " written, " + Figures.count(now.late(), "late", "late")
                    + ", " + Figures.count(now.rejected(), "rejected", "rejected"));
            tradesBefore = now.trades();
            nanosBefore = nanos;
        }
    }
}
