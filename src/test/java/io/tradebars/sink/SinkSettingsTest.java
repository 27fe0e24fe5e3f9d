package io.tradebars.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradebars.redis.PublicKeyPin;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SinkSettingsTest {

    private static final String PIN = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private final List<String> problems = new ArrayList<>();

    @Test
    void optionsHaveTheNamesAndDefaultsOfTheContract() {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (ConfigOption<?> option : RedisOptions.all()) {
            defaults.put(option.key(), String.valueOf(option.defaultValue()));
        }

        assertThat(defaults.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.toList()))
                .containsExactly(
                        "redis.url=null",
                        "redis.token=null",
                        "redis.token-file=null",
                        "redis.tls.ca-file=null",
                        "redis.tls.pins=[]",
                        "redis.layout=string",
                        "redis.key=bars:{interval}:{symbol}:{t}",
                        "redis.ttl=PT2H",
                        "redis.max-bars=10000",
                        "redis.guard=true",
                        "redis.publish=false",
                        "redis.max-connections=20",
                        "redis.keep-alive-connections=10",
                        "redis.call-timeout=PT30S",
                        "redis.connect-timeout=PT10S",
                        "redis.retry.attempts=3",
                        "redis.retry.initial-backoff=PT1S",
                        "redis.retry.max-backoff=PT30S",
                        "redis.batch.max-commands=256",
                        "redis.batch.max-bytes=512 kb",
                        "redis.batch.linger=PT0.02S",
                        "redis.outage.max=PT5M");
    }

    @Test
    void defaultsNeedOnlyAUrl() {
        SinkSettings settings = read("redis.url", "redis://cache:6379");

        assertThat(problems).isEmpty();
        assertThat(settings.redis().url()).isEqualTo(URI.create("redis://cache:6379"));
        assertThat(settings.redis().token()).isNull();
        assertThat(settings.layout().ttl()).isEqualTo(Duration.ofHours(2));
        assertThat(settings.batchMaxBytes()).isEqualTo(512 * 1024);
        assertThat(settings.outageMax()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void eachOptionReachesItsSetting() {
        SinkSettings settings = read(
                "redis.url", "https://eu1.upstash.io",
                "redis.token-file", "/run/secrets/token",
                "redis.tls.ca-file", "/etc/ca.pem",
                "redis.tls.pins", PIN + ";" + PIN.replace('4', '5'),
                "redis.layout", "zset",
                "redis.key", "{symbol}",
                "redis.max-bars", "5",
                "redis.publish", "true",
                "redis.ttl", "0",
                "redis.guard", "false",
                "redis.max-connections", "7",
                "redis.keep-alive-connections", "6",
                "redis.call-timeout", "5 s",
                "redis.connect-timeout", "4 s",
                "redis.retry.attempts", "9",
                "redis.retry.initial-backoff", "200 ms",
                "redis.retry.max-backoff", "8 s",
                "redis.batch.max-commands", "100",
                "redis.batch.max-bytes", "1 mb",
                "redis.batch.linger", "0 ms",
                "redis.outage.max", "90 s");

        assertThat(problems).isEmpty();
        assertThat(settings)
                .isEqualTo(new SinkSettings(
                        io.tradebars.redis.RedisSettings.builder("https://eu1.upstash.io")
                                .tokenFile("/run/secrets/token")
                                .caFile("/etc/ca.pem")
                                .pins(List.of(new PublicKeyPin(PIN), new PublicKeyPin(PIN.replace('4', '5'))))
                                .maxConnections(7)
                                .keepAliveConnections(6)
                                .callTimeout(Duration.ofSeconds(5))
                                .connectTimeout(Duration.ofSeconds(4))
                                .build(),
                        new LayoutSettings(
                                RedisLayout.ZSET,
                                RedisKeyPattern.parse("{symbol}", RedisLayout.ZSET),
                                Duration.ZERO,
                                5,
                                false,
                                true),
                        9,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(8),
                        100,
                        1024 * 1024,
                        Duration.ZERO,
                        Duration.ofSeconds(90)));
    }

    @Test
    void allMistakesAreReportedAtOnce() {
        SinkSettings settings = read(
                "redis.url", "cache:80",
                "redis.layout", "tree",
                "redis.key", "bars:{symbol}",
                "redis.ttl", "soon",
                "redis.max-bars", "-1",
                "redis.guard", "perhaps",
                "redis.publish", "2",
                "redis.max-connections", "0",
                "redis.keep-alive-connections", "-1",
                "redis.call-timeout", "0 s",
                "redis.retry.attempts", "many",
                "redis.retry.initial-backoff", "1 min",
                "redis.batch.max-bytes", "10 b",
                "redis.outage.max", "10 ms");

        assertThat(settings).isNull();
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "redis.url must start with https://, redis:// or rediss://, was 'cache:80' (--redis.url or"
                                + " TRADEBARS_REDIS_URL)",
                        "redis.layout must be string, hash, zset or stream, was 'tree' (--redis.layout or"
                                + " TRADEBARS_REDIS_LAYOUT)",
                        "redis.key must contain {t}, or bars would share a key, was 'bars:{symbol}' (--redis.key or"
                                + " TRADEBARS_REDIS_KEY)",
                        "redis.ttl must be a duration such as '30 s' or '2 h', was 'soon' (--redis.ttl or"
                                + " TRADEBARS_REDIS_TTL)",
                        "redis.max-bars must be 0 or more, was -1 (--redis.max-bars or TRADEBARS_REDIS_MAX_BARS)",
                        "redis.guard must be true or false, was 'perhaps' (--redis.guard or TRADEBARS_REDIS_GUARD)",
                        "redis.publish must be true or false, was '2' (--redis.publish or TRADEBARS_REDIS_PUBLISH)",
                        "redis.max-connections must be 1 or more, was 0 (--redis.max-connections or"
                                + " TRADEBARS_REDIS_MAX_CONNECTIONS)",
                        "redis.keep-alive-connections must be 0 or more, was -1 (--redis.keep-alive-connections or"
                                + " TRADEBARS_REDIS_KEEP_ALIVE_CONNECTIONS)",
                        "redis.call-timeout must be 1 ms or more, was '0 s' (--redis.call-timeout or"
                                + " TRADEBARS_REDIS_CALL_TIMEOUT)",
                        "redis.retry.attempts must be a whole number, was 'many' (--redis.retry.attempts or"
                                + " TRADEBARS_REDIS_RETRY_ATTEMPTS)",
                        "redis.retry.max-backoff must not be shorter than redis.retry.initial-backoff, which is 1 min,"
                                + " was 30 s (--redis.retry.max-backoff or TRADEBARS_REDIS_RETRY_MAX_BACKOFF)",
                        "redis.batch.max-bytes must be 1 kb or more, was '10 b' (--redis.batch.max-bytes or"
                                + " TRADEBARS_REDIS_BATCH_MAX_BYTES)",
                        "redis.outage.max must be 1 s or more, was '10 ms' (--redis.outage.max or"
                                + " TRADEBARS_REDIS_OUTAGE_MAX)");
    }

    @Test
    void negativeNumbersAndFractionsOfASecondAreMistakes() {
        read("redis.url", "redis://cache", "redis.ttl", "1500 ms", "redis.batch.linger", "-5 ms");

        assertThat(problems).hasSize(2);
        assertThat(problems.get(0)).startsWith("redis.ttl must be whole seconds, 36500 days at the most, 0 for none");
        assertThat(problems.get(1)).startsWith("redis.batch.linger must be a duration");
    }

    @Test
    void pinsOfAnotherFormAreMistakesEach() {
        read("redis.url", "rediss://cache", "redis.tls.pins", "sha1/abc;" + PIN + ";abc");

        assertThat(problems)
                .containsExactly(
                        "redis.tls.pins must be sha256/ and the base64 of the SHA-256 of a public key (44 characters), was"
                                + " 'sha1/abc' (--redis.tls.pins or TRADEBARS_REDIS_TLS_PINS)",
                        "redis.tls.pins must be sha256/ and the base64 of the SHA-256 of a public key (44 characters), was"
                                + " 'abc' (--redis.tls.pins or TRADEBARS_REDIS_TLS_PINS)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://cache", "http://localhost"})
    void pinsThatNothingIsComparedWithAreAMistake(String url) {
        read("redis.url", url, "redis.token", "t0ken", "redis.tls.pins", PIN);

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("redis.tls.pins are of the keys of https:// and rediss:// only, and redis.url is "
                        + url.substring(0, 4));
    }

    @Test
    void missingUrlIsAMistake() {
        read();

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith(
                        "redis.url must be set: https://... of an Upstash database, or redis://host:port (--redis.url");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080", "https://x.upstash.io"})
    void restUrlNeedsATokenAndHttpIsForThisMachine(String url) {
        read("redis.url", url);
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("redis.token or redis.token-file must be set for http");
        problems.clear();

        assertThat(read("redis.url", url, "redis.token", "t0ken")).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://10.0.0.7:8080 | must be https:// unless the host is this machine",
                "http://127.0.0.1.example.com | must be https:// unless the host is this machine",
                "http://localhost.example.com | must be https:// unless the host is this machine",
                "ftp://cache | must start with https://, redis:// or rediss://",
                "redis:// | must be a URL",
                "redis://my_cache:6379 | must name a host",
                "redis://a b | must be a URL",
            })
    void wrongUrlIsNamed(String url, String condition) {
        read("redis.url", url, "redis.token", "t0ken");

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("redis.url " + condition)
                .contains("'" + url + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://user:s3cret@my_cache",
                "redis://user:s3cret@ca che",
                "user:s3cret@cache:6379",
                "https://user:s3cret@x.upstash.io",
                "ftp://x.upstash.io?_token=s3cret"
            })
    void passwordInAWrongUrlIsNotShown(String url) {
        read("redis.url", url);

        assertThat(problems).isNotEmpty().noneMatch(problem -> problem.contains("s3cret"));
    }

    @Test
    void tokenAndTokenFileTogetherAreAMistake() {
        read("redis.url", "https://x.upstash.io", "redis.token", "s3cret", "redis.token-file", "/run/token");

        assertThat(problems)
                .containsExactly("redis.token and redis.token-file are both set, set one of them (--redis.token or"
                        + " TRADEBARS_REDIS_TOKEN)");
    }

    @Test
    void tokenThatNoHeaderCanCarryIsAMistakeAndNotShown() {
        read("redis.url", "https://x.upstash.io", "redis.token", "s3cret\nline");

        assertThat(problems).singleElement().asString().contains("was ***").doesNotContain("s3cret");
    }

    @Test
    void settingsSurviveTheJobGraphAndNeverShowASecret() throws Exception {
        SinkSettings rest = read("redis.url", "https://x.upstash.io", "redis.token", "s3cret");
        SinkSettings socket = read("redis.url", "redis://user:s3cret@cache:6379/0");

        assertThat(InstantiationUtil.clone(rest).redis()).isEqualTo(rest.redis());
        assertThat(rest.toString() + socket).doesNotContain("s3cret");
        assertThat(socket.address()).isEqualTo("redis://cache:6379");
        assertThat(rest.address()).isEqualTo("https://x.upstash.io");
    }

    private SinkSettings read(String... keysAndValues) {
        Configuration config = new Configuration();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            config.setString(keysAndValues[i], keysAndValues[i + 1]);
        }
        return SinkSettings.from(config, problems::add);
    }
}
