package io.tradebars.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis.token",
                "kafka.properties.sasl.jaas.config",
                "kafka.properties.ssl.keystore.password",
                "kafka.properties.ssl.keystore.key",
                "kafka.properties.sasl.oauthbearer.client.credentials.client.secret",
                "flink.s3.secret-key"
            })
    void namesOfSecretsAreKnown(String name) {
        assertThat(Secrets.isSecretName(name)).isTrue();
        assertThat(Secrets.masked(name, "value")).isEqualTo("***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis.token-file",
                "redis.url",
                "redis.key",
                "kafka.properties.sasl.oauthbearer.token.endpoint.url",
                "kafka.properties.ssl.keystore.location"
            })
    void namesThatOnlyTellWhereASecretIsAreNoSecrets(String name) {
        assertThat(Secrets.isSecretName(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "redis://host:6379, redis://host:6379",
        "redis://:pw@host:6379, redis://***@host:6379",
        "rediss://me:p/a@s:s@host, rediss://***@host",
        "me:pw@host:6379, ***@host:6379",
        "username=x password=y, ***",
        "Token: abc, ***",
        "5 min, 5 min"
    })
    void userAndPasswordInsideOfAValueAreMasked(String value, String shown) {
        assertThat(Secrets.masked("redis.url", value)).isEqualTo(shown);
    }

    @Test
    void anAddressWithUserInfoIsNoticed() {
        assertThat(Secrets.hasUserInfo("redis://:pw@host")).isTrue();
        assertThat(Secrets.hasUserInfo("https://host/a")).isFalse();
        assertThat(Secrets.hasUserInfo("a@b")).isFalse();
    }
}
