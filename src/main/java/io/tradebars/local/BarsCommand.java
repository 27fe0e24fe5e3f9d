package io.tradebars.local;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.tradebars.bars.BarKey;
import io.tradebars.bars.Interval;
import io.tradebars.job.JobSettings;
import io.tradebars.redis.CertificateFault;
import io.tradebars.redis.CommandOutcome;
import io.tradebars.redis.RedisConnector;
import io.tradebars.sink.StoredBars;
import java.io.IOException;
import java.io.PrintStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Prints the last bars of a symbol as they stand in Redis. */
final class BarsCommand {

    static final String NAME = "bars";

    private static final int DEFAULT_LAST = 20;

    private final JobSettings settings;
    private final Query query;

    /** What was asked for; {@code venue} is {@code null} for none. */
    private record Query(String symbol, String venue, int last, BarFormat format, Instant until) {}

    private BarsCommand(JobSettings settings, Query query) {
        this.settings = settings;
        this.query = query;
    }

    static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name(NAME)
                .mixinStandardHelpOptions(true)
                .addPositional(PositionalParamSpec.builder()
                        .paramLabel("SYMBOL")
                        .arity("1")
                        .required(true)
                        .type(String.class)
                        .description("The symbol as the trades have it.")
                        .build())
                .addOption(OptionSpec.builder("--last")
                        .type(String.class)
                        .paramLabel("N")
                        .description("How many bars of each interval, at the most; " + DEFAULT_LAST + " by default.")
                        .build())
                .addOption(OptionSpec.builder("--format")
                        .type(String.class)
                        .paramLabel("FORMAT")
                        .description("table (the default), json (one object a line, as replay --export writes them) or"
                                + " csv (a line of names first). Numbers are printed as they stand in Redis.")
                        .build())
                .addOption(OptionSpec.builder("--until")
                        .type(String.class)
                        .paramLabel("INSTANT")
                        .description("The last instant to look for, such as 2024-08-08T23:54:00Z; now by default.")
                        .build());
        spec.usageMessage()
                .customSynopsis("java -jar tradebars.jar bars SYMBOL [--last N] [--format table|json|csv]"
                        + " [--until INSTANT] [options]")
                .description(
                        "Prints the last bars of a symbol from Redis, with the options of the job: redis.*, bar.intervals,"
                                + " bar.day.zone and, where the trades have one, trade.venue.",
                        "A zset and a stream know which bars are the last. Of the layouts string and hash the starts that"
                                + " bars may have are looked up, going back from now: over a week of minutes (10,080 bars)"
                                + " or a year at the most. Bars of history are found with --until.");
        return spec;
    }

    /**
     * Reads what was asked for.
     *
     * @param settings of the job; empty if they have problems of their own
     * @param problems takes what is wrong, a sentence each
     * @return the command, or {@code null} if there were problems
     */
    static BarsCommand of(ParseResult command, Optional<JobSettings> settings, Consumer<String> problems) {
        List<String> found = new ArrayList<>();
        int last = LocalCommands.count(command, "--last", DEFAULT_LAST, found::add);
        BarFormat format = format(command.matchedOptionValue("--format", "table"), found);
        Instant until = until(command.matchedOptionValue("--until", (String) null), found);
        found.forEach(problems);
        if (!found.isEmpty() || settings.isEmpty()) {
            return null;
        }
        String venue = settings.get().messages().venue();
        return new BarsCommand(
                settings.get(), new Query(command.matchedPositionalValue(0, ""), venue, last, format, until));
    }

    private static BarFormat format(String text, List<String> problems) {
        try {
            return BarFormat.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            problems.add("--format must be table, json or csv, was '" + text + "'");
            return BarFormat.TABLE;
        }
    }

    private static Instant until(String text, List<String> problems) {
        try {
            return text == null ? Instant.now() : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            problems.add("--until must be an instant such as 2024-08-08T23:54:00Z, was '" + text + "'");
            return Instant.EPOCH;
        }
    }

    /**
     * Runs it.
     *
     * @param out takes the bars, the oldest first, one interval after the other
     * @throws IOException if there was none, or Redis does not answer as it should; the message says what to do
     */
    void run(PrintStream out) throws IOException {
        List<StoredBar> bars = new ArrayList<>();
        try (RedisConnector connector = RedisConnector.create(settings.sink().redis());
                StatefulRedisConnection<String, String> redis = connector.connect(StringCodec.UTF8)) {
            StoredBars stored = new StoredBars(settings.sink().layout(), redis);
            for (Interval interval : settings.bars().intervals()) {
                BarKey newest = newest(interval);
                stored.last(newest, settings.bars().dayZone(), query.last())
                        .forEach((start, json) -> bars.add(
                                new StoredBar(new BarKey(interval, query.venue(), query.symbol(), start), json)));
            }
        } catch (RedisException e) {
            throw new IOException(problem(e), e);
        }
        if (bars.isEmpty()) {
            throw new IOException(nothingFound());
        }
        query.format().print(bars, out);
    }

    private BarKey newest(Interval interval) {
        return new BarKey(
                interval,
                query.venue(),
                query.symbol(),
                interval.startOf(query.until().toEpochMilli(), settings.bars().dayZone()));
    }

    private String nothingFound() {
        BarKey newest = newest(settings.bars().intervals().get(0));
        return "Redis at " + settings.sink().address() + " has no bars of '" + query.symbol() + "'"
                + (query.venue() == null ? "" : " of venue '" + query.venue() + "'") + " until "
                + Instant.ofEpochMilli(newest.startMillis()) + " (layout "
                + settings.sink().layout().layout()
                + ", key " + settings.sink().layout().key().keyOf(newest) + ")\n"
                + "is the symbol written as in the trades, and are redis.layout, redis.key, bar.intervals and trade.venue"
                + " those of the job? For bars of history give --until; after redis.ttl they are gone";
    }

    private String problem(RedisException failure) {
        String where = "Redis at " + settings.sink().address() + " ";
        CommandOutcome outcome = CommandOutcome.of(failure);
        if (outcome instanceof CommandOutcome.Unauthorized unauthorized) {
            return where + "refuses to be read: " + unauthorized.message() + " (redis.token, redis.token-file, or user"
                    + " and password in redis.url)";
        }
        if (outcome instanceof CommandOutcome.Refused refused) {
            return where + "cannot give the bars: " + refused.message()
                    + " (are redis.layout and redis.key those of the" + " job?)";
        }
        return where + "cannot be read: "
                + (outcome instanceof CommandOutcome.Transient passing ? passing.word() + ". " : "")
                + CertificateFault.adviceOn(failure).orElseGet(() -> failure.getMessage() + " (is redis.url right?)");
    }
}
