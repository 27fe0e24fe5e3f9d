package io.tradebars.bars;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/** Options that say which bars are made and when they close: {@code bar.*}. */
public final class BarOptions {

    /** Lengths of the bars. */
    public static final ConfigOption<List<String>> INTERVALS = ConfigOptions.key("bar.intervals")
            .stringType()
            .asList()
            .defaultValues(Interval.ONE_MINUTE.label())
            .withDescription("Lengths of the bars, separated by commas: any of 1m, 5m, 15m, 30m, 1h, 4h, 1d.");

    /** Where days begin. */
    public static final ConfigOption<String> DAY_ZONE = ConfigOptions.key("bar.day.zone")
            .stringType()
            .defaultValue("UTC")
            .withDescription("Time zone in which days, and 4h, begin: a name such as America/New_York.");

    /** Out-of-orderness. */
    public static final ConfigOption<Duration> OUT_OF_ORDERNESS = ConfigOptions.key("bar.out-of-orderness")
            .durationType()
            .defaultValue(Duration.ofSeconds(5))
            .withDescription(
                    "By how much a trade may be older than one before it in its partition and still be on time.");

    /** Allowed lateness. */
    public static final ConfigOption<Duration> ALLOWED_LATENESS = ConfigOptions.key("bar.allowed-lateness")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("A late trade within it corrects its bar; a later one goes to the dead-letter topic.");

    /** Idle time-out. */
    public static final ConfigOption<Duration> IDLE_TIMEOUT = ConfigOptions.key("bar.idle-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription(
                    "An idle partition stops holding back the others; when all are idle, event time goes on at the"
                            + " clock's pace and closes the bars.");

    /** Watermark alignment. */
    public static final ConfigOption<Duration> MAX_DRIFT = ConfigOptions.key("bar.max-drift")
            .durationType()
            .defaultValue(Duration.ZERO)
            .withDescription(
                    "By how much event time of one partition may be ahead of the slowest that is not idle before it is held"
                            + " back; 0: any. It bounds state when partitions are caught up on unevenly, and event time then"
                            + " advances by no more than about this much a second.");

    /** Updates of open bars. */
    public static final ConfigOption<Duration> UPDATE_INTERVAL = ConfigOptions.key("bar.update-interval")
            .durationType()
            .defaultValue(Duration.ZERO)
            .withDescription(
                    "How often an open bar is written too, with \"x\":false; 0: closed bars only. Local mode: 1 s.");

    /** Which fields a bar has. */
    public static final ConfigOption<Fields> FIELDS = ConfigOptions.key("bar.fields")
            .enumType(Fields.class)
            .defaultValue(Fields.STANDARD)
            .withDescription(
                    "Fields of a bar: standard, or full, which adds what is known of its completeness and history.");

    /** De-duplication. */
    public static final ConfigOption<Boolean> DEDUPLICATE = ConfigOptions.key("trade.deduplicate")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Leave out a trade whose id its bar has seen before. The ids are kept in state for the allowed"
                            + " lateness, and trades cross the network one by one.");

    /** Partitions tell and hear every second where event time is (Flink's default), so what one hears is up to two seconds old. */
    private static final Duration ALIGNMENT_DELAY = Duration.ofSeconds(2);

    /** Which fields a bar has. */
    public enum Fields {
        /** Those of the contract. */
        STANDARD,
        /** And completeness and history. */
        FULL;

        /** Its name in options. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private BarOptions() {}

    /** All of them, in the order in which a person would read them. */
    public static List<ConfigOption<?>> all() {
        return List.of(
                DEDUPLICATE,
                INTERVALS,
                FIELDS,
                DAY_ZONE,
                OUT_OF_ORDERNESS,
                ALLOWED_LATENESS,
                IDLE_TIMEOUT,
                MAX_DRIFT,
                UPDATE_INTERVAL);
    }

    /**
     * Reads them.
     *
     * @param maxAhead {@code trade.max-ahead}
     * @param amendable whether cancels and corrections may come, and are to be applied
     * @param problems takes what is wrong, a sentence each
     * @return the settings, or {@code null} if there were problems
     */
    public static BarSettings read(
            ReadableConfig config, Duration maxAhead, boolean amendable, Consumer<String> problems) {
        List<String> found = new ArrayList<>();
        Set<Interval> intervals = intervals(config, found);
        ZoneId zone = zone(config, found);
        notNegative(config, OUT_OF_ORDERNESS, found);
        notNegative(config, ALLOWED_LATENESS, found);
        notNegative(config, UPDATE_INTERVAL, found);
        if (config.get(IDLE_TIMEOUT).toMillis() < 1) {
            found.add("bar.idle-timeout must be 1 ms or more, was '"
                    + config.get(IDLE_TIMEOUT).toMillis() + " ms' (--bar.idle-timeout or TRADEBARS_BAR_IDLE_TIMEOUT)");
        }
        drift(config, found);
        found.forEach(problems);
        return found.isEmpty()
                ? new BarSettings(
                        List.copyOf(intervals),
                        zone,
                        config.get(OUT_OF_ORDERNESS),
                        config.get(ALLOWED_LATENESS),
                        config.get(IDLE_TIMEOUT),
                        config.get(MAX_DRIFT),
                        config.get(UPDATE_INTERVAL),
                        config.get(DEDUPLICATE),
                        amendable,
                        config.get(FIELDS) == Fields.FULL,
                        maxAhead)
                : null;
    }

    private static Set<Interval> intervals(ReadableConfig config, List<String> problems) {
        Set<Interval> intervals = new LinkedHashSet<>();
        for (String label : config.get(INTERVALS)) {
            try {
                intervals.add(Interval.ofLabel(label.trim()));
            } catch (IllegalArgumentException e) {
                problems.add("bar.intervals has " + e.getMessage() + " (--bar.intervals or TRADEBARS_BAR_INTERVALS)");
            }
        }
        if (intervals.isEmpty() && problems.isEmpty()) {
            problems.add("bar.intervals is empty: name at least one, such as 1m"
                    + " (--bar.intervals or TRADEBARS_BAR_INTERVALS)");
        }
        return intervals;
    }

    private static ZoneId zone(ReadableConfig config, List<String> problems) {
        try {
            return ZoneId.of(config.get(DAY_ZONE));
        } catch (DateTimeException e) {
            problems.add("bar.day.zone must be a time zone such as UTC or America/New_York, was '"
                    + config.get(DAY_ZONE) + "' (--bar.day.zone or TRADEBARS_BAR_DAY_ZONE)");
            return ZoneOffset.UTC;
        }
    }

    /**
     * A partition is told late how far it may go, and one that is merely quiet stands still until it is idle: neither may hold back
     * partitions that bring trades as they happen.
     */
    private static void drift(ReadableConfig config, List<String> problems) {
        Duration drift = config.get(MAX_DRIFT);
        Duration shortest = config.get(IDLE_TIMEOUT).plus(ALIGNMENT_DELAY);
        if (!drift.isZero() && drift.compareTo(shortest) < 0) {
            problems.add("bar.max-drift must be 0, or bar.idle-timeout and " + ALIGNMENT_DELAY.toSeconds()
                    + " s more at the least, which is " + shortest.toMillis()
                    + " ms, or a partition that is only quiet holds back the others: was '" + drift.toMillis()
                    + " ms' (--bar.max-drift or TRADEBARS_BAR_MAX_DRIFT)");
        }
    }

    private static void notNegative(ReadableConfig config, ConfigOption<Duration> option, List<String> problems) {
        if (config.get(option).isNegative()) {
            problems.add(option.key() + " must be 0 or more, was '"
                    + config.get(option).toMillis() + " ms'");
        }
    }
}
