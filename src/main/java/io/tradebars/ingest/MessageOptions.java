package io.tradebars.ingest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;

/** Options that say how messages are read: {@code trade.*}. */
public final class MessageOptions {

    /** Format of the messages. */
    public static final ConfigOption<TradeFormat> FORMAT = ConfigOptions.key("trade.format")
            .enumType(TradeFormat.class)
            .defaultValue(TradeFormat.JSON)
            .withDescription(
                    "Format of the messages: json (one object a trade, fields named by trade.json.*), or what a"
                            + " vendor's feed sends: binance, polygon (Massive's), alpaca, coinbase, kraken, finnhub, bybit,"
                            + " databento.");

    public static final ConfigOption<String> JSON_SYMBOL = jsonField("symbol", "symbol", "the symbol");
    public static final ConfigOption<String> JSON_PRICE = jsonField("price", "price", "the price");
    public static final ConfigOption<String> JSON_SIZE = jsonField("size", "size", "the size");
    public static final ConfigOption<String> JSON_TIME =
            jsonField("time", "timestamp", "the instant of the trade at its venue");
    public static final ConfigOption<String> JSON_ID =
            jsonField("id", "id", "the venue's id of the trade; may be absent from a record");
    public static final ConfigOption<String> JSON_SEQUENCE =
            jsonField("sequence", "sequence", "the venue's sequence; may be absent from a record");
    public static final ConfigOption<String> JSON_VENUE =
            jsonField("venue", "venue", "the venue; may be absent from a record");

    public static final ConfigOption<String> JSON_SIDE = optionalJsonField(
            "side",
            "who took: buy, buyer, b, sell, seller or s, in any case. A record without it says nothing of the taker.");
    public static final ConfigOption<String> JSON_CONDITIONS = optionalJsonField(
            "conditions", "the venue's codes for how the trade came about: an array of them, or one.");
    public static final ConfigOption<String> JSON_ACTION = optionalJsonField(
            "action",
            "what the record does: new or trade, cancel (of the trade with this id; price and size may be absent),"
                    + " correct or correction, in any case. A record without it is a trade.");
    public static final ConfigOption<String> JSON_ORIGINAL_ID = jsonField(
            "original-id",
            "originalId",
            "the id of the trade that a correction corrects, if it isn't that of the correction; read only with"
                    + " trade.json.action");

    /** Unit of the instants. */
    public static final ConfigOption<TimestampUnit> TIME_UNIT = ConfigOptions.key("trade.time.unit")
            .enumType(TimestampUnit.class)
            .defaultValue(TimestampUnit.MS)
            .withDescription(
                    "How instants are written: s, ms, us or ns since the epoch (a fraction is allowed), or iso."
                            + " Declared, never guessed. json takes each of them, binance ms, or us for a stream"
                            + " opened with timeUnit=MICROSECOND, polygon ms, or ns for events made from its REST"
                            + " results or files; the other formats need no unit.");

    /** A constant venue. */
    public static final ConfigOption<String> VENUE = ConfigOptions.key("trade.venue")
            .stringType()
            .noDefaultValue()
            .withDescription("A constant venue for all trades of the topic; it becomes part of the key.");

    /** A table of sale conditions. */
    public static final ConfigOption<String> CONDITIONS = ConfigOptions.key("trade.conditions")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "A file, read when the job is submitted, with a JSON object that says for condition codes what of a bar a"
                            + " trade with them counts for: {\"I\": [\"volume\"], \"W\": []}, out of high-low, open-close and"
                            + " volume. Without it every trade counts for everything.");

    /** Whether cancels and corrections are applied. */
    public static final ConfigOption<Boolean> CORRECTIONS = ConfigOptions.key("trade.corrections")
            .booleanType()
            .defaultValue(true)
            .withDescription("Apply the cancels and corrections of feeds that send them: their trades are kept in"
                    + " state for the allowed lateness. false: they are dead letters, and no trade is kept.");

    /** How far ahead of the clock a trade may be stamped. */
    public static final ConfigOption<Duration> MAX_AHEAD = ConfigOptions.key("trade.max-ahead")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("A trade stamped further ahead of the clock is rejected, and never moves the watermark.");

    private static final List<ConfigOption<String>> JSON_FIELDS = List.of(
            JSON_SYMBOL,
            JSON_PRICE,
            JSON_SIZE,
            JSON_TIME,
            JSON_ID,
            JSON_SEQUENCE,
            JSON_VENUE,
            JSON_SIDE,
            JSON_CONDITIONS,
            JSON_ACTION,
            JSON_ORIGINAL_ID);

    private MessageOptions() {}

    /** All of them, in the order in which a person would read them. */
    public static List<ConfigOption<?>> all() {
        List<ConfigOption<?>> all = new ArrayList<>();
        all.add(FORMAT);
        all.addAll(JSON_FIELDS);
        all.addAll(List.of(TIME_UNIT, VENUE, CONDITIONS, CORRECTIONS, MAX_AHEAD));
        return all;
    }

    /**
     * Reads them.
     *
     * @param problems takes what is wrong, a sentence each
     */
    public static MessageSettings read(ReadableConfig config, Consumer<String> problems) {
        TradeFormat format = config.get(FORMAT);
        TimestampUnit unit =
                config.getOptional(TIME_UNIT).orElse(format.timeUnits().get(0));
        if (!format.timeUnits().contains(unit)) {
            problems.accept("trade.time.unit must be " + listed(format.timeUnits()) + " with trade.format " + format
                    + ", was '" + unit + "' (--trade.time.unit or TRADEBARS_TRADE_TIME_UNIT)");
        }
        for (ConfigOption<String> field : JSON_FIELDS) {
            if ("".equals(config.get(field))) {
                problems.accept(field.key() + " must name a field or be a JSON pointer such as /data/p, was empty");
            }
        }
        if (config.get(MAX_AHEAD).isNegative()) {
            problems.accept("trade.max-ahead must be 0 or more, was '" + config.get(MAX_AHEAD) + "'");
        }
        String venue = config.get(VENUE);
        if (venue != null && venue.isEmpty()) {
            problems.accept("trade.venue must not be empty: name the venue, or leave the option out");
        }
        JsonFields fields = new JsonFields(
                config.get(JSON_SYMBOL),
                config.get(JSON_PRICE),
                config.get(JSON_SIZE),
                config.get(JSON_TIME),
                config.get(JSON_ID),
                config.get(JSON_SEQUENCE),
                config.get(JSON_VENUE),
                config.get(JSON_SIDE),
                config.get(JSON_CONDITIONS),
                config.get(JSON_ACTION),
                config.get(JSON_ORIGINAL_ID));
        return new MessageSettings(
                format,
                fields,
                unit,
                venue,
                readConditions(config, problems),
                config.get(CORRECTIONS),
                config.get(MAX_AHEAD));
    }

    private static SaleConditions readConditions(ReadableConfig config, Consumer<String> problems) {
        String file = config.get(CONDITIONS);
        if (file == null) {
            return SaleConditions.NONE;
        }
        try {
            return SaleConditions.read(Path.of(file));
        } catch (IllegalArgumentException e) {
            problems.accept(
                    "trade.conditions " + e.getMessage() + " (--trade.conditions or TRADEBARS_TRADE_CONDITIONS)");
            return SaleConditions.NONE;
        }
    }

    /** {@code ms or us}. */
    private static String listed(List<?> choices) {
        return choices.stream().map(Object::toString).collect(Collectors.joining(" or "));
    }

    /** One without a default name: records may hold a field of any obvious name that means something else. */
    private static ConfigOption<String> optionalJsonField(String field, String what) {
        return ConfigOptions.key("trade.json." + field)
                .stringType()
                .noDefaultValue()
                .withDescription("Name of the field of a JSON record, or a JSON pointer to it, that holds " + what
                        + " No such field is read unless this is set.");
    }

    private static ConfigOption<String> jsonField(String field, String defaultName, String what) {
        return ConfigOptions.key("trade.json." + field)
                .stringType()
                .defaultValue(defaultName)
                .withDescription(
                        "Name of the field of a JSON record, or a JSON pointer to it, that holds " + what + ".");
    }
}
