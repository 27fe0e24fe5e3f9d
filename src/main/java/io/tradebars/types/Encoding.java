package io.tradebars.types;

import java.io.EOFException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** How the parts of our elements are written. */
public final class Encoding {

    private static final int NO_BYTES = -1;
    private static final int BITS_OF_LONG = 63;
    private static final long SEVEN_BITS = 0x7f;
    private static final long MORE = 0x80;

    private Encoding() {}

    /**
     * A decimal: its scale as a short; then 0 and the unscaled value as a long where it fits, else the number of its bytes as a
     * byte and two's-complement bytes, highest first.
     *
     * @throws IOException also if it has more than 127 bytes or its scale isn't a short's
     */
    public static void writeDecimal(BigDecimal value, DataOutputView out) throws IOException {
        if (value.scale() != (short) value.scale()) {
            throw new IOException("decimal with a scale of " + value.scale() + " cannot be written");
        }
        out.writeShort(value.scale());
        BigInteger unscaled = value.unscaledValue();
        if (unscaled.bitLength() <= BITS_OF_LONG) {
            out.writeByte(0);
            out.writeLong(unscaled.longValue());
        } else {
            byte[] bytes = unscaled.toByteArray();
            if (bytes.length > Byte.MAX_VALUE) {
                throw new IOException("decimal of " + bytes.length + " bytes cannot be written");
            }
            out.writeByte(bytes.length);
            out.write(bytes);
        }
    }

    /** Reads what {@link #writeDecimal} wrote. */
    public static BigDecimal readDecimal(DataInputView in) throws IOException {
        int scale = in.readShort();
        int length = in.readByte();
        if (length == 0) {
            return BigDecimal.valueOf(in.readLong(), scale);
        }
        if (length < 0) {
            throw new IOException("decimal of " + length + " bytes cannot be read");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new BigDecimal(new BigInteger(bytes), scale);
    }

    /** A whole number in one byte to ten, the fewer the nearer to 0 it is: zigzag, then seven bits a byte, lowest first. */
    public static void writeCompact(long value, DataOutputView out) throws IOException {
        long rest = value << 1 ^ value >> BITS_OF_LONG;
        while ((rest & ~SEVEN_BITS) != 0) {
            out.writeByte((int) (rest & SEVEN_BITS | MORE));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** Reads what {@link #writeCompact} wrote. */
    public static long readCompact(DataInputView in) throws IOException {
        long value = 0;
        for (int shift = 0; shift <= BITS_OF_LONG; shift += 7) {
            int next = in.readByte();
            value |= (next & SEVEN_BITS) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IOException("a whole number of more than ten bytes cannot be read");
    }

    /** A text of any characters, or {@code null}. */
    public static void writeText(String text, DataOutputView out) throws IOException {
        StringValue.writeString(text, out);
    }

    /** Reads what {@link #writeText} wrote. */
    public static String readText(DataInputView in) throws IOException {
        return StringValue.readString(in);
    }

    /** Bytes behind their number as an int, or {@code null}. */
    public static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
        if (bytes == null) {
            out.writeInt(NO_BYTES);
        } else {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /** Reads what {@link #writeBytes} wrote. */
    public static byte[] readBytes(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length == NO_BYTES) {
            return null;
        }
        if (length < 0) {
            throw new EOFException("a length of " + length + " bytes cannot be read");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return bytes;
    }
}
