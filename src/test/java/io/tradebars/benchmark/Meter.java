package io.tradebars.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What a run costs this JVM, from the moment when consumers hand out the first records until the engine says that all its bars are out. What
 * the engine needs to start and to stop is left out, for all engines alike. Safe for use by several threads.
 */
final class Meter {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";
    private static final long BETWEEN_LOOKS_MILLIS = 20;

    /** Bytes that each thread has allocated, as last seen: a thread that has ended can no longer be asked. */
    private static final Map<Long, Long> ALLOCATED = new HashMap<>();

    private static boolean started;
    private static long startNanos;
    private static long startCpuNanos;
    private static long startBytes;
    private static Measurement result;

    /**
     * What a run has cost.
     *
     * @param seconds by the clock
     * @param cpuSeconds of all threads, the JVM's own included
     * @param allocatedBytes by all threads of Java; what a thread allocates in the last {@value #BETWEEN_LOOKS_MILLIS} ms before it ends is
     *     not seen
     * @param peakResidentBytes of this JVM since it began; 0 where the system does not tell
     */
    record Measurement(double seconds, double cpuSeconds, long allocatedBytes, long peakResidentBytes)
            implements Serializable {}

    private Meter() {}

    /**
     * Sees that consumers hand out records. Producers, which an engine may give the same properties, have no part in it.
     */
    public static final class HandedOut
            implements ConsumerInterceptor<Object, Object>, ProducerInterceptor<Object, Object> {

        @Override
        public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
            if (!records.isEmpty()) {
                start();
            }
            return records;
        }

        @Override
        public ProducerRecord<Object, Object> onSend(ProducerRecord<Object, Object> record) {
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata record, Exception error) {}

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

        @Override
        public void configure(Map<String, ?> settings) {}

        @Override
        public void close() {}
    }

    /** What a consumer of any engine is to be told, so that the first of its records is seen. */
    static Properties consumerProperties() {
        Properties properties = new Properties();
        properties.setProperty(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, HandedOut.class.getName());
        return properties;
    }

    /** Watches what threads allocate, as long as this JVM lives. */
    static void watch() {
        Thread watcher = new Thread(
                () -> {
                    try {
                        while (true) {
                            look();
                            Thread.sleep(BETWEEN_LOOKS_MILLIS);
                        }
                    } catch (InterruptedException e) {
                        // Nobody wants to know any more.
                    }
                },
                "meter");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** Gets ready for the next run. */
    static synchronized void reset() {
        started = false;
        result = null;
    }

    private static synchronized void start() {
        if (!started) {
            started = true;
            startBytes = look();
            startCpuNanos = SYSTEM.getProcessCpuTime();
            startNanos = System.nanoTime();
        }
    }

    /** All bars of the run are out. */
    static synchronized void end() {
        if (!started) {
            throw new IllegalStateException(
                    "a run has ended in which nobody saw a record: the consumer must be told of "
                            + HandedOut.class.getName());
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double cpuSeconds = (SYSTEM.getProcessCpuTime() - startCpuNanos) / 1e9;
        result = new Measurement(seconds, cpuSeconds, look() - startBytes, peakResidentBytes());
    }

    /** The run's, which has ended. */
    static synchronized Measurement result() {
        if (result == null) {
            throw new IllegalStateException("the run has no end");
        }
        return result;
    }

    private static synchronized long look() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            if (bytes[i] >= 0) {
                ALLOCATED.put(ids[i], bytes[i]);
            }
        }
        return ALLOCATED.values().stream().mapToLong(Long::longValue).sum();
    }

    private static long peakResidentBytes() {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
