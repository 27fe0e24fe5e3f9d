package io.tradebars.bars;

import io.tradebars.types.Encoding;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The {@link BarContent} of a bar, or of a part of one, that is made bytes of when nobody looks at it, and objects again when somebody does. Most
 * that come from the network stay as they were written until their bar is closed, and most in state are bars that have closed, which stay for as long as a late
 * trade may change them. Mutable; for one thread.
 */
final class PackableContent {

    /** {@code null} while it is only {@link #packed}. */
    private BarContent content;

    /** The content as it is written; {@code null} if that isn't known. Never changed, so that copies may share it. */
    private byte[] packed;

    /** Knows how to read {@link #packed}. */
    private BarContentPacker packer;

    private PackableContent(BarContent content, byte[] packed, BarContentPacker packer) {
        this.content = content;
        this.packed = packed;
        this.packer = packer;
    }

    /** These trades. As long as this is not packed, whoever made it may go on changing them. */
    static PackableContent of(BarContent content) {
        return new PackableContent(content, null, null);
    }

    PackableContent copy() {
        return packed == null
                ? new PackableContent(content.copy(), null, null)
                : new PackableContent(null, packed, packer);
    }

    /** The trades, added up; changed by this only. */
    BarContent content() {
        if (content == null) {
            content = packer.unpack(packed);
        }
        return content;
    }

    /** {@link BarContent#lastEventMillis()}, without a look at the rest. */
    long lastEventMillis() {
        return content == null ? BarContentEncoding.lastEventMillis(packed) : content.lastEventMillis();
    }

    /** Whether any trade was ever added. */
    boolean hasTrades() {
        return lastEventMillis() != BarContent.NO_EVENT;
    }

    /** Adds trades. */
    void merge(BarContent more) {
        content().merge(more);
        packed = null;
    }

    /** See {@link BarContent#addDuplicates}. */
    void addDuplicates(long duplicates) {
        content().addDuplicates(duplicates);
        packed = null;
    }

    /** Makes it small until its content is asked for again. */
    void pack(BarContentPacker by) throws IOException {
        if (packed == null) {
            packed = by.pack(content);
            packer = by;
        }
        content = null;
    }

    /** Writes its content as {@link BarContentEncoding} does, and changes nothing: a checkpoint writes while the operator goes on. */
    void write(DataOutputView out) throws IOException {
        if (packed != null) {
            out.write(packed);
        } else {
            BarContentEncoding.write(content, out);
        }
    }

    /** Writes its content behind the number of its bytes, and changes nothing. */
    void writeApart(BarContentPacker by, DataOutputView out) throws IOException {
        if (packed != null) {
            Encoding.writeBytes(packed, out);
        } else {
            by.writeApart(content, out);
        }
    }

    /** Reads what {@link #writeApart} wrote, and leaves it packed. */
    static PackableContent readApart(BarContentPacker by, DataInputView in) throws IOException {
        return new PackableContent(null, Encoding.readBytes(in), by);
    }
}
