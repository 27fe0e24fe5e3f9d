package io.tradebars.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;

class JobSettingsTest {

    private final List<String> problems = new ArrayList<>();

    private Optional<JobSettings> read(Map<String, String> options) {
        return JobSettings.read(Configuration.fromMap(options), problems::add);
    }

    private static Map<String, String> with(String... more) {
        Map<String, String> options = new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                "broker:9092",
                "redis.url",
                "https://cache.example",
                "redis.token",
                "secret"));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return options;
    }

    @Test
    void brokerUrlAndTokenAreEnough() {
        JobSettings settings = read(with()).orElseThrow();
        assertThat(problems).isEmpty();
        assertThat(settings.kafka().topics()).containsExactly("trades");
        assertThat(settings.deadLetterTopic()).contains("trades.dead-letter");
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    void everyMistakeIsNamedAtOnce() {
        assertThat(read(Map.of(
                        "kafka.topic", "no spaces please",
                        "kafka.start", "yesterday",
                        "bar.intervals", "1m;2m",
                        "bar.day.zone", "Mars",
                        "trade.format", "binance",
                        "trade.time.unit", "s",
                        "parallelism", "0")))
                .isEmpty();
        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem).startsWith("kafka.bootstrap.servers is missing"))
                .anySatisfy(problem -> assertThat(problem).contains("'no spaces please'"))
                .anySatisfy(problem -> assertThat(problem).contains("'yesterday'"))
                .anySatisfy(problem -> assertThat(problem).contains("no interval '2m'"))
                .anySatisfy(problem -> assertThat(problem).contains("'Mars'"))
                .anySatisfy(problem -> assertThat(problem).startsWith("trade.time.unit must be ms or us"))
                .anySatisfy(problem -> assertThat(problem).startsWith("redis.url"))
                .anySatisfy(problem -> assertThat(problem).startsWith("parallelism must be 1 or more"));
    }

    @Test
    void deadLettersCanBeTurnedOffButNeverGoBackIntoATopicOfTrades() {
        assertThat(read(with("dead-letter.topic", "none")).orElseThrow().deadLetterTopic())
                .isEmpty();
        assertThat(read(with("dead-letter.topic", "trades"))).isEmpty();
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem)
                .contains("dead-letter.topic"));
    }

    @Test
    void partitionsDriftFreelyUnlessToldOtherwise() {
        assertThat(read(with()).orElseThrow().bars().maxDrift()).isZero();
        assertThat(read(with("bar.max-drift", "1 h")).orElseThrow().bars().maxDrift())
                .isEqualTo(Duration.ofHours(1));
        assertThat(problems).isEmpty();
    }

    @Test
    void aDriftWithinWhichAQuietPartitionHoldsBackTheOthersIsRefused() {
        assertThat(read(with("bar.max-drift", "11999 ms"))).isEmpty();
        assertThat(read(with("bar.max-drift", "12 s"))).isPresent();
        assertThat(read(with("bar.max-drift", "2 s", "bar.idle-timeout", "1 ms")))
                .isEmpty();
        assertThat(problems)
                .hasSize(2)
                .allSatisfy(
                        problem -> assertThat(problem).startsWith("bar.max-drift must be 0, or bar.idle-timeout and"))
                .first()
                .asString()
                .endsWith("which is 12000 ms, or a partition that is only quiet holds back the others: was '11999 ms'"
                        + " (--bar.max-drift or TRADEBARS_BAR_MAX_DRIFT)");
    }

    @Test
    void aKeyThatMixesIntervalsIsRefused() {
        assertThat(read(with("redis.key", "b:{symbol}:{t}", "bar.intervals", "1m;5m")))
                .isEmpty();
        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem)
                .contains("{interval}"));
        assertThat(read(with("redis.key", "b:{symbol}:{t}"))).isPresent();
    }
}
