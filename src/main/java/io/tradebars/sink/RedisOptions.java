package io.tradebars.sink;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/**
 * The options of the sink, {@code redis.*}; {@link SinkSettings#from} reads and checks them. What each means stands in its
 * description.
 */
public final class RedisOptions {

    public static final ConfigOption<String> URL = ConfigOptions.key("redis.url")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "Where Redis is: https://... (Upstash REST; http:// on loopback only), redis:// or rediss://"
                            + " (user and password may stand in the latter two).");

    public static final ConfigOption<String> TOKEN = ConfigOptions.key("redis.token")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The REST token that https:// needs; it becomes part of the job graph. redis:// and rediss://"
                            + " do not use it.");

    public static final ConfigOption<String> TOKEN_FILE = ConfigOptions.key("redis.token-file")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "A file with the REST token instead, read by each TaskManager when it opens (a mounted"
                            + " Secret), and again when the token is refused; so the token is not in the job graph, and may be rotated.");

    public static final ConfigOption<String> TLS_CA_FILE = ConfigOptions.key("redis.tls.ca-file")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "A PEM file of certificates to trust in addition to the JDK's, read by each TaskManager when"
                            + " it opens.");

    public static final ConfigOption<List<String>> TLS_PINS = ConfigOptions.key("redis.tls.pins")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Public keys, separated by commas, of which the server's own certificate must have one, besides"
                            + " being trusted: sha256/ and the base64 of the SHA-256 of the key. Default: any key.");

    public static final ConfigOption<RedisLayout> LAYOUT = ConfigOptions.key("redis.layout")
            .enumType(RedisLayout.class)
            .defaultValue(RedisLayout.STRING)
            .withDescription(
                    "How bars lie in Redis: string (one key a bar), hash (one a symbol and day, a field a bar), zset"
                            + " (one sorted set a symbol, scored by the start of the bar) or stream (one a symbol, an entry for"
                            + " each closed bar and correction).");

    public static final ConfigOption<String> KEY = ConfigOptions.key("redis.key")
            .stringType()
            .defaultValue(RedisLayout.STRING.defaultKey())
            .withDescription(
                    "The key of a bar, from {interval}, {venue}, {symbol}, {t} (its start, ms) and {day} (UTC). For hash"
                            + " the default ends in {day}, for zset and stream it ends with the symbol. The default gets the"
                            + " venue between interval and symbol for bars that have one; in any other pattern the venue stands"
                            + " only where {venue} is written.");

    public static final ConfigOption<Duration> TTL = ConfigOptions.key("redis.ttl")
            .durationType()
            .defaultValue(Duration.ofHours(2))
            .withDescription("How long a key lives after it was last written; 0: for ever.");

    public static final ConfigOption<Integer> MAX_BARS = ConfigOptions.key("redis.max-bars")
            .intType()
            .defaultValue(10_000)
            .withDescription("How many bars a zset keeps, the newest, and about how many entries a stream; 0: all.");

    public static final ConfigOption<Boolean> GUARD = ConfigOptions.key("redis.guard")
            .booleanType()
            .defaultValue(true)
            .withDescription(
                    "Compare revisions in Redis, so that an older version of a bar never replaces a newer one."
                            + " Each bar is then a script (EVAL, EVALSHA) with a read and a write, which Upstash bills as well.");

    public static final ConfigOption<Boolean> PUBLISH = ConfigOptions.key("redis.publish")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "Also PUBLISH each closed bar, and each correction, on the channel named like its key without"
                            + " {t} and {day}.");

    public static final ConfigOption<Integer> MAX_CONNECTIONS = ConfigOptions.key("redis.max-connections")
            .intType()
            .defaultValue(20)
            .withDescription("Connections, and so calls at a time, of one sink subtask over HTTP, at the most.");

    public static final ConfigOption<Integer> KEEP_ALIVE_CONNECTIONS = ConfigOptions.key("redis.keep-alive-connections")
            .intType()
            .defaultValue(10)
            .withDescription("Idle connections that one sink subtask keeps open over HTTP.");

    public static final ConfigOption<Duration> CALL_TIMEOUT = ConfigOptions.key("redis.call-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("Longest time from sending a command until its reply.");

    public static final ConfigOption<Duration> CONNECT_TIMEOUT = ConfigOptions.key("redis.connect-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("Longest time to establish a connection.");

    public static final ConfigOption<Integer> RETRY_ATTEMPTS = ConfigOptions.key("redis.retry.attempts")
            .intType()
            .defaultValue(3)
            .withDescription("How often a request is tried, the first time included, before its bars are held and Redis"
                    + " is only probed.");

    public static final ConfigOption<Duration> RETRY_INITIAL_BACKOFF = ConfigOptions.key("redis.retry.initial-backoff")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription(
                    "Wait after the first attempt; it doubles with each, and up to half of it is left to chance."
                            + " A Retry-After of the server is honoured.");

    public static final ConfigOption<Duration> RETRY_MAX_BACKOFF = ConfigOptions.key("redis.retry.max-backoff")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription(
                    "The longest wait between two attempts; while bars are held, Redis is probed every 5 s at the"
                            + " least, unless it asks for longer by a Retry-After.");

    public static final ConfigOption<Integer> BATCH_MAX_COMMANDS = ConfigOptions.key("redis.batch.max-commands")
            .intType()
            .defaultValue(256)
            .withDescription("Commands in one pipeline request, at the most.");

    public static final ConfigOption<MemorySize> BATCH_MAX_BYTES = ConfigOptions.key("redis.batch.max-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1).divide(2))
            .withDescription("Bytes in one pipeline request, at the most; a bar larger than that travels alone.");

    public static final ConfigOption<Duration> BATCH_LINGER = ConfigOptions.key("redis.batch.linger")
            .durationType()
            .defaultValue(Duration.ofMillis(20))
            .withDescription(
                    "How long a bar waits for others to share its request. Those that close together go once all have"
                            + " come; a bar of history (it ended a minute ago or more) waits for up to a second.");

    public static final ConfigOption<Duration> OUTAGE_MAX = ConfigOptions.key("redis.outage.max")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription(
                    "How long the sink holds its bars and keeps trying while Redis cannot be reached, before the"
                            + " job fails over to its last checkpoint; shorter than the checkpoint timeout.");

    private RedisOptions() {}

    /** All of them, in the order of their documentation. */
    public static List<ConfigOption<?>> all() {
        return List.of(
                URL,
                TOKEN,
                TOKEN_FILE,
                TLS_CA_FILE,
                TLS_PINS,
                LAYOUT,
                KEY,
                TTL,
                MAX_BARS,
                GUARD,
                PUBLISH,
                MAX_CONNECTIONS,
                KEEP_ALIVE_CONNECTIONS,
                CALL_TIMEOUT,
                CONNECT_TIMEOUT,
                RETRY_ATTEMPTS,
                RETRY_INITIAL_BACKOFF,
                RETRY_MAX_BACKOFF,
                BATCH_MAX_COMMANDS,
                BATCH_MAX_BYTES,
                BATCH_LINGER,
                OUTAGE_MAX);
    }
}
