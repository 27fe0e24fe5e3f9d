package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradebars.sink.RedisOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {

    private static final String URL = "https://example.upstash.io";
    private static final PublicKeyPin PIN = new PublicKeyPin("sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");

    @Test
    void defaultsAreThese() {
        assertThat(RedisSettings.of(URL, "t"))
                .isEqualTo(new RedisSettings(
                        URI.create(URL),
                        "t",
                        null,
                        null,
                        List.of(),
                        20,
                        10,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        true));
    }

    @Test
    void defaultsAreThoseOfTheJobsOptions() {
        RedisSettings defaults = RedisSettings.of(URL, null);

        assertThat(defaults.maxConnections()).isEqualTo(RedisOptions.MAX_CONNECTIONS.defaultValue());
        assertThat(defaults.keepAliveConnections()).isEqualTo(RedisOptions.KEEP_ALIVE_CONNECTIONS.defaultValue());
        assertThat(defaults.callTimeout()).isEqualTo(RedisOptions.CALL_TIMEOUT.defaultValue());
        assertThat(defaults.connectTimeout()).isEqualTo(RedisOptions.CONNECT_TIMEOUT.defaultValue());
    }

    @Test
    void eachSettingGoesWhereItBelongs() {
        RedisSettings settings = RedisSettings.builder(URL)
                .token("t")
                .tokenFile("/token")
                .caFile("/ca")
                .pins(List.of(PIN))
                .maxConnections(3)
                .keepAliveConnections(2)
                .callTimeout(Duration.ofSeconds(5))
                .connectTimeout(Duration.ofSeconds(4))
                .readYourWrites(false)
                .build();

        assertThat(settings)
                .isEqualTo(new RedisSettings(
                        URI.create(URL),
                        "t",
                        "/token",
                        "/ca",
                        List.of(PIN),
                        3,
                        2,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(4),
                        false));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertRefused("maxConnections must be at least 1, was 0", builder -> builder.maxConnections(0));
        assertRefused("keepAliveConnections must not be negative, was -1", builder -> builder.keepAliveConnections(-1));
        assertRefused("callTimeout must be positive, was PT0S", builder -> builder.callTimeout(Duration.ZERO));
        assertRefused(
                "connectTimeout must be positive, was PT-1S",
                builder -> builder.connectTimeout(Duration.ofSeconds(-1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://cache", "http://localhost"})
    void pinsWithoutTlsAreRefused(String url) {
        assertThatThrownBy(() -> RedisSettings.builder(url).pins(List.of(PIN)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pins need https:// or rediss://, was " + url.substring(0, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "sha1/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
                "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=",
                "sha256/47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=",
                "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU",
                "sha256/AAAA"
            })
    void pinOfAnotherFormIsRefused(String text) {
        assertThatThrownBy(() -> new PublicKeyPin(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("must be sha256/ and the base64 of the SHA-256 of a public key (44 characters), was '"
                        + text + "'");
    }

    private static void assertRefused(String message, UnaryOperator<RedisSettings.Builder> change) {
        assertThatThrownBy(() -> change.apply(RedisSettings.builder(URL)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://user:s3cret@cache:6380/0",
                "https://user:s3cret@cache",
                "https://cache/s3cret?_token=s3cret",
                "rediss://s3cret@cache"
            })
    void textShowsWhereButNoSecret(String url) {
        assertThat(RedisSettings.of(url, "s3cret").toString())
                .contains("://cache")
                .contains("callTimeout=PT30S")
                .doesNotContain("s3cret")
                .doesNotContain(":-1");
    }

    @Test
    void malformedAddressIsNotQuoted() {
        assertThatThrownBy(() -> RedisSettings.builder("https://user:s3cret@cache /"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("redis.url is not an address")
                .hasNoCause()
                .hasMessageNotContaining("s3cret");
    }
}
