package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestCommandTest {

    private static final byte[] BINARY = {(byte) 0xff, 0, 1};

    @Test
    void commandBecomesAnArrayOfStrings() {
        assertThat(json("set", "k", "")).isEqualTo("[\"set\",\"k\",\"\"]");
    }

    @Test
    void textIsEscapedAndKeptInUtf8() {
        assertThat(json("SET", "a\"\\\n\u0000", "€😀")).isEqualTo("[\"SET\",\"a\\\"\\\\\\n\\u0000\",\"€😀\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BLPOP k 0",
                "BZMPOP 0 1 k MIN",
                "BLMOVEM a b LEFT RIGHT",
                "HIMPORT PREPARE f a",
                "WATCH k",
                "UNWATCH",
                "AUTH x",
                "HELLO 3",
                "CLIENT ID",
                "subscribe c",
                "PUNSUBSCRIBE",
                "MONITOR",
                "WAIT 1 0",
                "CLUSTER SLOTS",
                "SELECT 1",
                "XREAD COUNT 1 BLOCK 0 STREAMS s 0",
                "XREADGROUP GROUP g c block 5 STREAMS s >",
            })
    void commandsThatNeedALastingConnectionAreRefused(String command) {
        assertThat(form(command.split(" ")))
                .isInstanceOfSatisfying(RestCommand.Refused.class, refused -> assertThat(refused.error())
                        .startsWith("ERR " + refused.name())
                        .contains("is not available over HTTP: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "XREAD STREAMS BLOCK 0",
                "XREADGROUP GROUP block block COUNT 1 STREAMS s >",
                "LPOP k",
                "PUBLISH c m",
                "EVAL return(1) 0",
                "PING",
            })
    void similarCommandsAreSent(String command) {
        assertThat(form(command.split(" "))).isInstanceOf(RestCommand.Row.class);
    }

    @Test
    void databaseZeroNeedsNoRequest() {
        assertThat(form("SELECT", "0")).isInstanceOf(RestCommand.NothingToDo.class);
    }

    @Test
    void binaryLastArgumentGoesInTheBody() {
        assertThat(form("SET".getBytes(StandardCharsets.UTF_8), "a/b c".getBytes(StandardCharsets.UTF_8), BINARY))
                .isInstanceOfSatisfying(RestCommand.Raw.class, raw -> {
                    assertThat(raw.path()).isEqualTo(List.of("SET", "a/b c"));
                    assertThat(raw.body()).isEqualTo(BINARY);
                });
    }

    @Test
    void binaryElsewhereIsRefusedRatherThanAltered() {
        byte[] set = "SET".getBytes(StandardCharsets.UTF_8);
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);

        assertThat(form(set, BINARY, text)).isInstanceOf(RestCommand.Refused.class);
        assertThat(form(set, BINARY, BINARY)).isInstanceOf(RestCommand.Refused.class);
        assertThat(form(set, text, BINARY, text)).isInstanceOf(RestCommand.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", ".."})
    void keyThatAnAddressCannotHoldIsRefusedBesideABinaryValue(String key) {
        assertThat(form("SET".getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8), BINARY))
                .isInstanceOf(RestCommand.Refused.class);
    }

    @Test
    void overlongAndSurrogateEncodingsAreNotText() {
        assertThat(form("SET".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xc0, (byte) 0x80}))
                .isInstanceOf(RestCommand.Raw.class);
        assertThat(form("SET".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
                .isInstanceOf(RestCommand.Raw.class);
    }

    private static String json(String... words) {
        return new String(((RestCommand.Row) form(words)).json(), StandardCharsets.UTF_8);
    }

    private static RestCommand form(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        return form(bytes);
    }

    private static RestCommand form(byte[]... words) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        for (int i = 1; i < words.length; i++) {
            args.add(words[i]);
        }
        return RestCommand.of(RespCommand.encode(
                new Command<>(new Keyword(words[0]), new StatusOutput<>(ByteArrayCodec.INSTANCE), args)));
    }

    private record Keyword(byte[] bytes) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return bytes;
        }

        @Override
        public String toString() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
