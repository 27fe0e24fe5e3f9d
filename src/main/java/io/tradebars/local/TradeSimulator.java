package io.tradebars.local;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes trades as a market would: each symbol's price walks at random, trades come in bursts, carry ids, and some arrive a
 * little after younger ones. Stamped with the wall clock; format {@code json} with its default fields.
 */
final class TradeSimulator implements AutoCloseable {

    /** Names for the first symbols; further ones are SYM11, SYM12, … */
    private static final List<String> NAMES =
            List.of("BTC-USD", "ETH-USD", "SOL-USD", "XRP-USD", "ADA-USD", "AAPL", "MSFT", "NVDA", "TSLA", "AMZN");

    private static final double[] FIRST_PRICES = {61_800, 2_680, 155, 0.57, 0.35, 226, 415, 130, 250, 186};

    /** Symbols when nothing is said. */
    static final int DEFAULT_SYMBOLS = 5;

    private static final long STEP_MILLIS = 50;
    private static final double OUT_OF_ORDER_SHARE = 0.05;
    private static final int OUT_OF_ORDER_STEPS = 10;
    private static final double BURST_SHARE = 0.1;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final int ratePerSecond;
    private final RandomGenerator random;
    private final Clock clock;
    private final List<Symbol> symbols = new ArrayList<>();
    private final Queue<HeldBack> heldBack = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean stopped;
    private double owed;

    private static final class Symbol {
        final String name;
        double price;
        long lastId;

        Symbol(String name, double price) {
            this.name = name;
            this.price = price;
        }
    }

    private record HeldBack(byte[] key, byte[] value, long untilStep) {}

    /**
     * @param symbols a number of symbols, or their names separated by commas or semicolons
     * @param ratePerSecond trades a second on average, of all symbols together
     */
    TradeSimulator(
            String bootstrapServers,
            String topic,
            String symbols,
            int ratePerSecond,
            RandomGenerator random,
            Clock clock) {
        this.topic = topic;
        this.ratePerSecond = ratePerSecond;
        this.random = random;
        this.clock = clock;
        for (String name : symbolNames(symbols)) {
            int i = this.symbols.size();
            this.symbols.add(new Symbol(name, i < FIRST_PRICES.length ? FIRST_PRICES[i] : 10 + random.nextInt(490)));
        }
        Properties properties = new Properties();
        properties.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "10");
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.thread = new Thread(this::run, "trade-simulator");
        this.thread.setDaemon(true);
    }

    /** The names that the option means: a number of them, or the names themselves. */
    static List<String> symbolNames(String option) {
        List<String> names = new ArrayList<>();
        if (option.trim().matches("\\d{1,6}")) {
            int count = Integer.parseInt(option.trim());
            for (int i = 0; i < count; i++) {
                names.add(i < NAMES.size() ? NAMES.get(i) : "SYM" + (i + 1));
            }
            return names;
        }
        for (String name : option.split("[,;]")) {
            if (!name.isBlank()) {
                names.add(name.trim());
            }
        }
        return names;
    }

    void start() {
        thread.start();
    }

    private void run() {
        for (long step = 0; !stopped; step++) {
            sendWhatIsDue(step);
            try {
                Thread.sleep(STEP_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sendWhatIsDue(long step) {
        while (!heldBack.isEmpty() && heldBack.peek().untilStep() <= step) {
            HeldBack late = heldBack.remove();
            producer.send(new ProducerRecord<>(topic, late.key(), late.value()));
        }
        // Quiet most of the time and lively in bursts, but the rate holds on average.
        double burst = random.nextDouble() < BURST_SHARE ? 4 : 2.0 / 3;
        owed += ratePerSecond * STEP_MILLIS / 1000.0 * burst;
        for (; owed >= 1; owed--) {
            Symbol symbol = symbols.get(random.nextInt(symbols.size()));
            byte[] key = symbol.name.getBytes(StandardCharsets.UTF_8);
            byte[] value = nextTrade(symbol).getBytes(StandardCharsets.UTF_8);
            if (random.nextDouble() < OUT_OF_ORDER_SHARE) {
                heldBack.add(new HeldBack(key, value, step + OUT_OF_ORDER_STEPS));
            } else {
                producer.send(new ProducerRecord<>(topic, key, value));
            }
        }
    }

    private String nextTrade(Symbol symbol) {
        symbol.price *= 1 + random.nextGaussian() * 0.0003;
        symbol.lastId++;
        int decimals = symbol.price >= 10 ? 2 : 5;
        String price = BigDecimal.valueOf(symbol.price)
                .setScale(decimals, RoundingMode.HALF_EVEN)
                .toPlainString();
        String size = BigDecimal.valueOf(1 + random.nextInt(2_000), 3).toPlainString();
        return "{\"symbol\":\"" + jsonText(symbol.name) + "\",\"price\":" + price + ",\"size\":" + size
                + ",\"timestamp\":" + clock.millis() + ",\"id\":" + symbol.lastId + "}";
    }

    private static String jsonText(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }

    /** Stops sending; what was held back is dropped. */
    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        producer.close(Duration.ofSeconds(1));
    }
}
