package io.tradebars.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.trade.TradeRecord;
import io.tradebars.trade.TradeRecordSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.Collector;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TradeDeserializerTest {

    private static final String TRADE =
            "{\"e\":\"trade\",\"s\":\"A\",\"t\":1,\"p\":\"1\",\"q\":\"1\",\"T\":1723161257687,\"m\":true}";
    private static final String CONTROL = "{\"result\":null,\"id\":1}";

    private final List<TradeRecord> read = new ArrayList<>();
    private final TradeDeserializer deserializer = new TradeDeserializer(
            new MessageSettings(
                    TradeFormat.BINANCE,
                    new JsonFields("symbol", "price", "size", "timestamp", "id", "sequence", "venue"),
                    TimestampUnit.MS,
                    null,
                    Duration.ofMinutes(5)),
            TradeRecordSerializer.TYPE);

    @BeforeEach
    void open() {
        deserializer.open(new DeserializationSchema.InitializationContext() {
            @Override
            public MetricGroup getMetricGroup() {
                return new UnregisteredMetricsGroup();
            }

            @Override
            public UserCodeClassLoader getUserCodeClassLoader() {
                return SimpleUserCodeClassLoader.create(getClass().getClassLoader());
            }
        });
    }

    private void deserialize(String topic, int partition, long offset, String value) {
        deserializer.deserialize(
                new ConsumerRecord<>(topic, partition, offset, null, value.getBytes(StandardCharsets.UTF_8)),
                new Collector<>() {
                    @Override
                    public void collect(TradeRecord record) {
                        read.add(record.copy());
                    }

                    @Override
                    public void close() {}
                });
    }

    @Test
    void aPartitionIsReadFromTheMiddleIfItsFirstRecordIsNotTheTopicsFirstWhateverItHolds() {
        deserialize("a", 0, 0, CONTROL);
        deserialize("a", 1, 7, CONTROL);
        deserialize("b", 0, 3, TRADE);
        deserialize("a", 0, 1, TRADE);
        deserialize("a", 1, 8, TRADE);
        deserialize("a", 0, 2, TRADE);
        deserialize("b", 0, 4, TRADE);

        assertThat(read)
                .extracting(
                        record -> record.source().topic() + record.source().partition() + " " + record.fromTheMiddle())
                .containsExactly("b0 true", "a0 false", "a1 true", "a0 false", "b0 true");
    }
}
