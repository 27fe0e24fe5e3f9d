package io.tradebars.benchmark;

import io.tradebars.deadletter.DeadLetterOptions;
import io.tradebars.ingest.HostileMessages;
import io.tradebars.ingest.TradeFormat;
import io.tradebars.local.BenchmarkServices;
import io.tradebars.local.TopicContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The job among hostile messages: {@code mvn -q test-compile exec:exec@hostile -Dhostile.good=1000000 -Dhostile.bad=1000000
 * -Dhostile.seed=1}. The bars of the good ones must be those to expect, every other must lie in the dead-letter topic as it was sent,
 * and messages of either kind must be read at a tenth at least of the speed at which good ones are read alone. Its exit status is 1 if one
 * of these is not so.
 */
public final class HostileRun {

    private static final int SYMBOLS = 500;
    private static final int MINUTES = 30;
    private static final int PARALLELISM = 2;
    private static final int LONGEST_REQUEST = 4 << 20;

    private HostileRun() {}

    /**
     * What came of it.
     *
     * @param bars how the bars made among hostile messages differ from those to expect
     * @param sent the hostile messages
     * @param keptAside the records of the dead-letter topic
     * @param alone messages a second without hostile ones
     * @param among messages a second, good and hostile
     */
    record Outcome(ReferenceBars.Difference bars, Messages sent, Messages keptAside, double alone, double among) {

        boolean isGood() {
            return bars.isNone() && sent.equals(keptAside) && among >= alone / 10;
        }
    }

    /**
     * Messages in whatever order.
     *
     * @param count how many
     * @param digest sum of the beginnings of their SHA-256
     */
    record Messages(long count, long digest) {

        static final Messages NONE = new Messages(0, 0);

        Messages plus(byte[] message) {
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(message);
                return new Messages(count + 1, digest + ByteBuffer.wrap(hash).getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the JDK has no SHA-256", e);
            }
        }
    }

    /**
     * Runs it.
     *
     * @param arguments how many good messages; how many hostile ones; the seed of these
     */
    public static void main(String[] arguments) throws Exception {
        int good = Integer.parseInt(arguments[0]);
        int bad = Integer.parseInt(arguments[1]);
        long seed = Long.parseLong(arguments[2]);
        System.out.printf(Locale.ROOT, "%,d good and %,d hostile messages, -Dhostile.seed=%d%n", good, bad, seed);
        Outcome outcome = run(good, bad, seed, true);
        System.out.printf(
                Locale.ROOT,
                "bars: %s%nkept aside: %,d of %,d, %s%nmessages a second: %,.0f of good ones alone, %,.0f of both (%.2f),"
                        + " %,.0f good ones among them (%.2f)%n",
                outcome.bars(),
                outcome.keptAside().count(),
                outcome.sent().count(),
                outcome.sent().equals(outcome.keptAside()) ? "byte for byte" : "NOT as they were sent",
                outcome.alone(),
                outcome.among(),
                outcome.among() / outcome.alone(),
                outcome.among() * good / (good + bad),
                outcome.among() * good / (good + bad) / outcome.alone());
        System.exit(outcome.isGood() ? 0 : 1);
    }

    /** @param warm whether one more run comes before those that are measured */
    static Outcome run(int good, int bad, long seed, boolean warm) throws Exception {
        try (BenchmarkServices services = BenchmarkServices.start()) {
            Load alone = new Load("alone", good, SYMBOLS, MINUTES);
            Load among = new Load("among", good, SYMBOLS, MINUTES);
            ReferenceBars reference = new ReferenceBars(among);
            fill(services, alone, new ReferenceBars(alone), 0, seed);
            Messages sent = fill(services, among, reference, bad, seed);
            double secondsAlone;
            double secondsAmong;
            try {
                if (warm) {
                    makeBars(services, alone);
                }
                secondsAlone = makeBars(services, alone);
                secondsAmong = makeBars(services, among);
            } finally {
                LocalJobs.stop();
            }
            Path bars = services.folder().resolve("bars");
            CollectedBars.writeTo(bars);
            ReferenceBars.Difference difference = reference.compare(bars);
            Files.delete(bars);
            return new Outcome(
                    difference,
                    sent,
                    read(services, among.name() + DeadLetterOptions.DEFAULT_SUFFIX),
                    good / secondsAlone,
                    (good + bad) / secondsAmong);
        }
    }

    private static Messages fill(BenchmarkServices services, Load load, ReferenceBars reference, int bad, long seed)
            throws IOException {
        services.createTopic(load.name(), Load.PARTITIONS);
        services.createTopic(load.name() + DeadLetterOptions.DEFAULT_SUFFIX, Load.PARTITIONS);
        HostileMessages hostile = new HostileMessages(seed);
        TradeGenerator trades = new TradeGenerator(load);
        FixedTrade trade = new FixedTrade();
        Messages sent = Messages.NONE;
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        services.bootstrapServers(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        LONGEST_REQUEST,
                        ProducerConfig.LINGER_MS_CONFIG,
                        20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            while (trades.next(trade)) {
                reference.add(trade);
                byte[] message = TradeMessages.of(TradeFormat.JSON, trade);
                int partition = (int) (trade.id % Load.PARTITIONS);
                producer.send(new ProducerRecord<>(load.name(), partition, null, message));
                while (sent.count() < bad * trade.id / load.trades()) {
                    byte[] wrong = hostile.next(message);
                    sent = sent.plus(wrong);
                    producer.send(new ProducerRecord<>(load.name(), partition, null, wrong));
                }
            }
        }
        return sent;
    }

    /** How many seconds it took. */
    private static double makeBars(BenchmarkServices services, Load load) throws Exception {
        Engine.Task task = new Engine.Task(
                services.bootstrapServers(),
                load,
                TradeFormat.JSON,
                PARALLELISM,
                services.folder().toString(),
                null);
        return Engine.Kind.READ_SIDE.measure(task).seconds();
    }

    private static Messages read(BenchmarkServices services, String topic) {
        AtomicReference<Messages> messages = new AtomicReference<>(Messages.NONE);
        TopicContent.forEach(
                services.bootstrapServers(),
                topic,
                record -> messages.updateAndGet(before -> before.plus(record.value())));
        return messages.get();
    }
}
