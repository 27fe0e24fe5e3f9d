package io.tradebars.redis;

import static io.tradebars.redis.Outcomes.failureOf;
import static io.tradebars.redis.RestServer.json;
import static io.tradebars.redis.RestServer.result;
import static io.tradebars.redis.RestServer.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import mockwebserver3.MockResponse;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reply says is what a command gets, or it is no reply at all. */
class ReplyIntegrityTest {

    /** More than a parser reads ahead. */
    private static final int READ_AHEAD = 1 << 16;

    @TempDir
    Path directory;

    private RestServer server;
    private RedisConnector connector;
    private StatefulRedisConnection<String, String> connection;

    @BeforeEach
    void start() throws IOException {
        server = new RestServer(directory);
        connector = RedisConnector.create(server.settings());
        connection = connector.connect(StringCodec.UTF8);
    }

    @AfterEach
    void stop() {
        connector.close();
        server.close();
    }

    @Test
    void integersAreExactBothWays() {
        server.answerResults(result("9007199254740993"))
                .answerResults(result("" + Long.MIN_VALUE))
                .answerResults(result("" + Long.MAX_VALUE));

        assertThat(connection.sync().incrby("n", 9007199254740993L)).isEqualTo(9007199254740993L);
        assertThat(connection.sync().incrby("n", Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
        assertThat(connection.sync().decrby("n", Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(server.sent())
                .containsExactly(
                        "POST /pipeline [[\"INCRBY\",\"n\",\"9007199254740993\"]]",
                        "POST /pipeline [[\"INCRBY\",\"n\",\"-9223372036854775808\"]]",
                        "POST /pipeline [[\"DECRBY\",\"n\",\"9223372036854775807\"]]");
    }

    @Test
    void compressedReplyIsRead() throws IOException {
        server.answer(gzip("[" + text("v".repeat(10_000)) + "]"));

        assertThat(connection.sync().get("k")).isEqualTo("v".repeat(10_000));
        assertThat(server.requests().get(0).getHeaders().get("Accept-Encoding")).isEqualTo("gzip");
    }

    @Test
    void compressedReplyThatUnpacksBeyondTheLimitIsRejected() throws IOException {
        MockResponse bomb = gzip("[" + " ".repeat(RestReply.MAX_BYTES + READ_AHEAD) + result("1") + "]");
        assertThat(bomb.getBody().getContentLength()).isLessThan(1 << 20);
        server.answer(bomb).answerResults(result("2"));

        assertThat(failureOf(connection.async().incr("n"))).isInstanceOf(MalformedReplyException.class);
        assertThat(connection.sync().incr("n")).isEqualTo(2);
    }

    private static MockResponse gzip(String body) throws IOException {
        Buffer packed = new Buffer();
        try (okio.BufferedSink sink = Okio.buffer(new GzipSink(packed))) {
            sink.writeUtf8(body);
        }
        return json("").newBuilder()
                .setHeader("Content-Encoding", "gzip")
                .body(packed)
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "[{\"result\":\" AAAA",
                "[{\"result\":[ \"AAAA\",",
                "[{\"result\":[ [],",
                "[{\"error\":\" AAAA",
                "[{\"unknown\":[ {},",
            })
    void endlessReplyIsReadUpToTheLimitOnly(String start, String more) {
        EndlessReply reply = new EndlessReply(start, more);

        assertThatThrownBy(() -> RestReply.read(reply, 1)).isInstanceOf(MalformedReplyException.class);
        assertThat(reply.read).isBetween((long) READ_AHEAD, (long) RestReply.MAX_BYTES + READ_AHEAD);
    }

    @Test
    void moreRepliesThanCommandsAreNotKept() {
        EndlessReply reply = new EndlessReply("[", "{\"result\":1},");

        assertThatThrownBy(() -> RestReply.read(reply, 100))
                .isInstanceOf(MalformedReplyException.class)
                .hasMessageContaining("more than 100 replies to 100 commands");
        assertThat(reply.read).isLessThan(READ_AHEAD);
    }

    @Test
    void tooFewAndTooManyRepliesFailAllCommandsOfTheirTransaction() {
        for (String replies :
                new String[] {"[" + result("1") + "]", "[" + (result("1") + ",").repeat(2) + result("1") + "]"}) {
            server.answer(json(replies));
            connection.async().multi();
            RedisFuture<Long> first = connection.async().incr("a");
            RedisFuture<Long> second = connection.async().incr("b");
            RedisFuture<?> exec = connection.async().exec();

            assertThat(failureOf(exec)).isInstanceOf(MalformedReplyException.class);
            assertThat(failureOf(first)).isInstanceOf(MalformedReplyException.class);
            assertThat(failureOf(second)).isInstanceOf(MalformedReplyException.class);
        }
    }

    /** Says something, and then the same for ever. */
    private static final class EndlessReply extends InputStream {
        private final byte[] start;
        private final byte[] more;
        private long read;

        EndlessReply(String start, String more) {
            this.start = start.getBytes(StandardCharsets.US_ASCII);
            this.more = more.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public int read() {
            long at = read++;
            return at < start.length ? start[(int) at] : more[(int) ((at - start.length) % more.length)];
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            for (int i = 0; i < length; i++) {
                bytes[offset + i] = (byte) read();
            }
            return length;
        }
    }
}
