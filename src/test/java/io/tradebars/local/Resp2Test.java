package io.tradebars.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Resp2Test {

    private static RedisReply read(String text) throws IOException {
        return Resp2.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "+\r\n",
                "-ERR no\r\n",
                ":-9223372036854775808\r\n",
                "$0\r\n\r\n",
                "$4\r\n\r\n\u0000\u00ff\r\n",
                "$-1\r\n",
                "*0\r\n",
                "*3\r\n*2\r\n:1\r\n$-1\r\n-ERR inner\r\n*1\r\n+QUEUED\r\n"
            })
    void aReplyIsWrittenAsItWasRead(String text) throws IOException {
        assertThat(new String(Resp2.write(List.of(read(text))), StandardCharsets.ISO_8859_1))
                .isEqualTo(text);
    }

    @Test
    void aStatusAndAValueOfTheSameTextDiffer() throws IOException {
        assertThat(read("+OK\r\n")).isInstanceOf(RedisReply.Status.class);
        assertThat(read("$2\r\nOK\r\n")).isInstanceOf(RedisReply.Bulk.class);
        assertThat(read("*-1\r\n")).isInstanceOf(RedisReply.Nil.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+O", "$5\r\nabc", "*2\r\n:1\r\n"})
    void aReplyThatStopsInTheMiddleIsAnEnd(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(EOFException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 400\r\n", ":x\r\n"})
    void whatIsNotRedisIsAnError(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IOException.class).hasMessageStartingWith("not a reply");
    }
}
