package io.tradebars.benchmark;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The bars as a table of Kafka Streams: a windowed aggregate in memory with a change log, serdes by hand, a thread a partition. Its cache
 * holds updates back until it commits; nothing is suppressed, so that the last minutes come out, too, when it is closed. A topic whose keys
 * aren't symbols goes through a second topic by symbol, as it must; there the trades of one partition can push those of another out of
 * their windows.
 */
final class StreamsApplication implements Engine {

    /** As the job: out-of-orderness and allowed lateness. */
    private static final Duration GRACE = Duration.ofSeconds(305);

    private static final long CACHE_BYTES = 64 << 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);

    private record Print(String symbol, long price, long size, long timeMillis, long id) {}

    /** A bar in the making. */
    private static final class Sums {
        private long open;
        private long high = Long.MIN_VALUE;
        private long low = Long.MAX_VALUE;
        private long close;
        private long volume;
        private long notional;
        private long trades;
        private long firstTime = Long.MAX_VALUE;
        private long firstId;
        private long lastTime = Long.MIN_VALUE;
        private long lastId;

        Sums add(Print print) {
            if (print.timeMillis < firstTime || print.timeMillis == firstTime && print.id < firstId) {
                firstTime = print.timeMillis;
                firstId = print.id;
                open = print.price;
            }
            if (print.timeMillis > lastTime || print.timeMillis == lastTime && print.id > lastId) {
                lastTime = print.timeMillis;
                lastId = print.id;
                close = print.price;
            }
            high = Math.max(high, print.price);
            low = Math.min(low, print.price);
            volume += print.size;
            notional += print.price * print.size;
            trades++;
            return this;
        }
    }

    @Override
    public void run(Task task) throws Exception {
        LongAdder come = new LongAdder();
        try (KafkaStreams streams = new KafkaStreams(topology(task.load(), come).build(), properties(task))) {
            Thread waiting = Thread.currentThread();
            streams.setUncaughtExceptionHandler(error -> {
                error.printStackTrace();
                waiting.interrupt();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            while (come.sum() < task.load().trades()) {
                TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
            }
        }
        Meter.end();
    }

    private static Properties properties(Task task) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "streams-" + UUID.randomUUID());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, task.bootstrapServers());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, task.folder());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, task.parallelism());
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        Meter.consumerProperties()
                .forEach((name, value) -> properties.put(StreamsConfig.mainConsumerPrefix(name.toString()), value));
        return properties;
    }

    private static StreamsBuilder topology(Load load, LongAdder come) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, Print> prints = builder.stream(
                load.name(),
                Consumed.with(Serdes.String(), Serdes.serdeFrom(PRINT.serializer(), messages()))
                        .withTimestampExtractor(BY_TRADE));
        KStream<String, Print> bySymbol = load.keyed()
                ? prints
                : prints.selectKey((key, print) -> print.symbol())
                        .repartition(
                                Repartitioned.with(Serdes.String(), PRINT).withNumberOfPartitions(Load.PARTITIONS));
        bySymbol.peek((symbol, print) -> come.increment())
                .groupByKey(Grouped.with(Serdes.String(), PRINT))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMillis(FixedTrade.MINUTE_MILLIS), GRACE))
                .aggregate(
                        Sums::new,
                        (symbol, print, sums) -> sums.add(print),
                        Materialized.<String, Sums, WindowStore<Bytes, byte[]>>as(Materialized.StoreType.IN_MEMORY)
                                .withKeySerde(Serdes.String())
                                .withValueSerde(SUMS)
                                .withCachingEnabled())
                .toStream()
                .process(Collecting::new);
        return builder;
    }

    private static final TimestampExtractor BY_TRADE =
            (ConsumerRecord<Object, Object> record, long partitionTime) -> ((Print) record.value()).timeMillis();

    /** Of one task, and so of one thread. */
    private static final class Collecting extends ContextualProcessor<Windowed<String>, Sums, Void, Void> {
        private final CollectedBars.Collector collector = CollectedBars.newCollector();

        @Override
        public void process(Record<Windowed<String>, Sums> bar) {
            Sums sums = bar.value();
            collector.add(
                    Load.symbolNumber(bar.key().key()),
                    bar.key().window().start(),
                    sums.open,
                    sums.high,
                    sums.low,
                    sums.close,
                    sums.volume,
                    sums.notional,
                    sums.trades);
        }
    }

    /** All threads share it. */
    private static Deserializer<Print> messages() {
        ThreadLocal<JacksonTradeReader> readers = ThreadLocal.withInitial(JacksonTradeReader::new);
        return (topic, message) -> {
            JacksonTradeReader reader = readers.get();
            FixedTrade trade = new FixedTrade();
            reader.read(message, trade);
            return new Print(reader.symbols().get(trade.symbol), trade.price, trade.size, trade.timeMillis, trade.id);
        };
    }

    private static final Serde<Print> PRINT = Serdes.serdeFrom(
            (topic, print) -> {
                byte[] symbol = print.symbol().getBytes(StandardCharsets.UTF_8);
                return ByteBuffer.allocate(4 * Long.BYTES + symbol.length)
                        .putLong(print.price())
                        .putLong(print.size())
                        .putLong(print.timeMillis())
                        .putLong(print.id())
                        .put(symbol)
                        .array();
            },
            (topic, bytes) -> {
                ByteBuffer in = ByteBuffer.wrap(bytes);
                long price = in.getLong();
                long size = in.getLong();
                long timeMillis = in.getLong();
                long id = in.getLong();
                String symbol = new String(bytes, in.position(), in.remaining(), StandardCharsets.UTF_8);
                return new Print(symbol, price, size, timeMillis, id);
            });

    private static final Serializer<Sums> SUMS_TO_BYTES = (topic, sums) -> ByteBuffer.allocate(11 * Long.BYTES)
            .putLong(sums.open)
            .putLong(sums.high)
            .putLong(sums.low)
            .putLong(sums.close)
            .putLong(sums.volume)
            .putLong(sums.notional)
            .putLong(sums.trades)
            .putLong(sums.firstTime)
            .putLong(sums.firstId)
            .putLong(sums.lastTime)
            .putLong(sums.lastId)
            .array();

    private static final Serde<Sums> SUMS = Serdes.serdeFrom(SUMS_TO_BYTES, (topic, bytes) -> {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        Sums sums = new Sums();
        sums.open = in.getLong();
        sums.high = in.getLong();
        sums.low = in.getLong();
        sums.close = in.getLong();
        sums.volume = in.getLong();
        sums.notional = in.getLong();
        sums.trades = in.getLong();
        sums.firstTime = in.getLong();
        sums.firstId = in.getLong();
        sums.lastTime = in.getLong();
        sums.lastId = in.getLong();
        return sums;
    });
}
