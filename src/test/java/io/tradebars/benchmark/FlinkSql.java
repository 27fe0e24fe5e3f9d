package io.tradebars.benchmark;

import java.time.ZoneOffset;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/**
 * The bars as a query: the window function of Flink SQL over its Kafka table in the format {@code json}. SQL has no way to say by what
 * {@code FIRST_VALUE} and {@code LAST_VALUE} should go, so open and close go by arrival.
 */
final class FlinkSql implements Engine {

    /** Enough for any price of the loads; price and size together still fit a long. */
    private static final int PRICE_PRECISION = 10;

    private static final int SIZE_PRECISION = 8;

    /** What a sum of decimals has. */
    private static final int SUM_PRECISION = 38;

    /** What the query gives; as rows of the table runtime, which cost no conversion. */
    private static final DataType BAR = DataTypes.ROW(
                    DataTypes.FIELD("symbol", DataTypes.STRING()),
                    DataTypes.FIELD("t", DataTypes.TIMESTAMP(3)),
                    DataTypes.FIELD("o", DataTypes.DECIMAL(PRICE_PRECISION, FixedTrade.PRICE_SCALE)),
                    DataTypes.FIELD("h", DataTypes.DECIMAL(PRICE_PRECISION, FixedTrade.PRICE_SCALE)),
                    DataTypes.FIELD("l", DataTypes.DECIMAL(PRICE_PRECISION, FixedTrade.PRICE_SCALE)),
                    DataTypes.FIELD("c", DataTypes.DECIMAL(PRICE_PRECISION, FixedTrade.PRICE_SCALE)),
                    DataTypes.FIELD("v", DataTypes.DECIMAL(SUM_PRECISION, FixedTrade.SIZE_SCALE)),
                    DataTypes.FIELD("q", DataTypes.DECIMAL(SUM_PRECISION, FixedTrade.NOTIONAL_SCALE)),
                    DataTypes.FIELD("n", DataTypes.BIGINT()))
            .notNull()
            .bridgedTo(RowData.class);

    @Override
    public void run(Task task) throws Exception {
        StreamExecutionEnvironment env = LocalJobs.environment(task);
        StreamTableEnvironment tables = StreamTableEnvironment.create(env);
        tables.getConfig().setLocalTimeZone(ZoneOffset.UTC);
        tables.getConfig().set(PipelineOptions.OBJECT_REUSE, true);
        tables.executeSql("""
                CREATE TABLE trades (
                  symbol STRING,
                  price DECIMAL(%d, %d),
                  size DECIMAL(%d, %d),
                  `timestamp` BIGINT,
                  traded AS TO_TIMESTAMP_LTZ(`timestamp`, 3),
                  WATERMARK FOR traded AS traded - INTERVAL '5' SECOND
                ) WITH (
                  'connector' = 'kafka',
                  'topic' = '%s',
                  'properties.bootstrap.servers' = '%s',
                  %s
                  'scan.startup.mode' = 'earliest-offset',
                  'scan.bounded.mode' = 'latest-offset',
                  'format' = 'json'
                )
                """.formatted(
                        PRICE_PRECISION,
                        FixedTrade.PRICE_SCALE,
                        SIZE_PRECISION,
                        FixedTrade.SIZE_SCALE,
                        task.load().name(),
                        task.bootstrapServers(),
                        consumerProperties()));
        DataStream<RowData> bars = tables.toDataStream(tables.sqlQuery("""
                        SELECT
                          symbol,
                          window_start AS t,
                          FIRST_VALUE(price) AS o,
                          MAX(price) AS h,
                          MIN(price) AS l,
                          LAST_VALUE(price) AS c,
                          SUM(size) AS v,
                          SUM(price * size) AS q,
                          COUNT(*) AS n
                        FROM TABLE(TUMBLE(TABLE trades, DESCRIPTOR(traded), INTERVAL '1' MINUTE))
                        GROUP BY symbol, window_start, window_end
                        """), BAR);
        bars.sinkTo(new MeteredSink<>(new CollectingSink<>(FlinkSql::read), task.parallelism()));
        env.execute();
    }

    private static String consumerProperties() {
        StringBuilder options = new StringBuilder();
        Meter.consumerProperties()
                .forEach((name, value) -> options.append("'properties.%s' = '%s',".formatted(name, value)));
        return options.toString();
    }

    private static void read(RowData bar, CollectedBars.Collector into) {
        into.add(
                Load.symbolNumber(bar.getString(0).toString()),
                bar.getTimestamp(1, 3).getMillisecond(),
                price(bar, 2),
                price(bar, 3),
                price(bar, 4),
                price(bar, 5),
                sum(bar, 6, FixedTrade.SIZE_SCALE),
                sum(bar, 7, FixedTrade.NOTIONAL_SCALE),
                bar.getLong(8));
    }

    private static long price(RowData bar, int field) {
        return bar.getDecimal(field, PRICE_PRECISION, FixedTrade.PRICE_SCALE).toUnscaledLong();
    }

    private static long sum(RowData bar, int field, int scale) {
        return CollectedBars.fixed(bar.getDecimal(field, SUM_PRECISION, scale).toBigDecimal(), scale);
    }
}
