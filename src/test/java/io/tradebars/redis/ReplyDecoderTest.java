package io.tradebars.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyDecoderTest {

    private final ReplyDecoder decoder = new ReplyDecoder();

    private static ByteBuf reply(String resp) {
        return Unpooled.copiedBuffer(resp, StandardCharsets.US_ASCII);
    }

    private static AsyncCommand<String, String, List<String>> list() {
        return new AsyncCommand<>(new Command<>(CommandType.MGET, new ValueListOutput<>(StringCodec.UTF8)));
    }

    private static AsyncCommand<String, String, Long> number() {
        return new AsyncCommand<>(new Command<>(CommandType.INCR, new IntegerOutput<>(StringCodec.UTF8)));
    }

    private void numbersAreStillRead() throws Exception {
        AsyncCommand<String, String, Long> number = number();
        Replies.complete(number, reply(":7\r\n"), decoder);
        assertThat(number.get()).isEqualTo(7);
    }

    @Test
    void repliesOfAllKindsAreReadOneAfterTheOther() throws Exception {
        AsyncCommand<String, String, List<String>> list = list();
        Replies.complete(list, reply("*2\r\n$1\r\na\r\n$-1\r\n"), decoder);
        assertThat(list.get()).containsExactly("a", null);

        AsyncCommand<String, String, Long> refused = number();
        Replies.complete(refused, reply("-WRONGTYPE no\r\n"), decoder);
        assertThatThrownBy(refused::get).hasMessageContaining("WRONGTYPE no");

        AsyncCommand<String, String, String> status =
                new AsyncCommand<>(new Command<>(CommandType.SET, new StatusOutput<>(StringCodec.UTF8)));
        Replies.complete(status, reply("+OK\r\n"), decoder);
        assertThat(status.get()).isEqualTo("OK");
        numbersAreStillRead();
    }

    @Test
    void aReplyThatBreaksOffSpoilsNoneAfterIt() throws Exception {
        for (String half : List.of("*2\r\n$1\r\na\r\n", "*2\r\n*3\r\n$1\r\na\r\n", "$5\r\nab", ":1")) {
            AsyncCommand<String, String, List<String>> broken = list();
            Replies.complete(broken, reply(half), decoder);
            assertThatThrownBy(broken::get).hasMessageContaining("incomplete");
            numbersAreStillRead();
        }
    }

    @Test
    void anOutputThatFailsSpoilsNoReplyAfterIt() throws Exception {
        AsyncCommand<String, String, Long> failing =
                new AsyncCommand<>(new Command<>(CommandType.INCR, new IntegerOutput<>(StringCodec.UTF8) {
                    @Override
                    public void set(ByteBuffer bytes) {
                        throw new IllegalStateException("no bytes here");
                    }
                }));
        Replies.complete(failing, reply("$2\r\nab\r\n"), decoder);
        assertThatThrownBy(failing::get).hasMessageContaining("no bytes here");
        numbersAreStillRead();
    }
}
