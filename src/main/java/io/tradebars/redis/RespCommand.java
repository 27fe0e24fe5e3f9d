package io.tradebars.redis;

import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A command as Lettuce would put it on a socket, taken apart into its words: the name and the arguments, as the codec wrote
 * them.
 */
final class RespCommand {

    private final byte[] bytes;
    private final int[] starts;
    private final int[] lengths;
    private final String name;

    private RespCommand(byte[] bytes, int[] starts, int[] lengths) {
        this.bytes = bytes;
        this.starts = starts;
        this.lengths = lengths;
        this.name = text(0).toUpperCase(Locale.ROOT);
    }

    /**
     * Encodes a command in the calling thread, as Lettuce's encoder would in its event loop.
     *
     * @throws RuntimeException whatever the codec throws
     */
    static RespCommand encode(RedisCommand<?, ?, ?> command) {
        ByteBuf encoded = Unpooled.buffer(256);
        command.encode(encoded);
        byte[] bytes = encoded.array();
        int end = encoded.writerIndex();

        // *<words>\r\n, then for each word $<length>\r\n<bytes>\r\n (redis.io/docs/reference/protocol-spec)
        Cursor cursor = new Cursor(bytes, end);
        int words = cursor.header('*');
        int[] starts = new int[words];
        int[] lengths = new int[words];
        for (int i = 0; i < words; i++) {
            lengths[i] = cursor.header('$');
            starts[i] = cursor.position;
            cursor.skip(lengths[i]);
        }
        return new RespCommand(bytes, starts, lengths);
    }

    /** The name in upper case. */
    String name() {
        return name;
    }

    /** Number of words, the name included. */
    int size() {
        return starts.length;
    }

    /** Sum of the words' lengths in bytes. */
    int totalLength() {
        return Arrays.stream(lengths).sum();
    }

    byte[] bytes() {
        return bytes;
    }

    int start(int word) {
        return starts[word];
    }

    int length(int word) {
        return lengths[word];
    }

    /** A word as text; bytes that are not UTF-8 become U+FFFD. */
    String text(int word) {
        return new String(bytes, starts[word], lengths[word], StandardCharsets.UTF_8);
    }

    /** Whether a word is valid UTF-8, and so can be a JSON string. */
    boolean isText(int word) {
        int end = starts[word] + lengths[word];
        int ascii = starts[word];
        while (ascii < end && bytes[ascii] >= 0) {
            ascii++;
        }
        if (ascii == end) {
            return true;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, ascii, end - ascii));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static final class Cursor {
        private final byte[] bytes;
        private final int end;
        private int position;

        Cursor(byte[] bytes, int end) {
            this.bytes = bytes;
            this.end = end;
        }

        int header(char marker) {
            if (position >= end || bytes[position++] != marker) {
                throw new IllegalArgumentException("command is not encoded as an array of bulk strings");
            }
            int value = 0;
            while (bytes[position] != '\r') {
                value = value * 10 + (bytes[position++] - '0');
            }
            position += 2;
            return value;
        }

        void skip(int length) {
            position += length + 2;
            if (position > end) {
                throw new IllegalArgumentException("command is encoded shorter than it says");
            }
        }
    }
}
