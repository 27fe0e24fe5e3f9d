package io.tradebars.sink;

import io.tradebars.redis.PublicKeyPin;
import io.tradebars.redis.RedisSettings;
import io.tradebars.redis.RetrySchedule;
import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The options of the sink, read and checked once; see {@link RedisOptions} for what each means.
 *
 * @param redis where Redis is and how to speak to it
 * @param layout how bars lie in Redis
 * @param retryAttempts tries of a request in all before its bars are held; 1 or more
 * @param retryInitialBackoff wait after the first attempt
 * @param retryMaxBackoff longest wait between two attempts
 * @param batchMaxCommands commands in one request; 1 or more
 * @param batchMaxBytes bytes in one request; a larger bar travels alone
 * @param batchLinger how long a bar waits for others
 * @param outageMax how long bars are held while Redis cannot be reached
 */
public record SinkSettings(
        RedisSettings redis,
        LayoutSettings layout,
        int retryAttempts,
        Duration retryInitialBackoff,
        Duration retryMaxBackoff,
        int batchMaxCommands,
        long batchMaxBytes,
        Duration batchLinger,
        Duration outageMax)
        implements Serializable {

    private static final Duration LONGEST_TTL = Duration.ofDays(36_500);

    public SinkSettings {
        Objects.requireNonNull(redis, "redis");
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(retryInitialBackoff, "retryInitialBackoff");
        Objects.requireNonNull(retryMaxBackoff, "retryMaxBackoff");
        Objects.requireNonNull(batchLinger, "batchLinger");
        Objects.requireNonNull(outageMax, "outageMax");
        if (retryAttempts < 1 || batchMaxCommands < 1 || batchMaxBytes < 1) {
            throw new IllegalArgumentException("attempts, commands and bytes must be 1 or more, were " + retryAttempts
                    + ", " + batchMaxCommands + ", " + batchMaxBytes);
        }
    }

    /**
     * Reads the options.
     *
     * @param problems is given each mistake, in a line that says what to do, without token or password
     * @return the settings, or {@code null} if there was a mistake
     */
    public static SinkSettings from(ReadableConfig config, Consumer<String> problems) {
        CheckedOptions options = new CheckedOptions(config, problems);
        URI url = readUrl(options);
        String token = readToken(options, url);
        List<PublicKeyPin> pins = readPins(options, url);
        Duration initialBackoff = options.atLeast(Duration.ofMillis(1), RedisOptions.RETRY_INITIAL_BACKOFF);
        Duration maxBackoff = options.atLeast(Duration.ofMillis(1), RedisOptions.RETRY_MAX_BACKOFF);
        if (maxBackoff.compareTo(initialBackoff) < 0) {
            options.problem(
                    RedisOptions.RETRY_MAX_BACKOFF,
                    "must not be shorter than redis.retry.initial-backoff, which is " + Durations.text(initialBackoff)
                            + ", was " + Durations.text(maxBackoff));
        }
        int maxConnections = options.atLeast(1, RedisOptions.MAX_CONNECTIONS);
        int keepAliveConnections = options.atLeast(0, RedisOptions.KEEP_ALIVE_CONNECTIONS);
        Duration callTimeout = options.atLeast(Duration.ofMillis(1), RedisOptions.CALL_TIMEOUT);
        Duration connectTimeout = options.atLeast(Duration.ofMillis(1), RedisOptions.CONNECT_TIMEOUT);
        RedisLayout layout = options.value(RedisOptions.LAYOUT, "string, hash, zset or stream");
        RedisKeyPattern key = readKey(options, layout);
        Duration ttl = readTtl(options);
        int maxBars = options.atLeast(0, RedisOptions.MAX_BARS);
        boolean guard = options.value(RedisOptions.GUARD, "true or false");
        boolean publish = options.value(RedisOptions.PUBLISH, "true or false");
        int attempts = options.atLeast(1, RedisOptions.RETRY_ATTEMPTS);
        int maxCommands = options.atLeast(1, RedisOptions.BATCH_MAX_COMMANDS);
        long maxBytes = options.atLeast(MemorySize.parse("1 kb"), RedisOptions.BATCH_MAX_BYTES);
        Duration linger = options.atLeast(Duration.ZERO, RedisOptions.BATCH_LINGER);
        Duration outageMax = options.atLeast(Duration.ofSeconds(1), RedisOptions.OUTAGE_MAX);
        if (!options.isClean()) {
            return null;
        }
        RedisSettings redis = RedisSettings.builder(url)
                .token(token)
                .tokenFile(options.text(RedisOptions.TOKEN_FILE))
                .caFile(options.text(RedisOptions.TLS_CA_FILE))
                .pins(pins)
                .maxConnections(maxConnections)
                .keepAliveConnections(keepAliveConnections)
                .callTimeout(callTimeout)
                .connectTimeout(connectTimeout)
                .build();
        return new SinkSettings(
                redis,
                new LayoutSettings(layout, key, ttl, maxBars, guard, publish),
                attempts,
                initialBackoff,
                maxBackoff,
                maxCommands,
                maxBytes,
                linger,
                outageMax);
    }

    /** When a failed request is tried again. */
    RetrySchedule retrySchedule(RandomGenerator random) {
        return new RetrySchedule(retryAttempts, retryInitialBackoff, retryMaxBackoff, random);
    }

    /** Scheme, host and port of Redis, for messages: neither user nor password, nor what follows the host. */
    public String address() {
        URI url = redis.url();
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** The same, with keys that live for so many whole seconds. */
    public SinkSettings withTtl(Duration ttl) {
        return new SinkSettings(
                redis,
                new LayoutSettings(
                        layout.layout(), layout.key(), ttl, layout.maxBars(), layout.guard(), layout.publish()),
                retryAttempts,
                retryInitialBackoff,
                retryMaxBackoff,
                batchMaxCommands,
                batchMaxBytes,
                batchLinger,
                outageMax);
    }

    /** What is said when Redis answers, but does not let bars be written; {@code message} is what it said. */
    String notPermitted(String message) {
        return "Redis at " + address() + " does not let bars be written: " + message
                + (redis.isHttp()
                        ? " (redis.token or redis.token-file must be a token that may write: Upstash has a read-only one, too)"
                        : " (the user in redis.url must be allowed to write: see ACL in the documentation of Redis)");
    }

    private static URI readUrl(CheckedOptions options) {
        String text = options.text(RedisOptions.URL);
        if (text == null) {
            options.problem(RedisOptions.URL, "must be set: https://... of an Upstash database, or redis://host:port");
            return null;
        }
        String shown = "'" + withoutSecrets(text) + "'";
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            options.problem(RedisOptions.URL, "must be a URL (escape special characters with %), was " + shown);
            return null;
        }
        String scheme = url.getScheme();
        if (!"https".equals(scheme) && !"http".equals(scheme) && !"redis".equals(scheme) && !"rediss".equals(scheme)) {
            options.problem(RedisOptions.URL, "must start with https://, redis:// or rediss://, was " + shown);
            return null;
        }
        if (url.getHost() == null) {
            options.problem(
                    RedisOptions.URL,
                    "must name a host (letters, digits, dots and dashes) and perhaps a port, was " + shown);
            return null;
        }
        if (scheme.equals("http") && !isLoopback(url.getHost())) {
            options.problem(
                    RedisOptions.URL,
                    "must be https:// unless the host is this machine, since the token would travel in clear, was "
                            + shown);
            return null;
        }
        if (RedisSettings.isHttp(url) && url.getRawUserInfo() != null) {
            options.problem(
                    RedisOptions.URL, "must not carry a user or password with " + scheme + ", set redis.token instead");
            return null;
        }
        return url;
    }

    private static String readToken(CheckedOptions options, URI url) {
        String token = options.text(RedisOptions.TOKEN);
        String tokenFile = options.text(RedisOptions.TOKEN_FILE);
        if (url == null || !RedisSettings.isHttp(url)) {
            return token;
        }
        ConfigOption<String> option = RedisOptions.TOKEN;
        if (token == null && tokenFile == null) {
            options.problem(
                    option,
                    "or redis.token-file must be set for " + url.getScheme()
                            + ":// to the REST token of the database, was empty");
        } else if (token != null && tokenFile != null) {
            options.problem(option, "and redis.token-file are both set, set one of them");
        } else if (token != null && !token.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            // What an HTTP header can carry.
            options.problem(option, "must be one line of ASCII characters, was ***");
        }
        return token;
    }

    private static List<PublicKeyPin> readPins(CheckedOptions options, URI url) {
        List<PublicKeyPin> pins = new ArrayList<>();
        for (String text : options.value(RedisOptions.TLS_PINS, "pins separated by commas")) {
            try {
                pins.add(new PublicKeyPin(text.strip()));
            } catch (IllegalArgumentException e) {
                options.problem(RedisOptions.TLS_PINS, e.getMessage());
            }
        }
        if (!pins.isEmpty() && url != null && !RedisSettings.isTls(url)) {
            options.problem(
                    RedisOptions.TLS_PINS,
                    "are of the keys of https:// and rediss:// only, and redis.url is " + url.getScheme()
                            + "://: change that, or leave them out");
        }
        return pins;
    }

    private static RedisKeyPattern readKey(CheckedOptions options, RedisLayout layout) {
        String pattern = options.raw(RedisOptions.KEY).strip();
        if (pattern.isEmpty()) {
            return RedisKeyPattern.defaultOf(layout);
        }
        try {
            return RedisKeyPattern.parse(pattern, layout);
        } catch (IllegalArgumentException e) {
            options.problem(RedisOptions.KEY, e.getMessage() + ", was '" + pattern + "'");
            return null;
        }
    }

    private static Duration readTtl(CheckedOptions options) {
        Duration ttl = options.atLeast(Duration.ZERO, RedisOptions.TTL);
        if (ttl.toNanosPart() != 0 || ttl.compareTo(LONGEST_TTL) > 0) {
            options.problem(
                    RedisOptions.TTL,
                    "must be whole seconds, " + LONGEST_TTL.toDays() + " days at the most, 0 for none, was '"
                            + options.raw(RedisOptions.TTL) + "'");
        }
        return ttl;
    }

    /** By its name only: nothing is looked up. */
    private static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    /** A URL, or what was meant as one, with user, password and query values masked. */
    private static String withoutSecrets(String url) {
        int at = url.lastIndexOf('@');
        int host = url.indexOf("//") + 2;
        String masked =
                at < 0 ? url : (host > 1 && host <= at ? url.substring(0, host) : "") + "***" + url.substring(at);
        return masked.replaceAll("([?&][^=&]*=)[^&]*", "$1***");
    }
}
