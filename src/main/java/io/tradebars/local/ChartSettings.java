package io.tradebars.local;

import io.tradebars.bars.BarOptions;
import io.tradebars.bars.BarSettings;
import io.tradebars.bars.Interval;
import io.tradebars.redis.RedisSettings;
import io.tradebars.sink.LayoutSettings;
import io.tradebars.sink.SinkSettings;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/**
 * What the chart is told, checked.
 *
 * @param redis where the bars are
 * @param layout how they lie there
 * @param intervals lengths of bars that the job makes, as far as is known
 * @param dayZone where days begin
 * @param lateness for how long after its end a bar may change
 * @param refresh how often Redis is asked while somebody looks
 * @param port of the page; 0 for a free one
 */
record ChartSettings(
        RedisSettings redis,
        LayoutSettings layout,
        List<Interval> intervals,
        ZoneId dayZone,
        Duration lateness,
        Duration refresh,
        int port) {

    private static final Duration SHORTEST_REFRESH = Duration.ofMillis(100);

    /** Of a job whose settings were checked. */
    static ChartSettings of(SinkSettings sink, BarSettings bars, Configuration options) {
        return new ChartSettings(
                sink.redis(),
                sink.layout(),
                bars.intervals(),
                bars.dayZone(),
                bars.allowedLateness(),
                options.get(LocalOptions.CHART_REFRESH),
                options.get(LocalOptions.CHART_PORT));
    }

    /**
     * Reads those that the chart alone needs.
     *
     * @param problems takes all that is wrong, a sentence each
     * @return the settings; empty if there were problems
     */
    static Optional<ChartSettings> read(Configuration options, Consumer<String> problems) {
        SinkSettings sink = SinkSettings.from(options, problems);
        BarSettings bars = BarOptions.read(options, Duration.ZERO, false, problems);
        Optional<String> refresh = refreshProblem(options);
        Optional<String> port = LocalServices.portProblem(options, LocalOptions.CHART_PORT);
        refresh.ifPresent(problems);
        port.ifPresent(problems);
        return sink == null || bars == null || refresh.isPresent() || port.isPresent()
                ? Optional.empty()
                : Optional.of(of(sink, bars, options));
    }

    /** What is wrong with how often Redis is to be asked. */
    static Optional<String> refreshProblem(Configuration options) {
        Duration refresh = options.get(LocalOptions.CHART_REFRESH);
        return refresh.compareTo(SHORTEST_REFRESH) >= 0
                ? Optional.empty()
                : Optional.of(LocalOptions.CHART_REFRESH.key() + " must be " + SHORTEST_REFRESH.toMillis()
                        + " ms or more, was '" + refresh.toMillis() + " ms' (--" + LocalOptions.CHART_REFRESH.key()
                        + " or TRADEBARS_LOCAL_CHART_REFRESH)");
    }
}
