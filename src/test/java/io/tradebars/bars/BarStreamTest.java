package io.tradebars.bars;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.trade.TradeRecord;
import io.tradebars.trade.TradeRecordSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BarStreamTest {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(4)
            .build());

    private static final Interval[] INTERVALS = {Interval.ONE_MINUTE, Interval.FIVE_MINUTES, Interval.ONE_HOUR};

    private static StreamExecutionEnvironment environment(int parallelism) {
        // Fails the job if anything would be left to Kryo.
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.getConfig().enableObjectReuse();
        return env;
    }

    private static List<Bar> run(List<TradeRecord> trades, int parallelism) throws Exception {
        StreamExecutionEnvironment env = environment(parallelism);
        DataStream<TradeRecord> source = env.fromData(trades, TradeRecordSerializer.TYPE)
                .assignTimestampsAndWatermarks(WatermarkStrategy.<TradeRecord>forBoundedOutOfOrderness(
                                Trades.settings().outOfOrderness())
                        .withTimestampAssigner(
                                (record, before) -> record.trade().eventTimeMillis()))
                .setParallelism(1)
                .rebalance();
        List<Bar> bars = new ArrayList<>();
        try (CloseableIterator<Bar> result =
                BarStream.of(source, Trades.settings(INTERVALS)).bars().executeAndCollect()) {
            result.forEachRemaining(bars::add);
        }
        return bars;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4"})
    void theSameBarsComeOutInAnyOrderWithinTheOutOfOrdernessAndAtAnyParallelism(long seed, int parallelism)
            throws Exception {
        List<TradeRecord> trades = Trades.random(seed, 3_000);
        List<TradeRecord> shuffled = Trades.shuffledWithin(trades, 5_000, new Random(seed));
        assertThat(shuffled).isNotEqualTo(trades);
        assertThat(Trades.last(run(shuffled, parallelism))).isEqualTo(Trades.last(Trades.reference(trades, INTERVALS)));
    }

    @Test
    void eachBarOfOrderlyTradesIsSentOnce() throws Exception {
        List<TradeRecord> trades = Trades.random(4, 3_000);
        assertThat(run(trades, 1)).hasSameSizeAs(Trades.reference(trades, INTERVALS));
    }
}
