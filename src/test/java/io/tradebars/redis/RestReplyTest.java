package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestReplyTest {

    @Test
    void eachKindOfResultBecomesItsRespReply() throws IOException {
        assertThat(resp("[{\"result\":\"OK\"}]")).containsExactly("+OK\r\n");
        assertThat(resp("[{\"result\":\"T0s=\"}]")).containsExactly("$2\r\nOK\r\n");
        assertThat(resp("[{\"result\":\"\"}]")).containsExactly("$0\r\n\r\n");
        assertThat(resp("[{\"result\":null}]")).containsExactly("$-1\r\n");
        assertThat(resp("[{\"result\":-9223372036854775808}]")).containsExactly(":-9223372036854775808\r\n");
        assertThat(resp("[{\"result\":1.5}]")).containsExactly("$3\r\n1.5\r\n");
        assertThat(resp("[{\"error\":\"ERR no\\r\\nway\"}]")).containsExactly("-ERR no  way\r\n");
    }

    @Test
    void nestedArraysKeepTheirShape() throws IOException {
        assertThat(resp("[{\"result\":[1,[\"YQ==\",[]],null]}]"))
                .containsExactly("*0000000003\r\n:1\r\n*0000000002\r\n$1\r\na\r\n*0000000000\r\n$-1\r\n");
    }

    @Test
    void unknownFieldsAreSkipped() throws IOException {
        assertThat(resp("[{\"meta\":{\"a\":[1]},\"result\":1,\"error\":null}]")).containsExactly(":1\r\n");
    }

    @Test
    void singleErrorIsToldApart() throws IOException {
        RestReply reply = read("{\"error\":\"ERR unknown\"}");

        assertThat(reply.several()).isFalse();
        assertThat(reply.error()).isEqualTo("ERR unknown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "42",
                "[1]",
                "[{}]",
                "[{\"result\":1}",
                "[{\"result\":1}] []",
                "[{\"result\":{\"a\":1}}]",
                "[{\"result\":9223372036854775808}]",
                "[{\"result\":\"not base64!\"}]"
            })
    void anythingElseIsMalformed(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(MalformedReplyException.class);
    }

    @Test
    void depthIsBounded() {
        String body = "[{\"result\":" + "[".repeat(40) + "]".repeat(40) + "}]";

        assertThatThrownBy(() -> read(body)).hasMessageContaining("nested deeper than 30");
    }

    private static List<String> resp(String body) throws IOException {
        return read(body).replies().stream()
                .map(reply -> reply.toString(StandardCharsets.UTF_8))
                .toList();
    }

    private static RestReply read(String body) throws IOException {
        return RestReply.read(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)), 1);
    }
}
