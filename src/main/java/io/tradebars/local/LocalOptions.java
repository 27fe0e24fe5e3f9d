package io.tradebars.local;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** Options of local mode alone. */
final class LocalOptions {

    static final ConfigOption<Integer> SIMULATE_RATE = ConfigOptions.key("simulate.rate")
            .intType()
            .defaultValue(200)
            .withDescription("Simulated trades a second, of all symbols together, on average; 0: none.");

    static final ConfigOption<String> SIMULATE_SYMBOLS = ConfigOptions.key("simulate.symbols")
            .stringType()
            .defaultValue(Integer.toString(TradeSimulator.DEFAULT_SYMBOLS))
            .withDescription("Symbols of the simulated trades: how many, or their names separated by commas.");

    static final ConfigOption<Integer> PARTITIONS = ConfigOptions.key("local.kafka.partitions")
            .intType()
            .defaultValue(4)
            .withDescription("Partitions of the topics that local mode creates.");

    static final ConfigOption<Integer> KAFKA_PORT = port("local.kafka.port", "the Kafka broker");
    static final ConfigOption<Integer> REDIS_PORT = port("local.redis.port", "the Redis server");
    static final ConfigOption<Integer> REST_HTTPS_PORT =
            port("local.rest.https-port", "the REST endpoint, HTTPS with HTTP/2");
    static final ConfigOption<Integer> REST_HTTP_PORT = port("local.rest.http-port", "the REST endpoint, plain HTTP");
    static final ConfigOption<Integer> FLINK_PORT = port("local.flink.port", "Flink's web UI");
    static final ConfigOption<Integer> CHART_PORT = port("local.chart.port", "the chart page");

    static final ConfigOption<Duration> CHART_REFRESH = ConfigOptions.key("local.chart.refresh")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription("How often the chart asks Redis for what is looked at; while no page is open, never.");

    private LocalOptions() {}

    /** Those of the services, in the order in which a person would read them. */
    static List<ConfigOption<?>> services() {
        return List.of(PARTITIONS, KAFKA_PORT, REDIS_PORT, REST_HTTPS_PORT, REST_HTTP_PORT, FLINK_PORT);
    }

    /** Those of what runs until Ctrl-C: simulated trades and the chart. */
    static List<ConfigOption<?>> live() {
        return List.of(SIMULATE_RATE, SIMULATE_SYMBOLS, CHART_PORT, CHART_REFRESH);
    }

    private static ConfigOption<Integer> port(String key, String of) {
        return ConfigOptions.key(key)
                .intType()
                .defaultValue(0)
                .withDescription("Port of " + of + ", on loopback; 0: a free one.");
    }
}
