package io.tradebars.local;

import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import io.tradebars.ingest.KafkaOptions;
import io.tradebars.job.JobSettings;
import io.tradebars.sink.RedisLayout;
import io.tradebars.sink.RedisOptions;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What local mode tells a newcomer: what runs, where to look, and commands to paste into another terminal. */
final class FirstMinute {

    /** How the program is started again by what started it. */
    interface Program {
        /** A line for a shell. */
        String line(String arguments);
    }

    private FirstMinute() {}

    /**
     * The lines, without the addresses.
     *
     * @param services addresses of the services, by the names of variables; without those of a Redis that was given
     * @param simulatedRate simulated trades a second; 0: none
     * @param symbol one that bars are made of; {@code null} if none is known
     */
    static List<String> lines(
            Map<String, String> services,
            JobSettings settings,
            int simulatedRate,
            String symbol,
            Instant now,
            Program program) {
        Interval interval = settings.bars().intervals().get(0);
        long start = interval.startOf(now.toEpochMilli(), settings.bars().dayZone());
        Duration left = Duration.ofMillis(interval.endOf(start, settings.bars().dayZone()) - now.toEpochMilli());
        List<String> lines = new ArrayList<>();
        lines.add(heading("What happens: ")
                + (simulatedRate > 0 ? simulatedRate + " simulated trades a second go to" : "trades are read from")
                + " Kafka topic " + String.join(", ", settings.kafka().topics())
                + "; the job on Flink makes bars of them"
                + " and keeps them in Redis. The first bar closes in " + Clocks.length(left.toMillis()) + ".");
        lines.add(heading("Where to look: ") + "the bars at CHART, the job at FLINK_WEB.");
        lines.add(heading("What to try, in another terminal:"));
        String shownSymbol = symbol == null ? "SYMBOL" : symbol;
        String redis = services.containsKey("REDIS_URL")
                ? " --" + RedisOptions.URL.key() + " " + services.get("REDIS_URL")
                : "";
        lines.add("  " + program.line("bars " + shownSymbol + redis + layout(settings)));
        if (services.containsKey("REDIS_URL") && settings.sink().layout().layout() == RedisLayout.STRING) {
            String key = settings.sink()
                    .layout()
                    .key()
                    .keyOf(new BarKey(interval, settings.messages().venue(), shownSymbol, start));
            lines.add("  curl -s -H \"Authorization: Bearer " + services.get("UPSTASH_REDIS_REST_TOKEN") + "\" \""
                    + services.get("UPSTASH_REDIS_REST_URL") + "/get/" + key + "\"");
        }
        lines.add("  "
                + program.line("doctor --" + KafkaOptions.BOOTSTRAP_SERVERS.key() + " "
                        + services.get("KAFKA_BOOTSTRAP_SERVERS") + redis + layout(settings)));
        if (redis.isEmpty()) {
            lines.add("  (both also need the redis.* options that this run was given)");
        }
        lines.add("Ctrl-C stops everything.");
        return lines;
    }

    private static String heading(String text) {
        return Terminal.coloured("bold", text);
    }

    /** The options that say where bars lie, as far as they are not the defaults. */
    private static String layout(JobSettings settings) {
        StringBuilder options = new StringBuilder();
        RedisLayout layout = settings.sink().layout().layout();
        if (layout != RedisLayout.STRING) {
            options.append(" --").append(RedisOptions.LAYOUT.key()).append(' ').append(layout);
        }
        List<Interval> intervals = settings.bars().intervals();
        if (!intervals.equals(List.of(Interval.ONE_MINUTE))) {
            options.append(" --bar.intervals ")
                    .append(intervals.stream().map(Interval::label).collect(Collectors.joining(",")));
        }
        return options.toString();
    }

    /** The program as it was started: by Maven, or out of its jar. */
    static Program thisProgram() {
        if (Boolean.getBoolean(Interruption.STOP_WITH_PARENT)) {
            return arguments -> "mvn -q exec:exec \"-Dtradebars.args=" + arguments + "\"";
        }
        try {
            Path jar = Path.of(FirstMinute.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path here = Path.of("").toAbsolutePath();
            String shown = (jar.startsWith(here) ? here.relativize(jar) : jar).toString();
            String quoted = shown.contains(" ") ? "\"" + shown + "\"" : shown;
            return arguments -> (shown.endsWith(".jar")
                            ? "java -jar " + quoted
                            : "java -cp " + quoted + File.pathSeparator + "... " + LocalMain.class.getName())
                    + " " + arguments;
        } catch (URISyntaxException e) {
            return arguments -> "java -jar target/local/tradebars.jar " + arguments;
        }
    }
}
