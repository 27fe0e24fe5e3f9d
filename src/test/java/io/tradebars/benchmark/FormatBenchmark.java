package io.tradebars.benchmark;

import io.tradebars.ingest.MessageReader;
import io.tradebars.ingest.SampleMessages;
import io.tradebars.ingest.TradeFormat;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What reading a message of each format costs, from its bytes to the trade in it, beside the format {@code json}: on one thread, without
 * Kafka and Flink.
 */
final class FormatBenchmark {

    private static final int MESSAGES = 1_000;

    /** For the compilers; then the best of the rest counts. */
    private static final int DISCARDED = 10;

    private static final int MEASURED = 10;
    private static final int READS_A_ROUND = 300_000;

    private static final long SEED = 20_240_809;

    private FormatBenchmark() {}

    static void run() {
        System.out.printf(
                Locale.ROOT,
                "%n%-48s %24s %12s %14s%n",
                "reading a message",
                "million trades a second",
                "bytes",
                "json's time");
        double json = nanosAMessage(TradeFormat.JSON);
        for (TradeFormat format : TradeFormat.values()) {
            double nanos = format == TradeFormat.JSON ? json : nanosAMessage(format);
            System.out.printf(
                    Locale.ROOT,
                    "%-48s %24.2f %12d %14.1f%n",
                    format,
                    1e3 / nanos,
                    SampleMessages.of(format).length(),
                    nanos / json);
        }
    }

    private static double nanosAMessage(TradeFormat format) {
        byte[][] messages = messages(format);
        MessageReader reader = SampleMessages.reader(format);
        double best = Double.MAX_VALUE;
        for (int round = 0; round < DISCARDED + MEASURED; round++) {
            long start = System.nanoTime();
            long trades = 0;
            for (int i = 0; i < READS_A_ROUND; i++) {
                MessageReader.Content content = reader.read(messages[i % MESSAGES], 0, i, () -> null, false);
                if (content.rejection() != null) {
                    throw new IllegalStateException(format + ": " + content.rejection());
                }
                trades += content.records().size();
            }
            double nanos = (double) (System.nanoTime() - start) / READS_A_ROUND;
            if (trades != READS_A_ROUND) {
                throw new IllegalStateException(format + " gave " + trades + " trades");
            }
            if (round >= DISCARDED) {
                best = Math.min(best, nanos);
            }
        }
        return best;
    }

    /** The sample with other digits behind its decimal points, so that it isn't the same each time. */
    private static byte[][] messages(TradeFormat format) {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[][] messages = new byte[MESSAGES][];
        for (int i = 0; i < MESSAGES; i++) {
            byte[] message = SampleMessages.of(format).getBytes(StandardCharsets.US_ASCII);
            for (int at = 1; at < message.length; at++) {
                boolean isFraction = message[at - 1] == '.' && isDigit(message[at]);
                while (isFraction && isDigit(message[at])) {
                    message[at++] = (byte) ('0' + random.nextInt(10));
                }
            }
            messages[i] = message;
        }
        return messages;
    }

    private static boolean isDigit(byte next) {
        return next >= '0' && next <= '9';
    }
}
