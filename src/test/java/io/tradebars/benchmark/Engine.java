package io.tradebars.benchmark;

import io.tradebars.ingest.TradeFormat;
import io.tradebars.local.BenchmarkServices.RedisAccess;
import java.io.Serializable;
import java.util.Locale;
import java.util.function.Supplier;

/** One way to make the bars of a topic, {@link CollectedBars them all}, from its first record to its last. */
interface Engine {

    /** Runs once, maybe not for the first time in this JVM; {@link Meter} is told when it begins to get trades and when it has given all bars. */
    void run(Task task) throws Exception;

    /**
     * What to run on.
     *
     * @param bootstrapServers where the broker is
     * @param load what is in the topic of that name
     * @param format of the messages there; only this job reads others than {@code json}
     * @param parallelism how many threads take part
     * @param folder for files
     * @param redis for an engine that ends there
     */
    record Task(
            String bootstrapServers, Load load, TradeFormat format, int parallelism, String folder, RedisAccess redis)
            implements Serializable {}

    /** All there are. */
    enum Kind {
        FLOOR("floor: consumer, byte scanner, hash table", () -> new BareConsumer(ByteScanner::new)),
        JACKSON_FLOOR("the same with Jackson's streaming parser", () -> new BareConsumer(JacksonTradeReader::new)),
        READ_SIDE("this job, Kafka to bars", () -> new JobReadSide("hashmap")),
        READ_SIDE_ON_ROCKSDB("the same with its state in RocksDB", () -> new JobReadSide("rocksdb")),
        WHOLE_JOB("this job, Kafka to Redis over HTTPS", WholeJob::new),
        FLINK_SQL("Flink SQL", FlinkSql::new),
        KAFKA_STREAMS("Kafka Streams", StreamsApplication::new);

        private final String title;
        private final Supplier<Engine> maker;

        Kind(String title, Supplier<Engine> maker) {
            this.title = title;
            this.maker = maker;
        }

        String title() {
            return title;
        }

        /** A name for where there is little room. */
        String shortTitle() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /** Runs one, and tells what that has cost; its bars are those that are {@link CollectedBars collected} then. */
        Meter.Measurement measure(Task task) throws Exception {
            CollectedBars.clear();
            Meter.reset();
            maker.get().run(task);
            return Meter.result();
        }
    }
}
