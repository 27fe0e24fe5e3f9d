package io.tradebars.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The least that has to be done: a consumer a partition, each in a loop of its own. Where each symbol has its partition, bars are handed on
 * by the hour; elsewhere they are kept, and merged in the end. It promises nothing: no checkpoint, no lateness, no check of what it reads.
 */
final class BareConsumer implements Engine {

    private static final long HOUR_MILLIS = 60 * FixedTrade.MINUTE_MILLIS;

    private final Supplier<TradeReader> readers;

    private record Part(TradeReader reader, MinuteTable bars) {}

    BareConsumer(Supplier<TradeReader> readers) {
        this.readers = readers;
    }

    @Override
    public void run(Task task) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(task.parallelism());
        List<KafkaConsumer<byte[], byte[]>> consumers = new ArrayList<>();
        try {
            List<Callable<Part>> loops = new ArrayList<>();
            for (int partition = 0; partition < Load.PARTITIONS; partition++) {
                TopicPartition of = new TopicPartition(task.load().name(), partition);
                KafkaConsumer<byte[], byte[]> consumer = consumer(task);
                consumers.add(consumer);
                loops.add(() -> consume(consumer, of, task.load().keyed()));
            }
            List<Part> parts = new ArrayList<>();
            for (Future<Part> done : threads.invokeAll(loops)) {
                parts.add(done.get());
            }
            if (!task.load().keyed()) {
                merge(parts);
            }
            // Closing waits up to half a second for the fetch that is on its way, which is no part of making bars.
            Meter.end();
        } finally {
            threads.shutdown();
            consumers.forEach(KafkaConsumer::close);
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Task task) {
        Properties properties = Meter.consumerProperties();
        properties.setProperty(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, task.bootstrapServers());
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Reads one partition to its end with a consumer that the caller closes.
     *
     * @param byTheHour whether its bars are handed on when their hour is over; else they are returned
     */
    private Part consume(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, boolean byTheHour) {
        TradeReader reader = readers.get();
        CollectedBars.Collector collector = CollectedBars.newCollector();
        MinuteTable bars = new MinuteTable();
        MinuteTable next = new MinuteTable();
        long hourEnd = byTheHour ? TradeGenerator.START_MILLIS + HOUR_MILLIS : Long.MAX_VALUE;
        long hourOver = byTheHour ? hourEnd + TradeGenerator.LATEST_MILLIS : Long.MAX_VALUE;
        FixedTrade trade = new FixedTrade();
        List<TopicPartition> only = List.of(partition);
        consumer.assign(only);
        consumer.seekToBeginning(only);
        long end = consumer.endOffsets(only).get(partition);
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                reader.read(record.value(), trade);
                (trade.timeMillis < hourEnd ? bars : next).add(trade);
                if (trade.timeMillis >= hourOver) {
                    bars.collect(reader.symbols(), collector);
                    bars.clear();
                    MinuteTable over = bars;
                    bars = next;
                    next = over;
                    hourEnd += HOUR_MILLIS;
                    hourOver += HOUR_MILLIS;
                }
            }
        }
        if (byTheHour) {
            bars.collect(reader.symbols(), collector);
            next.collect(reader.symbols(), collector);
        }
        return new Part(reader, bars);
    }

    private static void merge(List<Part> parts) {
        Part all = parts.get(0);
        List<String> symbols = new ArrayList<>(all.reader().symbols());
        Map<String, Integer> known = new HashMap<>();
        symbols.forEach(symbol -> known.put(symbol, known.size()));
        for (Part part : parts.subList(1, parts.size())) {
            List<String> others = part.reader().symbols();
            int[] numbers = new int[others.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = known.computeIfAbsent(others.get(i), added -> {
                    symbols.add(added);
                    return symbols.size() - 1;
                });
            }
            all.bars().addAll(part.bars(), numbers);
        }
        all.bars().collect(symbols, CollectedBars.newCollector());
    }
}
