package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestPathTest {

    private static final byte[] NO_BODY = {};

    private static List<String> words(String path, String query, byte[] body) {
        return RestPath.command(path, query, body).words().stream()
                .map(word -> new String(word, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void theBodyComesBeforeTheParameters() {
        assertThat(words("/set/foo", "EX=100&NX", "bar".getBytes(StandardCharsets.UTF_8)))
                .containsExactly("set", "foo", "bar", "EX", "100", "NX");
    }

    @Test
    void theTokenIsNoArgument() {
        assertThat(words("/set/foo/bar", "_token=secret&EX=1&XX=", NO_BODY))
                .containsExactly("set", "foo", "bar", "EX", "1", "XX");
        assertThat(RestPath.token("EX=1&_token=a%2Bb%3D")).asString().isEqualTo("a+b=");
        assertThat(RestPath.token("EX=1")).isNull();
        assertThat(RestPath.token(null)).isNull();
    }

    @Test
    void anEmptySegmentIsAnEmptyArgumentExceptAtTheEnd() {
        assertThat(words("/set//x/", null, NO_BODY)).containsExactly("set", "", "x");
        assertThat(words("/set/a//", null, NO_BODY)).containsExactly("set", "a", "");
    }

    @Test
    void percentSignsAreBytesAndAPlusIsASpaceInTheQueryOnly() {
        assertThat(RestPath.command("/set/%FF%fe", null, NO_BODY).words().get(1))
                .containsExactly(0xFF, 0xFE);
        assertThat(words("/echo/a+b%2Fc", null, NO_BODY)).containsExactly("echo", "a+b/c");
        assertThat(words("/set/k", "a+b=c%2B", NO_BODY)).containsExactly("set", "k", "a b", "c+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/get/%", "/get/%4", "/get/%4x", "/get/%-1"})
    void aBrokenPercentSignIsABadRequest(String path) {
        assertThatThrownBy(() -> words(path, null, NO_BODY))
                .isInstanceOfSatisfying(
                        RestException.class, e -> assertThat(e.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @CsvSource({
        "/xread/COUNT/1/BLOCK/0/STREAMS/s/$, true",
        "/xread/STREAMS/block/0, false",
        "/XReadGroup/GROUP/g/c/block/5/streams/s/>, true",
        "/blpop/l/0, true",
        "/Multi, true",
        "/client/REPLY/OFF, true",
        "/get/BLPOP, false",
        "/eval/return 1/0, false"
    })
    void whatNeedsAConnectionOfItsOwnIsRefused(String path, boolean refused) {
        assertThat(RestPath.command(path, null, NO_BODY).refusal() != null).isEqualTo(refused);
    }
}
